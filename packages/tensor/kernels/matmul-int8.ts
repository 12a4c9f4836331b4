// A row times columns of int8, in integers: the row is written once as digits, each of which meets every column by an instruction that
// multiplies and adds: with relaxed SIMD x = unit · (Σ 128^i · digit_i − 2^27), four digits of 7 bits, which meet sixteen weights at a
// time; else x = unit · (2^15 · high + low), which meet eight.
import { packedRowsOffset, scratchBytes } from "../src/cpu/layout";
import { sumOfLanes } from "./lanes";
import { scratch } from "./operand";

/** Steps of the inner axis that are computed at a time; what is left is for float32. */
export const int8Steps: i32 = 16;
/** Bytes of a row's unit and the offset's highest digit, sixteen times. */
const headBytes: i32 = 32;
/** The scratch memory behind here has room for three rows. */
const rowBytes: i32 = (scratchBytes - packedRowsOffset) / 3;
/** Longer rows are left to float32. */
const longestRow: i32 = (rowBytes - headBytes) / 4;
/** And rows of which one number is so many times the mean: the others would have too few bits. */
const mostUneven: f64 = 1024;
/** Turns after which a sum of products might pass 32 bits. */
const chainedTurns: i32 = 64;
/** Bits of the largest number of a row, beside its sign: more than float32 has, so that it cannot be rounded up to one bit more. */
const bits: i32 = ASC_FEATURE_RELAXED_SIMD ? 27 : 30;
/** Digits of 7 bits have no sign: this is added to every number, and its products are taken off. */
const offset: i32 = 1 << 27;

// @ts-ignore: decorator
@inline
function digitsOf(row: i32): usize {
  return scratch + packedRowsOffset + <usize>(row * rowBytes);
}

/** What one is in the digits of this row; 0 where it has none. */
// @ts-ignore: decorator
@inline
export function unitOf(row: i32): f64 {
  return load<f64>(digitsOf(row));
}

/**
 * Writes `steps` numbers as the digits of this row (0 … 2), rounded to 2^-27 of the largest or finer, and their unit, a power of two.
 * A row that holds NaN or infinity, only numbers below 2^-96, or one that stands far out has no digits.
 */
export function writeDigits(row: i32, x: usize, steps: i32): void {
  const digits = digitsOf(row);
  steps &= -int8Steps;
  let lanes = f32x4.splat(0);
  let sums = f32x4.splat(0);
  for (let at = 0; at < steps; at += 4) {
    const sizes = f32x4.abs(v128.load(x + (<usize>at << 2)));
    lanes = f32x4.max(lanes, sizes);
    sums = f32x4.add(sums, sizes);
  }
  lanes = f32x4.max(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  lanes = f32x4.max(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  // The largest is below 2^(exponent - 126); NaN and infinity have 255.
  const largest = f32x4.extract_lane(lanes, 0);
  const exponent = (reinterpret<i32>(largest) >> 23) & 255;
  const isEven = <f64>largest * <f64>steps <= mostUneven * sumOfLanes(sums);
  const hasDigits = steps <= longestRow && exponent > bits && exponent < 255 && isEven;
  store<f64>(digits, hasDigits ? powerOfTwo(exponent - 126 - bits) : 0);
  if (!hasDigits) return;
  const perUnit = f32x4.splat(powerOfTwo(bits + 126 - exponent));
  v128.store(digits, i8x16.splat(<i8>(offset >> 21)), 16);
  let to = digits + headBytes;
  for (; steps; steps -= int8Steps) {
    const x0 = integersOf(v128.load(x), perUnit);
    const x1 = integersOf(v128.load(x, 16), perUnit);
    const x2 = integersOf(v128.load(x, 32), perUnit);
    const x3 = integersOf(v128.load(x, 48), perUnit);
    if (ASC_FEATURE_RELAXED_SIMD) {
      v128.store(to, sevenBits(x0, x1, x2, x3, 21));
      v128.store(to, sevenBits(x0, x1, x2, x3, 14), 16);
      v128.store(to, sevenBits(x0, x1, x2, x3, 7), 32);
      v128.store(to, sevenBits(x0, x1, x2, x3, 0), 48);
    } else {
      v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(x0, 15), i32x4.shr_s(x1, 15)));
      v128.store(to, fifteenBits(x0, x1), 16);
      v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(x2, 15), i32x4.shr_s(x3, 15)), 32);
      v128.store(to, fifteenBits(x2, x3), 48);
    }
    x += 64;
    to += 64;
  }
}

// @ts-ignore: decorator
@inline
function powerOfTwo(exponent: i32): f32 {
  return reinterpret<f32>((127 + exponent) << 23);
}

// @ts-ignore: decorator
@inline
function integersOf(x: v128, perUnit: v128): v128 {
  const integers = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(x, perUnit)));
  return ASC_FEATURE_RELAXED_SIMD ? i32x4.add(integers, i32x4.splat(offset)) : integers;
}

