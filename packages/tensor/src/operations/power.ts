import { apply } from "../apply.ts";
import { checkNumber, checkOptions, refuse } from "../checks.ts";
import { call } from "../cpu/call.ts";
import { mapElements } from "../cpu/loops.ts";
import { unaryReciprocal, unaryRsqrt, unarySqrt, unarySquare } from "../cpu/opcode.ts";
import { operand } from "../cpu/operand.ts";
import { isFloatingPoint } from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { evaluator } from "../evaluate.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { to } from "./cast.ts";
import { ge, le } from "./compare.ts";
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
      call("unary", [operand(y), operand(x)], [opcode]);
    } else {
      const { power } = evaluator();
      mapElements(x, y, (value) => power(value, exponent));
    }
  },
};

/**
 * `y = x^exponent`; the gradient of `x⁰` is 0.
 *
 * @param x - any shape; NaN where x is negative and the exponent not whole
 * @see torch.pow
 * @example pow(tensor([1, 2, 3]), 3); // → tensor([ 1.,  8., 27.])
 */
export function pow(x: Tensor, exponent: number): Tensor {
  checkTensors("pow", [x]);
  checkNumber("pow", "exponent", exponent, true);
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
 * @param options - `min` and `max`: a bound that is left out does not bind
 * @throws TensorError `value` when min is above max
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
