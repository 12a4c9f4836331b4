import { expect, it } from "vitest";
import { erf } from "./erf.ts";

/** By mpmath with 40 digits, rounded to float64. */
const known: readonly (readonly [number, number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-9, 1.1283791670955127e-9],
  [0.1, 0.1124629160182849],
  [0.4769362762044699, 0.5],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.75, 0.9998993780778803],
  [2.9375, 0.9999673647128524],
  [2.999, 0.9999777698314002],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4.25, 0.9999999981494259],
  [5, 0.9999999999984626],
  [5.9, 0.9999999999999999],
];

it.each(known)("erf(%d) to 2e-15", (x, y) => {
  expect(Math.abs(erf(x) / y - 1)).toBeLessThan(2e-15);
  expect(erf(-x)).toBe(-erf(x));
});

it("at the edges", () => {
  expect([0, -0, Infinity, -Infinity, NaN].map(erf)).toEqual([0, -0, 1, -1, NaN]);
});
