import { apply } from "../apply.ts";
import {
  computeType,
  integerRanges,
  isFloatingPoint,
  isStored,
  promoteTypes,
  type DType,
} from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { towardZero } from "./whole.ts";

export const cast: Operation<{ dtype: DType }> = {
  name: "to",
  formula: "y = x as another type (integers toward zero, x ≠ 0 for bool)",
  outputs: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  meaning: {
    kind: "definition",
    define(m, [x], { dtype }) {
      if (dtype === "bool") return (index) => m.compare("≠", x(index), m.number(0));
      if (isFloatingPoint(dtype)) return x;
      return (index) => towardZero(m, x(index));
    },
  },
  gradient: ({ gradient, specs: [{ dtype }] }) => [converted(gradient, dtype)],
  saves: {},
  takesStored: true,
  cpu: ([x], [y]) => y.storage.device.copy(x, y),
};

/** {@link to} where the numbers are known to fit. */
export function converted(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(cast, [x], { dtype });
}

const isFloat32 = ({ dtype }: Tensor): boolean => dtype === "float32";

/**
 * Operands of one type to compute in: what they promote to, `least` or more. One of a storage type that is computed in
 * this type stays as it is, to be decoded where it is read; so does a `weight` of any storage type, whose kernel reads it as
 * numbers of type `least`.
 */
export function unified(
  operands: readonly Tensor[],
  least: DType = "bool",
  weight?: Tensor,
): Tensor[] {
  if (operands.every(isFloat32)) return operands.slice();
  const types = operands.map((x) => (x === weight && isStored(x) ? least : x.dtype));
  const dtype = computeType(types.reduce(promoteTypes, least));
  return operands.map((x, i) => (computeType(types[i]) === dtype ? x : converted(x, dtype)));
}

/**
 * The tensor in another dtype; itself where nothing changes.
 *
 * float16 and bfloat16 take the nearest number (a tie goes to the even one, what is too large to ±Infinity), integers cut
 * toward zero, bool is `x ≠ 0`. Between the floating-point types it is differentiable.
 *
 * @throws TensorError `value` when an integer type does not hold a number: too large, too small or NaN
 * @see torch.Tensor.to, which wraps such a number in silence
 * @example to(tensor([1.7, -1.7]), "int32"); // → tensor([ 1, -1])
 */
export function to(x: Tensor, dtype: DType): Tensor {
  checkTensors("to", [x]);
  if (x.dtype !== dtype) checkFits(x, dtype);
  return converted(x, dtype);
}

function checkFits(x: Tensor, dtype: DType): void {
  const range = integerRanges[dtype];
  if (!range || x.dtype === "bool" || x.dtype === "int8") return;
  const [least, greatest] = range;
  const values = x.view();
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value > least - 1 && value < greatest + 1) continue;
    throw new TensorError(
      "value",
      `to: ${value} at position ${at} of ${show(x.shape)} does not fit ${dtype}, which holds ${least} … ${greatest}; use clamp or where before`,
      { operation: "to", value, position: at, dtype },
    );
  }
}
