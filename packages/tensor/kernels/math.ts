// exp, log, tanh, erf and their relatives on four float32 lanes, without tables and without branches.
// Polynomials are minimax fits of our own; the comment on each tells its interval and largest relative error.
// `pmin` and `pmax` keep their first argument when it is NaN, so that a NaN passes through every function.
import { multiplyAdd } from "./lanes";

// @ts-ignore: decorator
@inline
function all(value: f32): v128 {
  return f32x4.splat(value);
}

/** `e^x`: x = n · ln 2 + r, `e^r` by polynomial, then scaled by 2^n in two steps, so that subnormal results come out right. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // Beyond these bounds the result is infinity or 0 anyway.
  const bounded = f32x4.pmax(f32x4.pmin(x, all(89)), all(-104));
  const shifted = shiftedExponent(bounded);
  const power = powerOfRest(bounded, shifted);
  const exponent = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(exponent, 1);
  const rest = i32x4.sub(exponent, half);
  return f32x4.mul(f32x4.mul(power, powerOfTwo(half)), powerOfTwo(rest));
}

/** `e^x` for x ≤ 0, the same bits as {@link exp} in four fifths of the time: 2^n is 2^(n + 24), which does not overflow, times 2^-24. */
// @ts-ignore: decorator
@inline
export function expOfNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, all(-104));
  const shifted = shiftedExponent(bounded);
  const scale = i32x4.shl(i32x4.add(shifted, i32x4.splat(127 + 24)), 23);
  return f32x4.mul(f32x4.mul(powerOfRest(bounded, shifted), scale), all(5.9604645e-8));
}

/** `e^x` for x ≤ 0, in two thirds of the time, with 0 for what is below e^-87: of attention most may be masked, and subnormal products take long. */
// @ts-ignore: decorator
@inline
export function expOrZero(x: v128): v128 {
  const shifted = shiftedExponent(x);
  // What stands above the integer is shifted out.
  const power = f32x4.mul(powerOfRest(x, shifted), powerOfTwo(shifted));
  return v128.andnot(power, f32x4.lt(x, all(-87)));
}

/** Adding 1.5 · 2^23 rounds x / ln 2 to an integer and leaves that integer in the low bits. */
// @ts-ignore: decorator
@inline
function shiftedExponent(x: v128): v128 {
  return multiplyAdd(x, all(1.44269504), all(12582912));
}

/** `e^r` for x = n · ln 2 + r. */
// @ts-ignore: decorator
@inline
function powerOfRest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, all(12582912));
  // ln 2 in two parts; the first has 9 bits, so that its product with n is exact.
  let r = multiplyAdd(n, all(-0.693359375), x);
  r = multiplyAdd(n, all(2.12194440e-4), r);
  // (e^r - 1 - r) / r² on |r| <= ln 2 / 2, 3.2e-9
  let q = multiplyAdd(all(0.00138189388), r, all(0.00836870354));
  q = multiplyAdd(q, r, all(0.0416682884));
  q = multiplyAdd(q, r, all(0.166665211));
  q = multiplyAdd(q, r, all(0.49999994));
  return f32x4.add(multiplyAdd(f32x4.mul(r, r), q, r), all(1));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
}

/** Natural logarithm: x = 2^n · (1 + f) with 1 + f in [√½, √2), and log(1 + f) = 2 artanh(f / (2 + f)). */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const isSubnormal = f32x4.lt(x, all(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, all(33554432)), x, isSubnormal);
  const rootHalf = i32x4.splat(0x3f3504f3);
  const offset = i32x4.sub(normal, rootHalf);
  const exponent = i32x4.sub(i32x4.shr_s(offset, 23), v128.and(isSubnormal, i32x4.splat(25)));
  const n = f32x4.convert_i32x4_s(exponent);
  const f = f32x4.sub(i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), rootHalf), all(1));
  const s = f32x4.div(f, f32x4.add(f, all(2)));
  const z = f32x4.mul(s, s);
  // (2 artanh(s) / s - 2) / s² on |s| <= 0.172, 8.2e-10
  let r = multiplyAdd(all(0.298714608), z, all(0.399775684));
  r = f32x4.mul(z, multiplyAdd(r, z, all(0.666667759)));
  const halfSquare = f32x4.mul(all(0.5), f32x4.mul(f, f));
  let value = f32x4.mul(s, f32x4.add(halfSquare, r));
  value = f32x4.sub(multiplyAdd(n, all(-2.12194440e-4), value), halfSquare);
  value = multiplyAdd(n, all(0.693359375), f32x4.add(value, f));
  // Infinity and NaN stay what they are, 0 gives -Infinity, a negative number NaN.
  const isOrdinary = v128.and(f32x4.gt(x, all(0)), f32x4.lt(x, all(Infinity)));
  const isNegative = f32x4.lt(x, all(0));
  let special = v128.bitselect(all(-Infinity), x, f32x4.eq(x, all(0)));
  special = v128.bitselect(all(NaN), special, isNegative);
  return v128.bitselect(value, special, isOrdinary);
}

