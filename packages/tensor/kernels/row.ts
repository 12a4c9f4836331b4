// Passes over one row of float32 numbers, in blocks, so that rows of any length and any stride go the same way.
// Sums run in a fixed order: 64 numbers a lane in single precision, then lanes and blocks in double precision.
import { sumBlock } from "../src/cpu/layout";
import { firstLanes, loadRest, multiplyAdd, sumOfLanes } from "./lanes";
import { chunkOf, gather } from "./walk";

/** A block of a row, read in place or, where its elements are `step` ≠ 4 bytes apart, from the chunk of this number. */
// @ts-ignore: decorator
@inline
export function block(row: usize, step: i32, from: i32, count: i32, buffer: i32): usize {
  const start = row + from * step;
  if (step == 4) return start;
  gather(start, step, count, chunkOf(buffer));
  return chunkOf(buffer);
}

/** The largest element; NaN where there is one; -Infinity of an empty row. */
export function largest(row: usize, step: i32, length: i32): f32 {
  return extreme<Largest>(row, step, length);
}

/** The smallest element; NaN where there is one; Infinity of an empty row. */
export function smallest(row: usize, step: i32, length: i32): f32 {
  return extreme<Smallest>(row, step, length);
}

class Largest {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.pmax(a, b);
  }
  // @ts-ignore: decorator
  @inline
  none(): f32 {
    return -Infinity;
  }
}

class Smallest {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.pmin(a, b);
  }
  // @ts-ignore: decorator
  @inline
  none(): f32 {
    return Infinity;
  }
}

/** `pmax` and `pmin` pass over NaN and are one instruction; so NaN is looked for beside them, three times faster than `f32x4.max`. */
function extreme<Pick>(row: usize, step: i32, length: i32): f32 {
  const pick = changetype<Pick>(0);
  let lanes = f32x4.splat(pick.none());
  let isNaN = f32x4.splat(0);
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    for (; count >= 4; count -= 4) {
      const next = v128.load(x);
      lanes = pick.of(lanes, next);
      isNaN = v128.or(isNaN, f32x4.ne(next, next));
      x += 16;
    }
    if (count) {
      const next = v128.bitselect(loadRest(x, count), lanes, firstLanes(count));
      lanes = pick.of(lanes, next);
      isNaN = v128.or(isNaN, f32x4.ne(next, next));
    }
  }
  if (v128.any_true(isNaN)) return NaN;
  lanes = pick.of(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  lanes = pick.of(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

/** Σ x */
export function sum(row: usize, step: i32, length: i32): f64 {
  let total: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    let lanes = f32x4.splat(0);
    for (; count >= 4; count -= 4) {
      lanes = f32x4.add(lanes, v128.load(x));
      x += 16;
    }
    if (count) lanes = f32x4.add(lanes, loadRest(x, count));
    total += sumOfLanes(lanes);
  }
  return total;
}

/** Σ (x - center)² */
export function sumOfSquares(row: usize, step: i32, length: i32, center: f32): f64 {
  const centers = f32x4.splat(center);
  let total: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    let lanes = f32x4.splat(0);
    for (; count >= 4; count -= 4) {
      const difference = f32x4.sub(v128.load(x), centers);
      lanes = multiplyAdd(difference, difference, lanes);
      x += 16;
    }
    if (count) {
      const difference = v128.and(f32x4.sub(loadRest(x, count), centers), firstLanes(count));
      lanes = multiplyAdd(difference, difference, lanes);
    }
    total += sumOfLanes(lanes);
  }
  return total;
}

/** Σ a · b */
export function dot(a: usize, aStep: i32, b: usize, bStep: i32, length: i32): f64 {
  let total: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(a, aStep, from, count, 0);
    let y = block(b, bStep, from, count, 1);
    let lanes = f32x4.splat(0);
    for (; count >= 4; count -= 4) {
      lanes = multiplyAdd(v128.load(x), v128.load(y), lanes);
      x += 16;
      y += 16;
    }
    if (count) lanes = multiplyAdd(loadRest(x, count), loadRest(y, count), lanes);
    total += sumOfLanes(lanes);
  }
  return total;
}
