// Small tools over four float32 lanes.

/** `a · b + c`, rounded once where the build and the processor can (relaxed SIMD), else twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The first `count` (1 … 3) lanes from memory, the others 0: a row's rest goes through the same arithmetic as its body. */
// @ts-ignore: decorator
@inline
export function loadRest(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const pair = v128.load64_zero(from);
  return count == 2 ? pair : v128.load32_lane(from, pair, 2, 8);
}

/** Writes the first `count` (1 … 3) lanes. */
// @ts-ignore: decorator
@inline
export function storeRest(to: usize, lanes: v128, count: i32): void {
  if (count == 1) return v128.store32_lane(to, lanes, 0);
  v128.store64_lane(to, lanes, 0);
  if (count == 3) v128.store32_lane(to, lanes, 2, 8);
}

/** All bits set in the first `count` lanes. */
// @ts-ignore: decorator
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Sum of the lanes, in double precision. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(lanes: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(lanes),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(lanes, lanes, 2, 3, 2, 3)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}
