import { apply } from "../apply.ts";
import { checkNumber, checkOptions, refuse } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { mapElements, zipElements } from "../cpu/loops.ts";
import { unaryReciprocal, unaryRsqrt, unarySqrt, unarySquare } from "../cpu/opcode.ts";
import { operand } from "../cpu/operand.ts";
import { isFloatingPoint } from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { power } from "../elementary.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { mul, sub, together, type Operand } from "./binary.ts";
import { to } from "./cast.ts";
import { logicalAnd, where } from "./choose.ts";
import { eq, ge, le } from "./compare.ts";
import { sumTo } from "./sum.ts";
import { log } from "./unary.ts";
import { zerosLike } from "../creation.ts";

function kernelOf(exponent: number): number | undefined {
  switch (exponent) {
    case 2:
      return unarySquare;
    case 0.5:
      return unarySqrt;
    case -0.5:
      return unaryRsqrt;
    case -1:
      return unaryReciprocal;
    default:
      return undefined;
  }
}

export const powering: Operation<{ exponent: number }> = {
  name: "pow",
  formula: "y = x^exponent",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (m, [x], { exponent }) =>
      (index) => {
        // Roots are roots, as in PyTorch: (−∞)^½ is NaN and (−0)^½ is −0, where a power has ∞ and 0.
        if (exponent === 0.5) return m.sqrt(x(index));
        if (exponent === -0.5) return m.divide(m.number(1), m.sqrt(x(index)));
        return m.power(x(index), m.number(exponent));
      },
  },
  gradient: ({ gradient, input, options: { exponent } }) => [
    exponent === 0
      ? zerosLike(gradient)
      : mul(gradient, mul(pow(input(0), exponent - 1), exponent)),
  ],
  saves: { inputs: [0] },
  cpu([x], [y], { exponent }) {
    const opcode = kernelOf(exponent);
    if (opcode !== undefined && x.dtype === "float32") {
      call(kernels.unary, [operand(y), operand(x)], [opcode]);
    } else {
      mapElements(x, y, (value) => power(value, exponent));
    }
  },
};

export const raising: Operation<object> = {
  name: "pow_tensor",
  formula: "y = a^b",
  outputs: ([a, b]) => [{ shape: broadcastShapes("pow", a.shape, b.shape), dtype: a.dtype }],
  meaning: {
    kind: "definition",
    define:
      (m, [a, b]) =>
      (index) =>
        m.power(a(index), b(index)),
  },
  // b · a^(b−1) and a^b · ln a, but 0 where the power is a constant: a⁰, and 0^b for b ≥ 0.
  gradient({ gradient, input, output, needs, specs }) {
    const [a, b] = [input(0), input(1)];
    const slopeOfBase = (): Tensor => where(eq(b, 0), 0, mul(b, pow(a, sub(b, 1))));
    const isFlat = (): Tensor => logicalAnd(eq(a, 0), ge(b, 0));
    const slopeOfExponent = (): Tensor => where(isFlat(), 0, mul(output(0), log(a)));
    return [
      needs[0] ? sumTo(mul(gradient, slopeOfBase()), specs[0].shape) : null,
      needs[1] ? sumTo(mul(gradient, slopeOfExponent()), specs[1].shape) : null,
    ];
  },
  saves: { inputs: [0, 1], outputs: [0] },
  cpu([a, b], [y]) {
    zipElements(a, b, y, power);
  },
};

/**
 * `y = x^exponent`, with broadcasting; the gradient of `x⁰` is 0.
 *
 * @param x - a tensor of any shape, or a number; NaN where it is negative and the exponent not whole
 * @param exponent - a number, or a tensor; integers to a fraction make float32
 * @throws TensorError `shape`, `value` for integers to a negative number, which would be none
 * @see torch.pow
 * @example
 * pow(tensor([1, 2, 3]), 3); // → tensor([ 1.,  8., 27.])
 * pow(2, tensor([1, 2, 3])); // → tensor([2., 4., 8.])
 */
export function pow(x: Operand, exponent: Operand): Tensor {
  if (!isTensor(x) || typeof exponent !== "number") {
    return apply(raising, together("pow", x, exponent), {});
  }
  checkTensors("pow", [x]);
  if (isFloatingPoint(x.dtype)) return apply(powering, [x], { exponent });
  if (!Number.isInteger(exponent)) return pow(to(x, "float32"), exponent);
  if (exponent < 0) {
    refuse("pow", `exponent ${exponent} makes fractions of whole numbers; use to(x, "float32")`);
  }
  return apply(powering, [to(x, "int32")], { exponent });
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

export const clamping: Operation<Bounds> = {
  name: "clamp",
  formula: "y = x, but no less than min and no more than max",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (m, [x], { min, max }) =>
      (index) => {
        const [low, high] = [m.number(min), m.number(max)];
        const value = x(index);
        const belowTop = (): typeof value =>
          m.choose(
            m.compare(">", value, high),
            () => high,
            () => value,
          );
        return m.choose(m.compare("<", value, low), () => low, belowTop);
      },
  },
  gradient({ gradient, input, options: { min, max } }) {
    const isInside = mul(to(ge(input(0), min), "int32"), to(le(input(0), max), "int32"));
    return [mul(gradient, to(isInside, gradient.dtype))];
  },
  saves: { inputs: [0] },
  cpu([x], [y], { min, max }) {
    mapElements(x, y, (value) => (value < min ? min : value > max ? max : value));
  },
};

/**
 * `y = min(max(x, min), max)`; the gradient is 1 inside, bounds included, and 0 outside.
 *
 * @param x - any shape; integers between bounds that are not become float32
 * @param options - `min` and `max`: a bound that is left out does not bind
 * @throws TensorError `value` when min is above max, a bound is no number, or there is none
 * @see torch.clamp
 * @example clamp(tensor([-2, 0.5, 3]), { min: -1, max: 1 }); // → tensor([-1.0000,  0.5000,  1.0000])
 */
export function clamp(
  x: Tensor,
  options: { readonly min?: number; readonly max?: number },
): Tensor {
  checkTensors("clamp", [x]);
  checkOptions("clamp", options, ["min", "max"]);
  const { min = -Infinity, max = Infinity } = options;
  checkNumber("clamp", "min", min);
  checkNumber("clamp", "max", max);
  if (options.min === undefined && options.max === undefined) {
    refuse("clamp", "neither min nor max is given");
  }
  if (min > max) {
    throw new TensorError("value", `clamp: min ${min} is above max ${max}`, {
      operation: "clamp",
      min,
      max,
    });
  }
  const isWhole = [min, max].every((bound) => Number.isInteger(bound) || !Number.isFinite(bound));
  const dtype = isFloatingPoint(x.dtype) ? x.dtype : isWhole ? "int32" : "float32";
  return apply(clamping, [to(x, dtype)], { min, max });
}
