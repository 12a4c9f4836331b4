// Passes over one row of float32 numbers, in blocks, so that rows of any length and any stride go the same way.
// Sums run in a fixed order: 8 numbers one after another in single precision, such sums in pairs, then lanes and blocks in double precision.
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
  // Four at a time, so that they do not wait for each other.
  let lanes = f32x4.splat(pick.none()), lanes1 = lanes, lanes2 = lanes, lanes3 = lanes;
  let isNaN = f32x4.splat(0), isNaN1 = isNaN;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    for (; count >= 16; count -= 16) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const x2 = v128.load(x, 32);
      const x3 = v128.load(x, 48);
      lanes = pick.of(lanes, x0);
      lanes1 = pick.of(lanes1, x1);
      lanes2 = pick.of(lanes2, x2);
      lanes3 = pick.of(lanes3, x3);
      isNaN = v128.or(isNaN, v128.or(f32x4.ne(x0, x0), f32x4.ne(x1, x1)));
      isNaN1 = v128.or(isNaN1, v128.or(f32x4.ne(x2, x2), f32x4.ne(x3, x3)));
      x += 64;
    }
    for (; count > 0; count -= 4) {
      const next = count >= 4 ? v128.load(x) : v128.bitselect(loadRest(x, count), lanes, firstLanes(count));
      lanes = pick.of(lanes, next);
      isNaN = v128.or(isNaN, f32x4.ne(next, next));
      x += 16;
    }
  }
  if (v128.any_true(v128.or(isNaN, isNaN1))) return NaN;
  lanes = pick.of(pick.of(lanes, lanes1), pick.of(lanes2, lanes3));
  lanes = pick.of(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  lanes = pick.of(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  return f32x4.extract_lane(lanes, 0);
}

/** Σ x */
export function sum(row: usize, step: i32, length: i32): f64 {
  return total<Plain>(row, step, 0, 0, length);
}

/** Σ x² */
export function sumOfSquares(row: usize, step: i32, length: i32): f64 {
  return total<Square>(row, step, 0, 0, length);
}

/** Σ a · b */
export function dot(a: usize, aStep: i32, b: usize, bStep: i32, length: i32): f64 {
  return total<Product>(a, aStep, b, bStep, length);
}

/** Eight sums of four lanes each: short chains of additions are more exact, and do not wait for each other. `b` is 0 where terms have no second operand. */
function total<Term>(a: usize, aStep: i32, b: usize, bStep: i32, length: i32): f64 {
  const term = changetype<Term>(0);
  let total: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(a, aStep, from, count, 0);
    let y = b ? block(b, bStep, from, count, 1) : 0;
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    let sum4 = f32x4.splat(0);
    let sum5 = f32x4.splat(0);
    let sum6 = f32x4.splat(0);
    let sum7 = f32x4.splat(0);
    for (; count >= 32; count -= 32) {
      sum0 = term.add(sum0, v128.load(x), y);
      sum1 = term.add(sum1, v128.load(x, 16), y + 16);
      sum2 = term.add(sum2, v128.load(x, 32), y + 32);
      sum3 = term.add(sum3, v128.load(x, 48), y + 48);
      sum4 = term.add(sum4, v128.load(x, 64), y + 64);
      sum5 = term.add(sum5, v128.load(x, 80), y + 80);
      sum6 = term.add(sum6, v128.load(x, 96), y + 96);
      sum7 = term.add(sum7, v128.load(x, 112), y + 112);
      x += 128;
      y += 128;
    }
    for (; count >= 4; count -= 4) {
      sum0 = term.add(sum0, v128.load(x), y);
      x += 16;
      y += 16;
    }
    if (count) sum1 = term.addRest(sum1, loadRest(x, count), y, count);
    const sums0123 = f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
    const sums4567 = f32x4.add(f32x4.add(sum4, sum5), f32x4.add(sum6, sum7));
    total += sumOfLanes(f32x4.add(sums0123, sums4567));
  }
  return total;
}

class Plain {
  // @ts-ignore: decorator
  @inline
  add(sum: v128, x: v128, y: usize): v128 {
    return f32x4.add(sum, x);
  }
  // @ts-ignore: decorator
  @inline
  addRest(sum: v128, x: v128, y: usize, count: i32): v128 {
    return f32x4.add(sum, x);
  }
}

class Square {
  // @ts-ignore: decorator
  @inline
  add(sum: v128, x: v128, y: usize): v128 {
    return multiplyAdd(x, x, sum);
  }
  // @ts-ignore: decorator
  @inline
  addRest(sum: v128, x: v128, y: usize, count: i32): v128 {
    return multiplyAdd(x, x, sum);
  }
}

class Product {
  // @ts-ignore: decorator
  @inline
  add(sum: v128, x: v128, y: usize): v128 {
    return multiplyAdd(x, v128.load(y), sum);
  }
  // @ts-ignore: decorator
  @inline
  addRest(sum: v128, x: v128, y: usize, count: i32): v128 {
    return multiplyAdd(x, loadRest(y, count), sum);
  }
}

/** Σ (x - center) and Σ (x - center)², the two lanes of a vector of doubles: four sums of four lanes each, one after another up to 16 numbers. */
export function sumsOfDifferences(row: usize, step: i32, length: i32, center: f32): v128 {
  const centers = f32x4.splat(center);
  let total: f64 = 0;
  let totalOfSquares: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    let sum0 = f32x4.splat(0), squares0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0), squares1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0), squares2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0), squares3 = f32x4.splat(0);
    for (; count >= 16; count -= 16) {
      let difference = f32x4.sub(v128.load(x), centers);
      sum0 = f32x4.add(sum0, difference);
      squares0 = multiplyAdd(difference, difference, squares0);
      difference = f32x4.sub(v128.load(x, 16), centers);
      sum1 = f32x4.add(sum1, difference);
      squares1 = multiplyAdd(difference, difference, squares1);
      difference = f32x4.sub(v128.load(x, 32), centers);
      sum2 = f32x4.add(sum2, difference);
      squares2 = multiplyAdd(difference, difference, squares2);
      difference = f32x4.sub(v128.load(x, 48), centers);
      sum3 = f32x4.add(sum3, difference);
      squares3 = multiplyAdd(difference, difference, squares3);
      x += 64;
    }
    for (; count > 0; count -= 4) {
      const lanes = count >= 4 ? v128.load(x) : v128.bitselect(loadRest(x, count), centers, firstLanes(count));
      const difference = f32x4.sub(lanes, centers);
      sum0 = f32x4.add(sum0, difference);
      squares0 = multiplyAdd(difference, difference, squares0);
      x += 16;
    }
    total += sumOfLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
    totalOfSquares += sumOfLanes(f32x4.add(f32x4.add(squares0, squares1), f32x4.add(squares2, squares3)));
  }
  return f64x2.replace_lane(f64x2.splat(total), 1, totalOfSquares);
}
