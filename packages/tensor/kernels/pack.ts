// Packing panels of a matrix for the product: the lanes of one step of the inner axis stand side by side.

/** Bytes behind a panel of six lanes that packing it writes over. */
export const packSlack: i32 = 16;

/**
 * Writes `steps × width` numbers: lane l of step s from `source + l · laneStride + s · stepStride` (bytes).
 * Width is 6 or 8; lanes beyond `lanes` repeat the last, their products are never stored.
 */
export function packPanel(
  source: usize,
  laneStride: i32,
  stepStride: i32,
  lanes: i32,
  steps: i32,
  target: usize,
  width: i32,
): void {
  // The second four lanes go first: where the width is 6 they write two lanes too many, and the first four of the next step repair that.
  const second = max(lanes - 4, 1);
  const from = lanes > 4 ? source + 4 * laneStride : source;
  packFour(from, laneStride, stepStride, min(second, width - 4), steps, target + 16, width << 2);
  packFour(source, laneStride, stepStride, min(lanes, 4), steps, target, width << 2);
}

/** Four lanes of {@link packPanel}, `targetStep` bytes from one step to the next: the transpose of `lanes` rows. */
export function packFour(
  source: usize,
  laneStride: i32,
  stepStride: i32,
  lanes: i32,
  steps: i32,
  target: usize,
  targetStep: usize,
): void {
  if (laneStride == 4 && lanes == 4) {
    for (let step = 0; step < steps; step++) {
      v128.store(target, v128.load(source));
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
  if (stepStride == 4) {
    for (; step + 4 <= steps; step += 4) {
      const row0 = v128.load(lane0);
      const row1 = v128.load(lane1);
      const row2 = v128.load(lane2);
      const row3 = v128.load(lane3);
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
      lane0 += 16;
      lane1 += 16;
      lane2 += 16;
      lane3 += 16;
    }
  }
  for (; step < steps; step++) {
    store<f32>(target, load<f32>(lane0));
    store<f32>(target, load<f32>(lane1), 4);
    store<f32>(target, load<f32>(lane2), 8);
    store<f32>(target, load<f32>(lane3), 12);
    lane0 += stepStride;
    lane1 += stepStride;
    lane2 += stepStride;
    lane3 += stepStride;
    target += targetStep;
  }
}