/** `log(1 + e)` for e in [0, 1]: the rounding error of 1 + e is put back. */
// @ts-ignore: decorator
@inline
export function logOnePlus(e: v128): v128 {
  const u = f32x4.add(e, all(1));
  const lost = f32x4.sub(f32x4.sub(u, all(1)), e);
  return f32x4.sub(log(u), f32x4.div(lost, u));
}

// @ts-ignore: decorator
@inline
function copySign(magnitude: v128, sign: v128): v128 {
  return v128.bitselect(sign, magnitude, i32x4.splat(0x80000000));
}

/** `1 - 2 / (e^2x + 1)`, near 0 a polynomial, where the difference would cancel. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  // (tanh(x) / x - 1) / x² on |x| <= 0.55, 1.1e-9 of the result
  let p = multiplyAdd(all(-0.0062428494), z, all(0.021050714));
  p = multiplyAdd(p, z, all(-0.0538475476));
  p = multiplyAdd(p, z, all(0.133325443));
  p = multiplyAdd(p, z, all(-0.333333164));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  const power = exp(f32x4.add(magnitude, magnitude));
  const far = f32x4.sub(all(1), f32x4.div(all(2), f32x4.add(power, all(1))));
  return copySign(v128.bitselect(near, far, f32x4.lt(magnitude, all(0.55))), x);
}

/** `1 / (1 + e^-x)`, as `e^x / (1 + e^x)` for negative x, so that nothing overflows. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const power = expOfNegative(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(power, all(1), f32x4.lt(x, all(0)));
  const total = f32x4.add(power, all(1));
  const lost = f32x4.sub(f32x4.sub(total, all(1)), power);
  const quotient = f32x4.div(numerator, total);
  // The rounding of 1 + power is put back; without that small results are 2.1 ulp off.
  return multiplyAdd(quotient, lost, quotient);
}

/** erf(t) for |t| < 1. */
// @ts-ignore: decorator
@inline
function erfNear(t: v128, square: v128): v128 {
  // erf(t) / t - 1 on |t| <= 1, 1.5e-9 of the result
  let p = multiplyAdd(all(7.80690316e-5), square, all(-7.9978531e-4));
  p = multiplyAdd(p, square, all(0.0051871622));
  p = multiplyAdd(p, square, all(-0.0268533472));
  p = multiplyAdd(p, square, all(0.112835787));
  p = multiplyAdd(p, square, all(-0.37612626));
  p = multiplyAdd(p, square, all(0.128379166));
  return multiplyAdd(p, t, t);
}

/** 1 - erf(t) for t >= 1, from t and e^(-t²). */
// @ts-ignore: decorator
@inline
function erfcFar(t: v128, power: v128): v128 {
  const v = f32x4.div(all(2), f32x4.add(t, all(2)));
  // erfc(t) · e^(t²) / v on 1 <= t <= 10.3, 1.2e-8
  let p = multiplyAdd(all(0.0934753418), v, all(-0.2261924));
  p = multiplyAdd(p, v, all(0.0823500901));
  p = multiplyAdd(p, v, all(0.0610876866));
  p = multiplyAdd(p, v, all(0.178745806));
  p = multiplyAdd(p, v, all(0.246971458));
  p = multiplyAdd(p, v, all(0.282038748));
  p = multiplyAdd(p, v, all(0.282098442));
  return f32x4.mul(f32x4.mul(p, v), power);
}

// @ts-ignore: decorator
@inline
export function erf(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  const far = f32x4.sub(all(1), erfcFar(magnitude, expOfNegative(f32x4.neg(square))));
  return v128.bitselect(erfNear(x, square), copySign(far, x), f32x4.lt(magnitude, all(1)));
}

