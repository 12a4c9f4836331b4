import type { Tensor } from "../tensor.ts";

export type Reducer = "sum" | "max" | "min";

/** Below this many terms a sum is a plain loop; above, the halves are summed apart (PyTorch's cascade has the same error). */
const pairwiseBlock = 128;

function pairwiseSum(
  values: ArrayLike<number>,
  start: number,
  step: number,
  count: number,
): number {
  if (count <= pairwiseBlock) {
    let total = 0;
    for (let k = 0; k < count; k++) total += values[start + k * step];
    return total;
  }
  const half = count >> 1;
  return (
    pairwiseSum(values, start, step, half) +
    pairwiseSum(values, start + half * step, step, count - half)
  );
}

/** Math.max and Math.min give NaN where an element is, as torch's amax and amin. */
function extreme(
  values: ArrayLike<number>,
  start: number,
  step: number,
  count: number,
  reducer: Reducer,
): number {
  const pick = reducer === "max" ? Math.max : Math.min;
  let most = reducer === "max" ? -Infinity : Infinity;
  for (let k = 0; k < count; k++) most = pick(most, values[start + k * step]);
  return most;
}

/**
 * Reduces `axes` of `x` into `y`, which is row-major and keeps them with size 1. Runs along the last axis are reduced
 * at once; the totals of other axes are gathered in float64, in the same order whatever the strides.
 */
export function reduceElements(
  reducer: Reducer,
  x: Tensor,
  y: Tensor,
  axes: readonly number[],
): void {
  const values = x.storage.values();
  const totals = new Float64Array(y.size).fill(
    reducer === "sum" ? 0 : reducer === "max" ? -Infinity : Infinity,
  );
  if (x.size > 0) {
    const last = x.rank - 1;
    const length = x.rank === 0 ? 1 : x.shape[last];
    const step = x.rank === 0 ? 0 : x.strides[last];
    const reducesLast = axes.includes(last);
    const rows = x.size / length;
    const targetStrides = x.shape.map((_, axis) => (axes.includes(axis) ? 0 : y.strides[axis]));
    const index = new Array<number>(Math.max(0, last)).fill(0);
    const combine = reducer === "max" ? Math.max : Math.min;
    let source = x.offset;
    let target = 0;
    for (let row = 0; row < rows; row++) {
      if (reducesLast || x.rank === 0) {
        const part =
          reducer === "sum"
            ? pairwiseSum(values, source, step, length)
            : extreme(values, source, step, length, reducer);
        totals[target] = reducer === "sum" ? totals[target] + part : combine(totals[target], part);
      } else if (reducer === "sum") {
        for (let k = 0; k < length; k++)
          totals[target + k * targetStrides[last]] += values[source + k * step];
      } else {
        for (let k = 0; k < length; k++) {
          const at = target + k * targetStrides[last];
          totals[at] = combine(totals[at], values[source + k * step]);
        }
      }
      for (let axis = last - 1; axis >= 0; axis--) {
        const wraps = ++index[axis] === x.shape[axis];
        const moved = wraps ? 1 - x.shape[axis] : 1;
        source += moved * x.strides[axis];
        target += moved * targetStrides[axis];
        if (!wraps) break;
        index[axis] = 0;
      }
    }
  }
  y.storage.values().set(totals);
}
