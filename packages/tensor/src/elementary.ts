// exp, log, sin, cos, tanh and powers in float64 out of +, −, ×, ÷ and the bits of a number, which IEEE 754 defines: JavaScript leaves
// Math.exp and its like to each engine, and their last bits differ. For definitions, and for random numbers.

/** ln 2 in two parts; the first has 34 bits, so that a multiple of up to 2^19 is exact. */
const log2High = 0.6931471805601177;
const log2Low = -1.7239444525614835e-13;
/** π / 2 in three parts, of 33 bits and 28 bits and the rest: multiples of up to 2^20 of the first two are exact. */
const quarterTurn = 1.5707963267341256;
const quarterTurnMiddle = 6.077100509014471e-11;
const quarterTurnLow = -2.508278806334166e-20;

const artanhTerms = [1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15, 1 / 17, 1 / 19, 1 / 21];

const word = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** 2^k for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  word.setInt32(0, (k + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}

/** `Σ_n xⁿ · Π_{i ≤ n} c_i` = 1 + c₁ x (1 + c₂ x (1 + …)), for series whose terms are made of their predecessors. */
function series(x: number, terms: number, ratio: (n: number) => number): number {
  let sum = 1;
  for (let n = terms; n >= 1; n--) sum = 1 + x * ratio(n) * sum;
  return sum;
}

/** `eˣ = 2ᵏ · Σ rⁿ / n!` with x = k ln 2 + r, |r| ≤ ½ ln 2; within 1 ulp. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = Math.round(x / log2High);
  const [high, low] = [x - k * log2High, k * log2Low];
  const r = high - low;
  // e^r − 1 − r = r²/2 (1 + r/3 (1 + r/4 (1 + …))), added to r before that was rounded.
  const rest = ((r * r) / 2) * series(r, 12, (n) => 1 / (n + 2));
  // In two steps, since 2^1024 and subnormal powers are beyond one.
  const half = Math.trunc(k / 2);
  return (1 + (high - (low - rest))) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** `ln x = k ln 2 + 2 artanh((m − 1) / (m + 1))` with x = 2ᵏ m, √½ < m ≤ √2; within 2 ulp. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0 && x < Infinity)) return x > 0 ? x : NaN;
  const isSubnormal = x < powerOfTwo(-1022);
  word.setFloat64(0, isSubnormal ? x * powerOfTwo(54) : x);
  const high = word.getInt32(0);
  let k = (high >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  word.setInt32(0, (high & 0xfffff) | (1023 << 20));
  let m = word.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  // artanh s = s + s³/3 + s⁵/5 + …; z < 0.03 leaves nothing of what follows.
  let sum = 0;
  for (let term = artanhTerms.length - 1; term >= 0; term--) sum = z * (artanhTerms[term] + sum);
  return k * log2High + (2 * s + (2 * s * sum + k * log2Low));
}

/** `sin x` and `cos x`, by their series about the nearest quarter turn; within 2e-16 of them for |x| up to a million. */
export function sinAndCos(x: number): [sin: number, cos: number] {
  const n = Math.round(x / quarterTurn);
  const reduced = x - n * quarterTurn - n * quarterTurnMiddle - n * quarterTurnLow;
  const r = n === 0 ? x : reduced; // −0 stays −0
  const z = -r * r;
  const sine = r * series(z, 9, (i) => 1 / (2 * i * (2 * i + 1)));
  const cosine = series(z, 9, (i) => 1 / ((2 * i - 1) * 2 * i));
  switch (n & 3) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** `sin x`, see {@link sinAndCos}. */
export function sin(x: number): number {
  return sinAndCos(x)[0];
}

/** `cos x`, see {@link sinAndCos}. */
export function cos(x: number): number {
  return sinAndCos(x)[1];
}

/** `tanh x = x / (1 + x² / (3 + x² / (5 + …)))` near 0, else `1 − 2 / (e^2x + 1)`. */
export function tanh(x: number): number {
  if (Math.abs(x) > 0.6) return Math.sign(x) * (1 - 2 / (exp(2 * Math.abs(x)) + 1));
  let fraction = 21;
  for (let odd = 19; odd >= 1; odd -= 2) fraction = odd + (x * x) / fraction;
  return x / fraction;
}

/** Above it a power is made by logarithms: multiplications would cost more, and lose more. */
const mostFactors = 1024;

/**
 * `a^b`: by squaring for whole b, so that whole numbers are exact, else `e^(b ln a)`; within 1e-13 of it, relatively.
 *
 * As in C, and unlike in JavaScript, 1 to any power is 1, and so is −1 to an infinite one.
 */
export function power(a: number, b: number): number {
  if (b === 0 || a === 1) return 1;
  if (Number.isInteger(b) && Math.abs(b) <= mostFactors) {
    let result = 1;
    let factor = a;
    for (let n = Math.abs(b); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= factor;
      factor *= factor;
    }
    return b > 0 ? result : 1 / result;
  }
  const size = Math.abs(a);
  if (size === 1 && Math.abs(b) === Infinity) return 1;
  const result = exp(b * log(size));
  const isWhole = Number.isInteger(b) || Math.abs(b) === Infinity;
  if (a < 0 && size < Infinity && !isWhole) return NaN;
  return Math.abs(b % 2) === 1 && (a < 0 || Object.is(a, -0)) ? -result : result;
}
