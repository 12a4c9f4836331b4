import type { Stored } from "./cases.ts";

/**
 * How near a result must be to PyTorch's.
 *
 * - `exact`: the same numbers, bit for bit.
 * - `within`: no element further off than this.
 * - `relative`: `‖a − b‖ ≤ tolerance · ‖b‖ + 1e-7 · √n`, so that n rounded zeros are no error; of the elements that
 *   count, if not all do.
 */
export type Agreement =
  | { readonly kind: "exact" }
  | { readonly kind: "within"; readonly tolerance: number }
  | { readonly kind: "relative"; readonly tolerance: number; readonly counts?: Counts };

/** Whether an element of a tensor of this size counts. */
export type Counts = (element: number, size: number) => boolean;

export const exact: Agreement = { kind: "exact" };
export const within = (tolerance: number): Agreement => ({ kind: "within", tolerance });
export const relative = (tolerance: number, counts?: Counts): Agreement => ({
  kind: "relative",
  tolerance,
  ...(counts && { counts }),
});

/** One comparison: it agrees when `error <= tolerance`. */
export interface Comparison {
  readonly error: number;
  readonly tolerance: number;
  /** What is wrong, where no number says it: shape, type, a NaN. */
  readonly problem?: string;
}

export function compare(actual: Stored, expected: Stored, agreement: Agreement): Comparison {
  const tolerance = agreement.kind === "exact" ? 0 : agreement.tolerance;
  const problem = difference(actual, expected);
  if (problem !== undefined) return { error: Infinity, tolerance, problem };
  return { error: errorOf(actual.values, expected.values, agreement), tolerance };
}

/** What must be the same whatever the tolerance. */
function difference(actual: Stored, expected: Stored): string | undefined {
  if (actual.dtype !== expected.dtype) return `is ${actual.dtype}, not ${expected.dtype}`;
  const [shape, wanted] = [actual, expected].map((side) => `[${side.shape.join(", ")}]`);
  if (shape !== wanted) return `has shape ${shape}, not ${wanted}`;
  for (const [index, wish] of expected.values.entries()) {
    const got = actual.values[index] ?? Number.NaN;
    if (!Number.isFinite(wish) || !Number.isFinite(got)) {
      if (!Object.is(got, wish)) return `is ${got} instead of ${wish} at element ${index}`;
    }
  }
  return undefined;
}

/** A number that is at most the tolerance exactly when the two agree. */
function errorOf(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  agreement: Agreement,
): number {
  const counts = agreement.kind === "relative" ? agreement.counts : undefined;
  let [squares, size, worst, different] = [0, 0, 0, 0];
  for (let index = 0; index < expected.length; index++) {
    if (counts?.(index, expected.length) === false) continue;
    const wish = expected[index] ?? 0;
    // Infinities and NaN agree already.
    const gap = Number.isFinite(wish) ? Math.abs((actual[index] ?? 0) - wish) : 0;
    squares += gap * gap;
    size += Number.isFinite(wish) ? wish * wish : 0;
    worst = Math.max(worst, gap);
    if (gap > 0) different++;
  }
  if (different === 0) return 0;
  if (agreement.kind === "exact") return different;
  if (agreement.kind === "within") return worst;
  const rounding = (1e-7 * Math.sqrt(expected.length)) / agreement.tolerance;
  return Math.sqrt(squares) / (Math.sqrt(size) + rounding);
}
