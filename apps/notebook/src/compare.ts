import type { Tensor } from "@clearhead/tensor";
import type { Matrix } from "./by-hand.ts";

/** How far float32 in the packages may be from float64 by hand, over a whole model. */
export const tolerance = 1e-5;

/** A tensor of two axes as rows of numbers. */
export async function matrixOf(x: Tensor): Promise<Matrix> {
  if (x.rank !== 2) throw new RangeError(`a matrix has two axes, not [${x.shape.join(", ")}]`);
  return (await x.array()) as Matrix;
}

/** `max |a − b|` over all numbers; infinite where shapes differ, never NaN. */
export function largestDifference(a: Matrix, b: Matrix): number {
  const isAlike = a.length === b.length && a.every((row, i) => row.length === b[i].length);
  const differences = a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]?.[j])));
  const largest = isAlike ? Math.max(0, ...differences) : Infinity;
  return Number.isNaN(largest) ? Infinity : largest;
}

/** How far a step by hand is from the same step with the packages. */
export async function difference(byHand: Matrix, withPackages: Tensor): Promise<number> {
  return largestDifference(byHand, await matrixOf(withPackages));
}
