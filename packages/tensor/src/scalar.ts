import { emptyTensor } from "./apply.ts";
import { computeType, isFloatingPoint } from "./dtype.ts";
import type { Tensor } from "./tensor.ts";

/** A number as a 0-d tensor where `other` lives, of the type that is computed in; a fraction beside integers makes float32. */
export function scalarLike(value: number, other: Tensor): Tensor {
  const whole = Number.isInteger(value) ? "int32" : "float32";
  const dtype = isFloatingPoint(other.dtype) ? computeType(other.dtype) : whole;
  const result = emptyTensor([], dtype, other.storage.device);
  result.view()[0] = value;
  result.isConstant = true;
  return result;
}
