import { exp } from "./elementary.ts";

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/**
 * The error function in float64, to about 1e-15.
 *
 * `erf(x) = 2/√π · e^(−x²) · Σ_n 2ⁿ x^(2n+1) / (2n+1)!!` for |x| < 3 (all terms positive, so nothing cancels), and
 * `1 − e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …))))` beyond.
 *
 * Source: Abramowitz and Stegun 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(a)) return NaN;
  if (a >= 6) return Math.sign(x);
  if (a < 3) {
    let term = a;
    let total = a;
    for (let n = 1; Math.abs(term) > 1e-17 * total; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      total += term;
    }
    return Math.sign(x) * twoOverRootPi * exp(-a * a) * total;
  }
  let fraction = a;
  for (let n = 60; n >= 1; n--) fraction = a + n / 2 / fraction;
  return Math.sign(x) * (1 - exp(-a * a) / Math.sqrt(Math.PI) / fraction);
}
