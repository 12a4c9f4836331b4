// One step of AdamW (Loshchilov and Hutter, 2019), as torch.optim.AdamW computes it.
import { loadRest, storeRest } from "./lanes";
import { rowOfTile, tileAddress, tileLength } from "./list";
import { option, pointerOf } from "./operand";

/**
 * `p -= lr · weightDecay · p`, `m += (1 - beta1) (g - m)`, `v = beta2 v + (1 - beta2) g²`,
 * `p -= lr / (1 - beta1^t) · m / (√v / √(1 - beta2^t) + eps)`.
 * Operand: a list of p, g, m, v; p, m and v are changed in place.
 * Options: lr, beta1, beta2, eps, weightDecay, step t (from 1). Tiles: those of the list.
 */
export function adamW(operands: usize, options: usize, begin: i32, end: i32): void {
  const rate = option(options, 0);
  const beta1 = option(options, 1);
  const beta2 = option(options, 2);
  const step = <i32>option(options, 5);
  const kept = f32x4.splat(<f32>(1 - rate * option(options, 4)));
  const newMean = f32x4.splat(<f32>(1 - beta1));
  const oldSquare = f32x4.splat(<f32>beta2);
  const newSquare = f32x4.splat(<f32>(1 - beta2));
  const rootCorrection = f32x4.splat(<f32>Math.sqrt(1 - power(beta2, step)));
  const eps = f32x4.splat(<f32>option(options, 3));
  const stepSize = f32x4.splat(<f32>(rate / (1 - power(beta1, step))));

  let row = pointerOf(operands);
  for (let tile = begin; tile < end; tile++) {
    row = rowOfTile(row, tile);
    let parameter = tileAddress(row, tile, 0);
    let gradient = tileAddress(row, tile, 1);
    let mean = tileAddress(row, tile, 2);
    let square = tileAddress(row, tile, 3);
    for (let count = tileLength(row, tile); count > 0; count -= 4) {
      const isWhole = count >= 4;
      const g = isWhole ? v128.load(gradient) : loadRest(gradient, count);
      let p = isWhole ? v128.load(parameter) : loadRest(parameter, count);
      let m = isWhole ? v128.load(mean) : loadRest(mean, count);
      let v = isWhole ? v128.load(square) : loadRest(square, count);
      p = f32x4.mul(p, kept);
      m = f32x4.add(m, f32x4.mul(newMean, f32x4.sub(g, m)));
      v = f32x4.add(f32x4.mul(v, oldSquare), f32x4.mul(newSquare, f32x4.mul(g, g)));
      const denominator = f32x4.add(f32x4.div(f32x4.sqrt(v), rootCorrection), eps);
      p = f32x4.sub(p, f32x4.mul(stepSize, f32x4.div(m, denominator)));
      if (isWhole) {
        v128.store(parameter, p);
        v128.store(mean, m);
        v128.store(square, v);
      } else {
        storeRest(parameter, p, count);
        storeRest(mean, m, count);
        storeRest(square, v, count);
      }
      gradient += 16;
      parameter += 16;
      mean += 16;
      square += 16;
    }
  }
}

/** base^exponent by squaring. */
function power(base: f64, exponent: i32): f64 {
  let result: f64 = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}
