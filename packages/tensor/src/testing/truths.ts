import * as code from "../cpu/opcode.ts";
import { erf } from "../erf.ts";

const { abs, exp, log1p, max, PI, sqrt } = Math;

/** `(1 + erf(x / √2)) / 2`; the lower tail, which that would cancel, by the continued fraction of Laplace (Abramowitz and Stegun 26.2.14). */
function normalBelow(x: number): number {
  if (x > -4) return (1 + erf(x / Math.SQRT2)) / 2;
  let fraction = -x;
  for (let n = 60; n >= 1; n--) fraction = -x + n / fraction;
  return exp((-x * x) / 2) / sqrt(2 * PI) / fraction;
}

const density = (x: number): number => exp((-x * x) / 2) / sqrt(2 * PI);
const sigmoid = (x: number): number => (x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)));
/** `x · share(x)`, and its limit 0 where x is −∞. */
const gated = (share: (x: number) => number) => (x: number) => (x === -Infinity ? 0 : x * share(x));
const tanhArgument = (x: number): number => 2 * sqrt(2 / PI) * (x + 0.044715 * x * x * x);
const tanhArgumentSlope = (x: number): number => 2 * sqrt(2 / PI) * (1 + 3 * 0.044715 * x * x);

/** A function of one number in float64, and how far the kernel may be from it. */
export interface Truth {
  readonly name: string;
  readonly opcode: number;
  readonly exact: (x: number) => number;
  /** In units of the last place of the exact value, from `from` on; 0: every result is the float32 nearest to the exact value. */
  readonly ulp: number;
  readonly from?: number;
  /** Below `from`: the absolute error, times max(1, |x|). */
  readonly absolute?: number;
  /** From which |x| to which the result turns from a constant or from x itself to another: where the worst error is. */
  readonly bends?: readonly [number, number];
}

/** Gelu and its kin end in a tail of x times a small number; below these bounds the share itself has lost digits, as its argument (x²) has. */
export const functions: readonly Truth[] = [
  { name: "neg", opcode: code.unaryNeg, exact: (x) => -x, ulp: 0 },
  { name: "abs", opcode: code.unaryAbs, exact: abs, ulp: 0 },
  { name: "square", opcode: code.unarySquare, exact: (x) => x * x, ulp: 0 },
  { name: "sqrt", opcode: code.unarySqrt, exact: sqrt, ulp: 0 },
  { name: "reciprocal", opcode: code.unaryReciprocal, exact: (x) => 1 / x, ulp: 0 },
  // Two roundings: the root's, then the quotient's.
  { name: "rsqrt", opcode: code.unaryRsqrt, exact: (x) => 1 / sqrt(x), ulp: 1.5, bends: [1, 4] },
  { name: "exp", opcode: code.unaryExp, exact: exp, ulp: 1.1, bends: [2 ** -12, 104] },
  { name: "log", opcode: code.unaryLog, exact: Math.log, ulp: 1, bends: [1 / 4, 4] },
  { name: "sin", opcode: code.unarySin, exact: Math.sin, ulp: 0.6 },
  { name: "cos", opcode: code.unaryCos, exact: Math.cos, ulp: 0.6 },
  { name: "tanh", opcode: code.unaryTanh, exact: Math.tanh, ulp: 1.5, bends: [2 ** -8, 10] },
  { name: "erf", opcode: code.unaryErf, exact: erf, ulp: 1.5, bends: [2 ** -8, 4] },
  { name: "sigmoid", opcode: code.unarySigmoid, exact: sigmoid, ulp: 2, bends: [2 ** -12, 104] },
  { name: "relu", opcode: code.unaryRelu, exact: (x) => (x < 0 ? 0 : x), ulp: 0 },
  {
    name: "gelu",
    bends: [2 ** -8, 8],
    opcode: code.unaryGelu,
    exact: gated(normalBelow),
    ulp: 4,
    from: -1,
    absolute: 1e-7,
  },
  {
    name: "gelu tanh",
    bends: [2 ** -8, 8],
    opcode: code.unaryGeluTanh,
    exact: gated((x) => sigmoid(tanhArgument(x))),
    ulp: 4,
    from: -1,
    absolute: 1e-7,
  },
  // Below -87 the sigmoid is subnormal.
  {
    name: "silu",
    bends: [2 ** -8, 104],
    opcode: code.unarySilu,
    exact: gated(sigmoid),
    ulp: 4,
    from: -87,
    absolute: 1e-44,
  },
  {
    name: "softplus",
    bends: [2 ** -8, 104],
    opcode: code.unarySoftplus,
    exact: (x) => max(x, 0) + log1p(exp(-abs(x))),
    ulp: 2,
  },
];

/** What a gradient kernel multiplies the gradient by, as a function of its saved operand; `absolute` bounds the error where that is within ±20. */
export const slopes: readonly Omit<Truth, "ulp" | "from">[] = [
  {
    name: "gelu",
    opcode: code.binaryGeluGradient,
    exact: (x) => normalBelow(x) + x * density(x),
    absolute: 3e-7,
  },
  {
    name: "gelu tanh",
    opcode: code.binaryGeluTanhGradient,
    exact(x) {
      const s = sigmoid(tanhArgument(x));
      return s + x * s * sigmoid(-tanhArgument(x)) * tanhArgumentSlope(x);
    },
    absolute: 3e-7,
  },
  {
    name: "silu",
    opcode: code.binarySiluGradient,
    exact: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
    absolute: 3e-7,
  },
];
