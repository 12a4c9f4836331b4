// What the numbers of a row are normalised by.
import { firstLanes, loadRest, multiplyAdd } from "./lanes";
import { sum, sumOfSquares, sumsOfDifferences } from "./row";

/**
 * Mean and spread of a row in three lanes: the mean, rounded; 1/√(variance + eps); and what rounding left of the mean, negative and
 * over the spread: taken off as well, a mean far from 0 costs no digits. A row that is not centered has mean 0.
 */
export function momentsOf(row: usize, step: i32, length: i32, isCentered: bool, eps: f64): v128 {
  if (!isCentered) return moments(0, sumOfSquares(row, step, length) / <f64>length, eps);
  // The differences to any number near the mean will do; one of the row is, unless it lies outside.
  let center = length > 0 ? load<f32>(row) : 0;
  let sums = sumsOfDifferences(row, step, length, center);
  let offset = f64x2.extract_lane(sums, 0) / <f64>length;
  let variance = f64x2.extract_lane(sums, 1) / <f64>length - offset * offset;
  if (!(offset * offset <= 4 * variance && variance < Infinity)) {
    // More than two standard deviations away: the variance has lost digits to the difference, or overflowed.
    center = <f32>(sum(row, step, length) / <f64>length);
    sums = sumsOfDifferences(row, step, length, center);
    offset = f64x2.extract_lane(sums, 0) / <f64>length;
    variance = f64x2.extract_lane(sums, 1) / <f64>length - offset * offset;
  }
  return moments(<f64>center + offset, variance, eps);
}

// @ts-ignore: decorator
@inline
function moments(mean: f64, variance: f64, eps: f64): v128 {
  const center = <f32>mean;
  // Squares that underflow leave a variance below 0.
  const inverse = 1 / Math.sqrt(max(variance, 0) + eps);
  const lanes = f32x4.replace_lane(f32x4.splat(center), 1, <f32>inverse);
  return f32x4.replace_lane(lanes, 2, <f32>((mean - <f64>center) * -inverse));
}

/** Four numbers of the row, normalised: `(x - mean) / √(variance + eps)`. */
// @ts-ignore: decorator
@inline
export function normalized(x: v128, moments: v128): v128 {
  const centers = v128.shuffle<f32>(moments, moments, 0, 0, 0, 0);
  const inverses = inversesOf(moments);
  const offsets = v128.shuffle<f32>(moments, moments, 2, 2, 2, 2);
  return multiplyAdd(f32x4.sub(x, centers), inverses, offsets);
}

/** The same from memory, with 0 for the lanes beyond `count`. */
// @ts-ignore: decorator
@inline
export function normalizedAt(x: usize, count: i32, moments: v128): v128 {
  if (count >= 4) return normalized(v128.load(x), moments);
  return v128.and(normalized(loadRest(x, count), moments), firstLanes(count));
}

/** 1/√(variance + eps), four times. */
// @ts-ignore: decorator
@inline
export function inversesOf(moments: v128): v128 {
  return v128.shuffle<f32>(moments, moments, 1, 1, 1, 1);
}
