import { describe, expect, it } from "vitest";
import { erf } from "../erf.ts";
import * as code from "./opcode.ts";
import { Bench, builds, ulps } from "./testing.ts";

const { exp, log1p, sqrt, PI } = Math;
const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/** `(1 + erf(x / √2)) / 2` without cancelling in the lower tail (continued fraction of the normal tail). */
function normalBelow(x: number): number {
  if (x > -4) return (1 + erf(x / Math.SQRT2)) / 2;
  let fraction = -x;
  for (let n = 60; n >= 1; n--) fraction = -x + n / fraction;
  return exp((-x * x) / 2) / sqrt(2 * PI) / fraction;
}

interface Case {
  readonly name: string;
  readonly opcode: number;
  /** In float64. */
  readonly exact: (x: number) => number;
  /** Largest error in units of the last place over all float32 numbers; 0.5 is correct rounding. */
  readonly ulp: number;
  /** Where the largest error is promised. */
  readonly from?: number;
  readonly to?: number;
}

const geluTanhArgument = (x: number): number => 2 * sqrt(2 / PI) * (x + 0.044715 * x ** 3);

const cases: readonly Case[] = [
  { name: "neg", opcode: code.unaryNeg, exact: (x) => -x, ulp: 0 },
  { name: "abs", opcode: code.unaryAbs, exact: Math.abs, ulp: 0 },
  { name: "exp", opcode: code.unaryExp, exact: exp, ulp: 2 },
  { name: "log", opcode: code.unaryLog, exact: Math.log, ulp: 2 },
  { name: "sqrt", opcode: code.unarySqrt, exact: sqrt, ulp: 0.5 },
  // Two roundings: the root's, then the quotient's.
  { name: "rsqrt", opcode: code.unaryRsqrt, exact: (x) => 1 / sqrt(x), ulp: 1.5 },
  { name: "reciprocal", opcode: code.unaryReciprocal, exact: (x) => 1 / x, ulp: 0.5 },
  { name: "square", opcode: code.unarySquare, exact: (x) => x * x, ulp: 0.5 },
  { name: "sin", opcode: code.unarySin, exact: Math.sin, ulp: 1 },
  { name: "cos", opcode: code.unaryCos, exact: Math.cos, ulp: 1 },
  { name: "tanh", opcode: code.unaryTanh, exact: Math.tanh, ulp: 2 },
  { name: "erf", opcode: code.unaryErf, exact: erf, ulp: 2 },
  {
    name: "sigmoid",
    opcode: code.unarySigmoid,
    exact: (x) => (x < 0 ? exp(x) / (1 + exp(x)) : sigmoid(x)),
    ulp: 2,
  },
  {
    name: "relu",
    opcode: code.unaryRelu,
    exact: (x) => (Number.isNaN(x) ? NaN : Math.max(x, 0)),
    ulp: 0,
  },
  // From -1 down the result is the small difference that the tail is; there the error is bounded absolutely, below.
  { name: "gelu", opcode: code.unaryGelu, exact: (x) => x * normalBelow(x), ulp: 4, from: -1 },
  {
    name: "geluTanh",
    opcode: code.unaryGeluTanh,
    exact: (x) => x * sigmoid(geluTanhArgument(x)),
    ulp: 4,
    from: -1,
  },
  { name: "silu", opcode: code.unarySilu, exact: (x) => x * sigmoid(x), ulp: 4, from: -80 },
  {
    name: "softplus",
    opcode: code.unarySoftplus,
    exact: (x) => Math.max(x, 0) + log1p(exp(-Math.abs(x))),
    ulp: 3,
  },
];

/** Every 60 000th float32 of all there are, and a dense sweep where the functions bend. */
function sweep(): Float32Array {
  const bits = new Uint32Array(Math.floor(2 ** 32 / 60_013));
  for (let index = 0; index < bits.length; index++) bits[index] = index * 60_013;
  const dense = Float32Array.from({ length: 60_000 }, (_, index) => (index - 30_000) / 1500 + 1e-5);
  const near = Float32Array.from({ length: 20_000 }, (_, index) => (index - 10_000) / 5000);
  return Float32Array.from([...new Float32Array(bits.buffer), ...dense, ...near, ...extremes]);
}

const extremes = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  NaN,
  1e-45,
  -1e-45,
  1.1754942e-38,
  3.4028235e38,
  -3.4028235e38,
  88.72284,
  88.72283,
  -103.97,
  -103.98,
  -87.4,
  16777216,
  16777218,
  1e10,
  -1e22,
];

describe.each(builds)("unary, %s", (build) => {
  const bench = new Bench(build);
  const x = sweep();
  const input = bench.place([x.length], x);
  const out = bench.out([x.length]);

  it.each(cases)(
    "$name is within $ulp ulp of float64",
    ({ opcode, exact, ulp, from = -Infinity, to = Infinity }) => {
      const y = bench.run("unary", [out, input], [opcode]);
      let worst = 0;
      let at = NaN;
      for (let index = 0; index < x.length; index++) {
        if (x[index] < from || x[index] > to) continue;
        let expected = exact(x[index]);
        // 0 · ∞ in the formula; the limit is 0.
        if (x[index] === -Infinity && Number.isNaN(expected) && exact(-1e3) === 0) expected = 0;
        const distance = ulps(y[index], expected);
        if (distance > worst) [worst, at] = [distance, x[index]];
      }
      expect(worst, `worst at ${at}`).toBeLessThanOrEqual(ulp);
    },
  );
});
