import { describe, expect, it } from "vitest";
import { tensor } from "../creation.ts";
import { withDevice } from "../devices.ts";
import { scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "./binary.ts";
import { eq, ge, gt, le, lt, ne } from "./compare.ts";
import { amax, amin } from "./extremes.ts";
import { mean, variance } from "./mean.ts";
import { layerNorm, rmsNorm } from "./norm.ts";
import { argmax, argmin, sort, topk } from "./order.ts";
import { clamp, pow } from "./power.ts";
import { cumsum, logsumexp } from "./running.ts";
import { logSoftmax, safeSoftmax, softmax } from "./softmax.ts";
import { sum } from "./sum.ts";
import * as unary from "./unary.ts";

const { gelu, silu, softplus } = unary;
const [inf, nan] = [Infinity, NaN];
/** The smallest subnormal float32, the largest subnormal, the largest of all. */
const [tiny, small, huge] = [2 ** -149, 2 ** -126 - 2 ** -149, (2 - 2 ** -23) * 2 ** 127];
const names: Readonly<Record<string, number>> = { inf, nan, tiny, small, huge };

/** What is computed, and "what goes in → what comes out; …". */
type Row = readonly [name: string, compute: (x: Tensor, dim: number) => Tensor, cases: string];

function read(number: string): number {
  const [sign, digits] = number.startsWith("-") ? [-1, number.slice(1)] : [1, number];
  return sign * (names[digits] ?? Number(digits));
}

function parse(cases: string): { input: number[]; output: number[] }[] {
  return cases.split(";").map((text) => {
    const [input, output] = text
      .split("→")
      .map((side) => side.split(" ").filter(Boolean).map(read));
    return { input, output };
  });
}

// What stands here is what PyTorch 2.13 gives, but for the rows under a comment that says otherwise.

/** Element by element. */
const pointwise: readonly Row[] = [
  ["neg", unary.neg, "0 → -0; -0 → 0; inf → -inf; nan → nan; tiny → -tiny"],
  ["abs", unary.abs, "-0 → 0; -inf → inf; nan → nan; -tiny → tiny"],
  [
    "exp",
    unary.exp,
    "0 → 1; -0 → 1; tiny → 1; inf → inf; -inf → 0; nan → nan; 88.72283172607422 → 3.4027985e38; 88.72284 → inf; -87.5 → 9.98235e-39; -103.97207 → tiny; -104 → 0",
  ],
  [
    "log",
    unary.log,
    "0 → -inf; -0 → -inf; 1 → 0; -1 → nan; -tiny → nan; -inf → nan; inf → inf; nan → nan; tiny → -103.27893; small → -87.33655; huge → 88.72284",
  ],
  [
    "sqrt",
    unary.sqrt,
    "0 → 0; -0 → -0; -1 → nan; -tiny → nan; -inf → nan; inf → inf; nan → nan; tiny → 3.743392e-23; huge → 1.8446743e19",
  ],
  [
    "rsqrt",
    unary.rsqrt,
    "0 → inf; -0 → -inf; -1 → nan; inf → 0; -inf → nan; nan → nan; tiny → 2.6713739e22",
  ],
  [
    "reciprocal",
    unary.reciprocal,
    "0 → inf; -0 → -inf; inf → 0; -inf → -0; nan → nan; tiny → inf; huge → 2.938736e-39",
  ],
  ["square", unary.square, "-0 → 0; -inf → inf; nan → nan; huge → inf; tiny → 0"],
  [
    "sin",
    unary.sin,
    "0 → 0; -0 → -0; inf → nan; -inf → nan; nan → nan; tiny → tiny; -small → -small; 1e10 → -0.48750602",
  ],
  ["cos", unary.cos, "0 → 1; -0 → 1; inf → nan; -inf → nan; nan → nan; tiny → 1; 1e10 → 0.8731196"],
  [
    "tanh",
    unary.tanh,
    "0 → 0; -0 → -0; inf → 1; -inf → -1; nan → nan; tiny → tiny; -small → -small; huge → 1; -huge → -1; 20.5 → 1",
  ],
  [
    "erf",
    unary.erf,
    "0 → 0; -0 → -0; inf → 1; -inf → -1; nan → nan; tiny → tiny; huge → 1; -4 → -1",
  ],
  [
    "sigmoid",
    unary.sigmoid,
    "0 → 0.5; -0 → 0.5; inf → 1; -inf → 0; nan → nan; 20.5 → 1; -87.5 → 9.98235e-39; -104 → 0; huge → 1; -huge → 0",
  ],
  // Not torch's: from -88.7 on, where e⁻ˣ overflows, torch has 0 already.
  ["sigmoid far below 0", unary.sigmoid, "-100 → 3.78351e-44; -103.97 → tiny"],
  [
    "relu",
    unary.relu,
    "0 → 0; -0 → -0; -1 → 0; inf → inf; -inf → 0; nan → nan; tiny → tiny; -tiny → 0",
  ],
  // Not torch's, which gives NaN at −∞, and at ∞ too in its vectors; and ∞ from half the largest float32 on.
  ["gelu far from 0", (x) => gelu(x), "inf → inf; -inf → -0; huge → huge; -huge → -0; -120 → -0"],
  [
    "gelu",
    (x) => gelu(x),
    "0 → 0; -0 → -0; nan → nan; 1 → 0.84134475; -1 → -0.15865525; 20.5 → 20.5; -20.5 → -0",
  ],
  [
    "gelu tanh",
    (x) => gelu(x, { approximate: "tanh" }),
    "0 → 0; -0 → -0; nan → nan; inf → inf; huge → huge; -huge → -0; 1 → 0.841192",
  ],
  // Not torch's, which gives NaN.
  ["gelu tanh at −∞", (x) => gelu(x, { approximate: "tanh" }), "-inf → -0"],
  [
    "silu",
    silu,
    "0 → 0; -0 → -0; inf → inf; nan → nan; 1 → 0.7310586; -20.5 → -2.5628134e-8; huge → huge; -huge → -0; -120 → -0",
  ],
  // Not torch's, which gives NaN.
  ["silu at −∞", silu, "-inf → -0"],
  [
    "softplus",
    softplus,
    "0 → 0.6931472; inf → inf; -inf → 0; nan → nan; 20.5 → 20.5; 100 → 100; huge → huge; -huge → 0; -20.5 → 1.2501528e-9",
  ],
  ["pow 0", (x) => pow(x, 0), "0 → 1; nan → 1; inf → 1; -2 → 1"],
  ["pow 1", (x) => pow(x, 1), "-0 → -0; -inf → -inf; nan → nan; tiny → tiny"],
  ["pow 2", (x) => pow(x, 2), "-0 → 0; -inf → inf; nan → nan; huge → inf; -3 → 9"],
  ["pow 3", (x) => pow(x, 3), "-0 → -0; -inf → -inf; nan → nan; -2 → -8"],
  ["pow -1", (x) => pow(x, -1), "0 → inf; -0 → -inf; -inf → -0; nan → nan; 4 → 0.25"],
  ["pow -2", (x) => pow(x, -2), "0 → inf; -0 → inf; -inf → 0; nan → nan; -2 → 0.25"],
  [
    "pow 1/2",
    (x) => pow(x, 0.5),
    "0 → 0; -0 → -0; -1 → nan; inf → inf; -inf → nan; nan → nan; 4 → 2",
  ],
  ["pow -1/2", (x) => pow(x, -0.5), "0 → inf; -0 → -inf; -1 → nan; inf → 0; -inf → nan; 4 → 0.5"],
  ["pow 1/3", (x) => pow(x, 1 / 3), "-8 → nan; 8 → 2; -inf → inf; -0 → 0"],
  ["pow ∞", (x) => pow(x, inf), "1 → 1; -1 → 1; 0.5 → 0; 2 → inf; -2 → inf; 0 → 0; nan → nan"],
  ["pow −∞", (x) => pow(x, -inf), "1 → 1; -1 → 1; 0.5 → inf; 2 → 0; 0 → inf"],
  ["pow NaN", (x) => pow(x, nan), "1 → 1; 2 → nan; nan → nan"],
  [
    "clamp -1 … 1",
    (x) => clamp(x, { min: -1, max: 1 }),
    "nan → nan; inf → 1; -inf → -1; -0 → -0; tiny → tiny",
  ],
  ["clamp 0 …", (x) => clamp(x, { min: 0 }), "nan → nan; inf → inf; -inf → 0"],
];

/** The gradient of the sum of the results. */
const gradients: readonly Row[] = [
  ["abs", unary.abs, "0 → 0; -0 → 0; inf → 1; -inf → -1; nan → 0"],
  ["relu", unary.relu, "0 → 0; -0 → 0; inf → 1; -inf → 0; nan → 1"],
  ["sqrt", unary.sqrt, "0 → inf; -0 → -inf; 4 → 0.25; inf → 0; -1 → nan; nan → nan"],
  ["log", unary.log, "0 → inf; -0 → -inf; 4 → 0.25; inf → 0; nan → nan"],
  ["exp", unary.exp, "inf → inf; -inf → 0; nan → nan"],
  ["tanh", unary.tanh, "inf → 0; -inf → 0; 0 → 1; nan → nan"],
  ["sigmoid", unary.sigmoid, "inf → 0; -inf → 0; 0 → 0.25; nan → nan"],
  ["softplus", softplus, "inf → 1; -inf → 0; nan → nan"],
  ["pow 0", (x) => pow(x, 0), "0 → 0; inf → 0; nan → 0; 2 → 0"],
  ["clamp -1 … 1", (x) => clamp(x, { min: -1, max: 1 }), "-1 → 1; 1 → 1; 2 → 0; -inf → 0"],
];

/** Row by row. */
const rows: readonly Row[] = [
  [
    "softmax",
    softmax,
    "-inf -inf -inf → nan nan nan; 1 inf 3 → nan nan nan; -inf 0 -inf → 0 1 0; 1 2 nan → nan nan nan; nan inf -inf → nan nan nan; 1e38 -1e38 1e38 → 0.5 0 0.5; 7 → 1; inf → nan",
  ],
  [
    "safeSoftmax",
    safeSoftmax,
    "-inf -inf -inf → 0 0 0; 1 inf 3 → nan nan nan; nan -inf -inf → nan nan nan; -inf 0 -inf → 0 1 0",
  ],
  [
    "logSoftmax",
    logSoftmax,
    "-inf -inf -inf → nan nan nan; 1 inf 3 → nan nan nan; -inf 0 1 → -inf -1.3132616 -0.31326166; 1 2 nan → nan nan nan; 1e38 -1e38 1e38 → -0.6931472 -2e38 -0.6931472; 7 → 0",
  ],
  [
    "logsumexp",
    logsumexp,
    "-inf -inf -inf → -inf; 1 inf 3 → inf; inf inf 1 → inf; -inf 0 1 → 1.3132616; nan inf -inf → nan; 1e38 -1e38 1e38 → 1e38",
  ],
  [
    "sum",
    (x, dim) => sum(x, { dim }),
    "1 inf 3 → inf; inf -inf 3 → nan; 1 2 nan → nan; -0 -0 → 0; → 0; huge huge → inf",
  ],
  ["mean", (x, dim) => mean(x, { dim }), "1 inf 3 → inf; 1 2 nan → nan; → nan"],
  [
    "variance",
    (x, dim) => variance(x, { dim }),
    "1 inf 3 → nan; 5 → nan; → nan; 1e38 -1e38 1e38 → inf; -0 -0 → 0",
  ],
  ["variance, biased", (x, dim) => variance(x, { dim, correction: 0 }), "5 → 0; → nan"],
  [
    "amax",
    (x, dim) => amax(x, { dim }),
    "1 2 nan → nan; nan 2 1 → nan; -inf -inf → -inf; -0 -0 → -0",
  ],
  ["amin", (x, dim) => amin(x, { dim }), "1 2 nan → nan; nan 2 1 → nan; inf inf → inf"],
  ["argmax", (x, dim) => argmax(x, { dim }), "1 nan inf → 1; -inf -inf → 0; 2 5 5 → 1"],
  ["argmin", (x, dim) => argmin(x, { dim }), "1 nan -inf → 1; inf inf → 0; 5 2 2 → 1"],
  ["cumsum", cumsum, "1 inf 3 → 1 inf inf; inf -inf 3 → inf nan nan; 1 nan 3 → 1 nan nan"],
  ["sort", (x, dim) => sort(x, { dim }).values, "nan inf -inf → -inf inf nan; nan 0 1 → 0 1 nan"],
  ["sort, descending", (x, dim) => sort(x, { dim, descending: true }).values, "1 nan 2 → nan 2 1"],
  ["topk", (x, dim) => topk(x, 1, { dim }).values, "1 nan inf → nan; 1 inf 2 → inf"],
  [
    "layerNorm",
    (x) => layerNorm(x, x.shape.slice(-1)),
    "1 inf 3 → nan nan nan; 1 2 nan → nan nan nan; 5 → 0; 0 0 0 → 0 0 0",
  ],
  [
    "rmsNorm",
    (x) => rmsNorm(x, x.shape.slice(-1)),
    "1 inf 3 → 0 nan 0; 1 2 nan → nan nan nan; 0 -0 0 → 0 -0 0",
  ],
];

const numbers = [0, -0, 1, -1, inf, -inf, nan, tiny, huge];

type Pairwise = readonly [
  name: string,
  compute: (a: Tensor, b: Tensor) => Tensor,
  exact: (a: number, b: number) => number,
];

/** What IEEE 754, and so JavaScript, gives for two numbers. */
const pairwise: readonly Pairwise[] = [
  ["add", add, (a, b) => a + b],
  ["sub", sub, (a, b) => a - b],
  ["mul", mul, (a, b) => a * b],
  ["div", div, (a, b) => a / b],
  // Of 0 and -0 the larger is 0 and the smaller -0, in either order; torch's vectors take the second.
  ["maximum", maximum, Math.max],
  ["minimum", minimum, Math.min],
  ["eq", eq, (a, b) => Number(a === b)],
  ["ne", ne, (a, b) => Number(a !== b)],
  ["lt", lt, (a, b) => Number(a < b)],
  ["le", le, (a, b) => Number(a <= b)],
  ["gt", gt, (a, b) => Number(a > b)],
  ["ge", ge, (a, b) => Number(a >= b)],
];

/** The same number, of the same sign where it is 0; a finite one to seven digits. */
function isSame(actual: number, expected: number): boolean {
  if (!Number.isFinite(expected) || expected === 0) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= Math.max(1e-6 * Math.abs(expected), tiny / 2);
}

function differing(actual: Tensor, expected: readonly number[], from = 0): object[] {
  const found = actual.view();
  return expected.flatMap((value, i) =>
    isSame(found[from + i], value)
      ? []
      : [{ position: i, expected: value, found: found[from + i] }],
  );
}

describe.each(["cpu", "reference"] as const)("at the edges of float32, %s", (device) => {
  const expectNone = (compute: () => object[]): void =>
    expect(scope(() => withDevice(device, compute))).toEqual([]);

  it.each(pointwise)("%s", (_, compute, cases) => {
    const pairs = parse(cases);
    const all = tensor(pairs.flatMap(({ input }) => input));
    expectNone(() => [
      // All together, in lanes of four and a rest, and each alone.
      ...differing(
        compute(all, 0),
        pairs.flatMap(({ output }) => output),
      ),
      ...pairs.flatMap(({ input, output }) => differing(compute(tensor(input), 0), output)),
    ]);
  });

  it.each(gradients)("gradient of %s", (_, compute, cases) => {
    const pairs = parse(cases);
    expectNone(() => {
      const x = tensor(
        pairs.flatMap(({ input }) => input),
        { requiresGrad: true },
      );
      sum(compute(x, 0)).backward();
      return differing(
        x.grad!,
        pairs.flatMap(({ output }) => output),
      );
    });
  });

  it.each(rows)("%s", (_, compute, cases) => {
    for (const { input, output } of parse(cases)) {
      expectNone(() => {
        const alone = compute(tensor(input), 0);
        expect(alone.size).toBe(output.length);
        // Between ordinary rows: what is wrong with one does not reach the next.
        const ordinary = input.map((_, i) => i / 4);
        const expected = [...compute(tensor(ordinary), 0).view()];
        const stacked = tensor([...ordinary, ...input, ...ordinary], { shape: [3, input.length] });
        const all = compute(stacked, 1);
        return [
          ...differing(alone, output),
          ...[expected, output, expected].flatMap((row, i) =>
            differing(all, row, i * output.length),
          ),
        ];
      });
    }
  });

  it.each(pairwise)("%s", (_, compute, exact) => {
    const left = numbers.flatMap((a) => numbers.map(() => a));
    const right = numbers.flatMap(() => numbers);
    const expected = left.map((a, i) => Math.fround(exact(a, right[i])));
    expectNone(() => differing(compute(tensor(left), tensor(right)), expected));
  });
});
