import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import { resolveDim, show, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { expand } from "./sum.ts";
import { reshape } from "./views.ts";

/** Puts a new axis of size `times` before `place` and joins it with `axis`. */
function repeatAxis(x: Tensor, axis: number, times: number, place: number): Tensor {
  if (times === 1) return x;
  const put = (length: number): Shape => [
    ...x.shape.slice(0, place),
    length,
    ...x.shape.slice(place),
  ];
  const joined = x.shape.map((length, at) => (at === axis ? length * times : length));
  return reshape(expand(reshape(x, put(1)), put(times)), joined);
}

/**
 * The whole tensor side by side, `repeats[i]` times on axis i.
 *
 * @param repeats - one whole number for each axis; more of them put new axes in front
 * @throws TensorError `value` when there are fewer than axes, or one is no whole number ≥ 0
 * @see torch.Tensor.repeat
 * @example repeat(tensor([1, 2]), [2]); // → tensor([1., 2., 1., 2.])
 */
export function repeat(x: Tensor, repeats: readonly number[]): Tensor {
  checkTensors("repeat", [x]);
  const lead = repeats.length - x.rank;
  if (lead < 0 || repeats.some((times) => !Number.isInteger(times) || times < 0)) {
    throw new TensorError(
      "value",
      `repeat: repeats ${show(repeats)} must be whole numbers ≥ 0, at least one for each of the ${x.rank} axes of ${show(x.shape)}`,
      { operation: "repeat", repeats, shape: x.shape },
    );
  }
  const full = lead === 0 ? x : reshape(x, [...repeats.slice(0, lead).fill(1), ...x.shape]);
  return repeats.reduce((y, times, axis) => repeatAxis(y, axis, times, axis), full);
}

/**
 * Every slice along `dim` `times` times in a row: how a head of keys is given to several heads of queries.
 *
 * @throws TensorError `value` when `times` is no whole number ≥ 0, `dim`
 * @see torch.repeat_interleave
 * @example repeatInterleave(tensor([1, 2]), 2, 0); // → tensor([1., 1., 2., 2.])
 */
export function repeatInterleave(x: Tensor, times: number, dim: number): Tensor {
  checkTensors("repeatInterleave", [x]);
  const axis = resolveDim("repeatInterleave", dim, x.rank);
  if (!Number.isInteger(times) || times < 0) {
    throw new TensorError(
      "value",
      `repeatInterleave: times ${times} must be a whole number of at least 0`,
      { operation: "repeatInterleave", times },
    );
  }
  return repeatAxis(x, axis, times, axis + 1);
}