/** The share of a normal distribution below x, `(1 + erf(x / √2)) / 2`; power is e^(-x²/2). The lower tail does not cancel. */
// @ts-ignore: decorator
@inline
export function normalBelow(x: v128, power: v128): v128 {
  const t = f32x4.mul(x, all(0.70710678));
  const magnitude = f32x4.abs(t);
  const near = multiplyAdd(all(0.5), erfNear(t, f32x4.mul(t, t)), all(0.5));
  const tail = f32x4.mul(all(0.5), erfcFar(magnitude, power));
  const far = v128.bitselect(tail, f32x4.sub(all(1), tail), f32x4.lt(x, all(0)));
  return v128.bitselect(near, far, f32x4.lt(magnitude, all(1)));
}

// @ts-ignore: decorator
@inline
export function halfSquarePower(x: v128): v128 {
  return expOfNegative(f32x4.mul(f32x4.mul(x, x), all(-0.5)));
}

/** Far left of 0 the other factor is exactly 0: bounded there, -Infinity gives 0 and not NaN. */
// @ts-ignore: decorator
@inline
function bounded(x: v128): v128 {
  return f32x4.pmax(x, all(-120));
}

/** What passes of x: an activation is x times a share from 0 to 1. */
// @ts-ignore: decorator
@inline
export function shareOf(x: v128, share: v128): v128 {
  return f32x4.mul(bounded(x), share);
}

// @ts-ignore: decorator
@inline
export function gelu(x: v128): v128 {
  return shareOf(x, normalBelow(x, halfSquarePower(x)));
}

/** `Φ(x) + x · φ(x)`, from e^(-x²/2) and Φ(x) */
// @ts-ignore: decorator
@inline
export function geluSlopeFrom(x: v128, power: v128, below: v128): v128 {
  const density = f32x4.mul(power, all(0.39894228));
  return multiplyAdd(f32x4.pmin(bounded(x), all(120)), density, below);
}

// @ts-ignore: decorator
@inline
export function geluSlope(x: v128): v128 {
  const power = halfSquarePower(x);
  return geluSlopeFrom(x, power, normalBelow(x, power));
}

/** `2 √(2/π) (x + 0.044715 x³)`: half of (1 + tanh(u)) is sigmoid(2u), which does not cancel. */
// @ts-ignore: decorator
@inline
export function geluTanhArgument(x: v128): v128 {
  const cubic = multiplyAdd(f32x4.mul(x, x), all(0.044715), all(1));
  return f32x4.mul(f32x4.mul(all(1.59576912), x), cubic);
}

// @ts-ignore: decorator
@inline
export function geluTanh(x: v128): v128 {
  return shareOf(x, sigmoid(geluTanhArgument(x)));
}

// @ts-ignore: decorator
@inline
export function geluTanhSlope(x: v128): v128 {
  return geluTanhSlopeFrom(x, sigmoid(geluTanhArgument(x)));
}

/** The slope from the share s. */
// @ts-ignore: decorator
@inline
export function geluTanhSlopeFrom(x: v128, s: v128): v128 {
  const near = f32x4.pmin(bounded(x), all(120));
  const slope = multiplyAdd(f32x4.mul(near, near), all(0.21406445), all(1.59576912));
  const curve = f32x4.mul(f32x4.mul(s, f32x4.sub(all(1), s)), f32x4.mul(near, slope));
  return f32x4.add(s, curve);
}

// @ts-ignore: decorator
@inline
export function silu(x: v128): v128 {
  return shareOf(x, sigmoid(x));
}

// @ts-ignore: decorator
@inline
export function siluSlope(x: v128): v128 {
  return siluSlopeFrom(x, sigmoid(x));
}

/** `s (1 + x (1 - s))` */
// @ts-ignore: decorator
@inline
export function siluSlopeFrom(x: v128, s: v128): v128 {
  const near = f32x4.pmin(bounded(x), all(120));
  return f32x4.mul(s, multiplyAdd(near, f32x4.sub(all(1), s), all(1)));
}

/** `log(1 + e^x)` */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, all(0)), logOnePlus(expOfNegative(f32x4.neg(f32x4.abs(x)))));
}

// @ts-ignore: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, all(0));
}