/** Seven bits of sixteen integers, from bit `from` on. */
// @ts-ignore: decorator
@inline
function sevenBits(x0: v128, x1: v128, x2: v128, x3: v128, from: i32): v128 {
  const mask = i32x4.splat(127);
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(v128.and(i32x4.shr_u(x0, from), mask), v128.and(i32x4.shr_u(x1, from), mask)),
    i16x8.narrow_i32x4_s(v128.and(i32x4.shr_u(x2, from), mask), v128.and(i32x4.shr_u(x3, from), mask)),
  );
}

/** The lowest fifteen bits of eight integers. */
// @ts-ignore: decorator
@inline
function fifteenBits(x0: v128, x1: v128): v128 {
  const mask = i32x4.splat(0x7fff);
  return i16x8.narrow_i32x4_s(v128.and(x0, mask), v128.and(x1, mask));
}

/** Σ x · b of as many steps as are whole, in units of this row: every sum is exact. */
export function dotOfDigits(row: i32, b: usize, steps: i32): f64 {
  const digits = digitsOf(row);
  return ASC_FEATURE_RELAXED_SIMD ? dotOfBytes(digits, b, steps) : dotOfHalves(digits, b, steps);
}

/** {@link dotOfDigits} with four digits of 7 bits. What the instruction leaves open, what a byte above 127 is worth on this side and which sums of two are cut off, never comes to pass. */
// @ts-ignore: decorator
@inline
function dotOfBytes(digits: usize, b: usize, steps: i32): f64 {
  // Two sums of each: an addition takes as long as four begin.
  let third0 = i32x4.splat(0), third1 = i32x4.splat(0);
  let second0 = i32x4.splat(0), second1 = i32x4.splat(0);
  let first0 = i32x4.splat(0), first1 = i32x4.splat(0);
  let zeroth0 = i32x4.splat(0), zeroth1 = i32x4.splat(0);
  let offset0 = i32x4.splat(0), offset1 = i32x4.splat(0);
  let x = digits + headBytes;
  // A constant would be loaded at each turn.
  const highest = v128.load(digits, 16);
  for (; steps >= 2 * int8Steps; steps -= 2 * int8Steps) {
    let weights = v128.load(b);
    third0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x), third0);
    second0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 16), second0);
    first0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 32), first0);
    zeroth0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 48), zeroth0);
    offset0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, highest, offset0);
    weights = v128.load(b, 16);
    third1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 64), third1);
    second1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 80), second1);
    first1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 96), first1);
    zeroth1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 112), zeroth1);
    offset1 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, highest, offset1);
    b += 32;
    x += 128;
  }
  if (steps >= int8Steps) {
    const weights = v128.load(b);
    third0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x), third0);
    second0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 16), second0);
    first0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 32), first0);
    zeroth0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, v128.load(x, 48), zeroth0);
    offset0 = i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, highest, offset0);
  }
  const third = i32x4.sub(i32x4.add(third0, third1), i32x4.add(offset0, offset1));
  return (
    2097152 * sumOfIntegers(third) +
    16384 * sumOfIntegers(i32x4.add(second0, second1)) +
    128 * sumOfIntegers(i32x4.add(first0, first1)) +
    sumOfIntegers(i32x4.add(zeroth0, zeroth1))
  );
}

/** {@link dotOfDigits} with two digits of 15 bits, the higher one with a sign. */
// @ts-ignore: decorator
@inline
function dotOfHalves(digits: usize, b: usize, steps: i32): f64 {
  let x = digits + headBytes;
  let total: f64 = 0;
  while (steps >= int8Steps) {
    let high0 = i32x4.splat(0), low0 = i32x4.splat(0);
    let high1 = i32x4.splat(0), low1 = i32x4.splat(0);
    for (let turns = min(steps / int8Steps, chainedTurns); turns; turns--) {
      let weights = v128.load8x8_s(b);
      high0 = i32x4.add(high0, i32x4.dot_i16x8_s(weights, v128.load(x)));
      low0 = i32x4.add(low0, i32x4.dot_i16x8_s(weights, v128.load(x, 16)));
      weights = v128.load8x8_s(b, 8);
      high1 = i32x4.add(high1, i32x4.dot_i16x8_s(weights, v128.load(x, 32)));
      low1 = i32x4.add(low1, i32x4.dot_i16x8_s(weights, v128.load(x, 48)));
      b += int8Steps;
      x += 64;
      steps -= int8Steps;
    }
    total += 32768 * sumOfIntegers(i32x4.add(high0, high1)) + sumOfIntegers(i32x4.add(low0, low1));
  }
  return total;
}

// @ts-ignore: decorator
@inline
function sumOfIntegers(lanes: v128): f64 {
  const pairs = f64x2.add(
    f64x2.convert_low_i32x4_s(lanes),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}
