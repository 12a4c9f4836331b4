// Packing panels of a matrix for the product: the lanes of one step of the inner axis stand side by side.
import * as code from "../src/cpu/opcode";
import { Bfloat16, Float16, Float32, Int8, numbersOf } from "./element-types";

/** {@link packPanel} of a matrix of any type that holds weights. */
export function packPanelOf(
  type: i32,
  source: usize,
  laneStride: i32,
  stepStride: i32,
  lanes: i32,
  steps: i32,
  target: usize,
  width: i32,
): void {
  switch (type) {
    case code.typeFloat32: return packPanel<Float32>(source, laneStride, stepStride, lanes, steps, target, width);
    case code.typeInt8: return packPanel<Int8>(source, laneStride, stepStride, lanes, steps, target, width);
    case code.typeFloat16: return packPanel<Float16>(source, laneStride, stepStride, lanes, steps, target, width);
    case code.typeBfloat16: return packPanel<Bfloat16>(source, laneStride, stepStride, lanes, steps, target, width);
    default: unreachable();
  }
}

/** Bytes behind a panel of six lanes that packing it writes over. */
export const packSlack: i32 = 16;

/**
 * Writes `steps × width` float32: lane l of step s from `source + l · laneStride + s · stepStride` (bytes), decoded on the way.
 * Width is 6 or 8; lanes beyond `lanes` repeat the last, their products are never stored.
 */
export function packPanel<Type>(
  source: usize,
  laneStride: i32,
  stepStride: i32,
  lanes: i32,
  steps: i32,
  target: usize,
  width: i32,
): void {
  const type = changetype<Type>(0);
  if (laneStride == type.bytes() && lanes == width) {
    // The first four and the last four; of six, two are written twice.
    const last = width - 4;
    for (; steps; steps--) {
      v128.store(target, numbersOf<Type>(type.loadFour(source)));
      v128.store(target + (last << 2), numbersOf<Type>(type.loadFour(source + last * type.bytes())));
      source += stepStride;
      target += width << 2;
    }
    return;
  }
  // The second four lanes go first: where the width is 6 they write two lanes too many, and the first four of the next step repair that.
  const second = max(lanes - 4, 1);
  const from = lanes > 4 ? source + 4 * laneStride : source;
  packFour<Type>(from, laneStride, stepStride, min(second, width - 4), steps, target + 16, width << 2);
  packFour<Type>(source, laneStride, stepStride, min(lanes, 4), steps, target, width << 2);
}

/** Four lanes of {@link packPanel}, `targetStep` bytes from one step to the next: the transpose of `lanes` rows. */
export function packFour<Type>(
  source: usize,
  laneStride: i32,
  stepStride: i32,
  lanes: i32,
  steps: i32,
  target: usize,
  targetStep: usize,
): void {
  const type = changetype<Type>(0);
  if (laneStride == type.bytes() && lanes == 4) {
    for (let step = 0; step < steps; step++) {
      v128.store(target, numbersOf<Type>(type.loadFour(source)));
      source += stepStride;
      target += targetStep;
    }
    return;
  }
  let lane0 = source;
  let lane1 = source + min(1, lanes - 1) * laneStride;
  let lane2 = source + min(2, lanes - 1) * laneStride;
  let lane3 = source + min(3, lanes - 1) * laneStride;
  let step = 0;
  if (stepStride == type.bytes()) {
    for (; step + 4 <= steps; step += 4) {
      const row0 = numbersOf<Type>(type.loadFour(lane0));
      const row1 = numbersOf<Type>(type.loadFour(lane1));
      const row2 = numbersOf<Type>(type.loadFour(lane2));
      const row3 = numbersOf<Type>(type.loadFour(lane3));
      const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      target += targetStep;
      v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      target += targetStep;
      v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      target += targetStep;
      v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
      target += targetStep;
      lane0 += 4 * type.bytes();
      lane1 += 4 * type.bytes();
      lane2 += 4 * type.bytes();
      lane3 += 4 * type.bytes();
    }
  }
  for (; step < steps; step++) {
    let bits = i32x4.splat(type.loadOne(lane0));
    bits = i32x4.replace_lane(bits, 1, type.loadOne(lane1));
    bits = i32x4.replace_lane(bits, 2, type.loadOne(lane2));
    bits = i32x4.replace_lane(bits, 3, type.loadOne(lane3));
    v128.store(target, numbersOf<Type>(bits));
    lane0 += stepStride;
    lane1 += stepStride;
    lane2 += stepStride;
    lane3 += stepStride;
    target += targetStep;
  }
}
