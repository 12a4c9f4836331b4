// sin and cos, in double precision inside: float32 results then need no care near the zeros.

/** cos(x) is sin a quarter turn on: `quarters` is 0 for sin, 1 for cos. */
// @ts-ignore: decorator
@inline
export function sine(x: v128, quarters: i32): v128 {
  const low = reduceAndEvaluate(f64x2.promote_low_f32x4(x), quarters);
  const high = reduceAndEvaluate(
    f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)),
    quarters,
  );
  let near = v128.shuffle<f32>(
    f32x4.demote_f64x2_zero(low),
    f32x4.demote_f64x2_zero(high),
    0,
    1,
    4,
    5,
  );
  // sin(-0) is -0.
  if (quarters == 0) near = v128.bitselect(x, near, f32x4.eq(x, f32x4.splat(0)));
  const isFar = f32x4.ge(f32x4.abs(x), f32x4.splat(far));
  if (!v128.any_true(isFar)) return near;
  const lanes01 = v128.shuffle<f32>(
    f32x4.splat(farSine(f32x4.extract_lane(x, 0), quarters)),
    f32x4.splat(farSine(f32x4.extract_lane(x, 1), quarters)),
    0,
    4,
    0,
    4,
  );
  const lanes23 = v128.shuffle<f32>(
    f32x4.splat(farSine(f32x4.extract_lane(x, 2), quarters)),
    f32x4.splat(farSine(f32x4.extract_lane(x, 3), quarters)),
    0,
    4,
    0,
    4,
  );
  return v128.bitselect(v128.shuffle<f32>(lanes01, lanes23, 0, 1, 4, 5), near, isFar);
}

/** From 2^24 on, n · (π/2's first part) below is no longer exact. */
const far: f32 = 16777216;

/** x = n · π/2 + y, with π/2 in two parts, the first of 28 bits, so that its product with n is exact. */
// @ts-ignore: decorator
@inline
function reduceAndEvaluate(x: v128, quarters: i32): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(0.6366197723675814)));
  let y = f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.570796325802803)));
  y = f64x2.sub(y, f64x2.mul(n, f64x2.splat(9.920935796805404e-10)));
  const quadrant = i32x4.add(i32x4.trunc_sat_f64x2_s_zero(n), i32x4.splat(quarters));
  return evaluate(y, i64x2.extend_low_i32x4_s(quadrant));
}

/** sin(y + quadrant · π/2) for |y| <= π/4: Taylor to y⁹ and y¹⁰, 2e-9 at the ends of the interval. */
// @ts-ignore: decorator
@inline
function evaluate(y: v128, quadrant: v128): v128 {
  const z = f64x2.mul(y, y);
  let s = f64x2.add(f64x2.mul(z, f64x2.splat(1.0 / 362880)), f64x2.splat(-1.0 / 5040));
  s = f64x2.add(f64x2.mul(z, s), f64x2.splat(1.0 / 120));
  s = f64x2.add(f64x2.mul(z, s), f64x2.splat(-1.0 / 6));
  s = f64x2.add(f64x2.mul(f64x2.mul(z, y), s), y);
  let c = f64x2.add(f64x2.mul(z, f64x2.splat(-1.0 / 3628800)), f64x2.splat(1.0 / 40320));
  c = f64x2.add(f64x2.mul(z, c), f64x2.splat(-1.0 / 720));
  c = f64x2.add(f64x2.mul(z, c), f64x2.splat(1.0 / 24));
  c = f64x2.add(f64x2.mul(z, c), f64x2.splat(-0.5));
  c = f64x2.add(f64x2.mul(z, c), f64x2.splat(1));
  const isOdd = i64x2.ne(v128.and(quadrant, i64x2.splat(1)), i64x2.splat(0));
  // Quadrants 2 and 3 are below the axis: bit 1 of the quadrant becomes the sign.
  const sign = i64x2.shl(v128.and(quadrant, i64x2.splat(2)), 62);
  return v128.xor(v128.bitselect(c, s, isOdd), sign);
}

/** Payne and Hanek (1983): only those bits of 2/π are multiplied that decide the place within a turn. */
function farSine(x: f32, quarters: i32): f32 {
  const bits = reinterpret<u32>(x);
  const exponent = <i32>((bits >> 23) & 255) - 150;
  if (exponent < 1 || exponent == 105) return NaN; // near lanes are not asked for; infinity and NaN give NaN
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000);
  // 96 bits of 2/π from the one that weighs 2 after multiplication: whole turns are left out.
  const start = exponent + 30;
  const word = start >> 5;
  const shift = <u64>(start & 31);
  const w0 = window(word, shift);
  const w1 = window(word + 1, shift);
  const w2 = window(word + 2, shift);
  // x · 2/π modulo 4, in units of 2^-62
  const turn = ((mantissa * w0) << 32) + mantissa * w1 + ((mantissa * w2) >> 32);
  const n = (turn + (<u64>1 << 61)) >> 62;
  const rest = <i64>(turn - (n << 62));
  const y = <f64>rest * 3.4061215800865545e-19; // 2^-62 · π/2
  const isNegative = <i32>(bits >> 31) != 0;
  const quadrant = isNegative ? -(<i64>n) : <i64>n;
  const value = evaluate(f64x2.splat(isNegative ? -y : y), i64x2.splat(quadrant + <i64>quarters));
  return <f32>f64x2.extract_lane(value, 0);
}

/** 32 bits of 2/π from bit `32 · word + shift`; word 0 stands before the binary point. */
function window(word: i32, shift: u64): u64 {
  const pair = (twoOverPi(word) << 32) | twoOverPi(word + 1);
  return (pair << shift) >> 32;
}

function twoOverPi(word: i32): u64 {
  switch (word) {
    case 1: return 0xa2f9836e;
    case 2: return 0x4e441529;
    case 3: return 0xfc2757d1;
    case 4: return 0xf534ddc0;
    case 5: return 0xdb629599;
    case 6: return 0x3c439041;
    case 7: return 0xfe5163ab;
    case 8: return 0xdebbc561;
    default: return 0;
  }
}
