import { apply, applyAll } from "../apply.ts";
import { checkOptions } from "../checks.ts";
import { TensorError } from "../errors.ts";
import type { StoredArray } from "../dtype.ts";
import { checkTensors } from "../operands.ts";
import type { Gradient, Operation, Selection, TensorSpec } from "../operation.ts";
import { along, forEachIndex, position, resolveDim, show } from "../shape.ts";
import { runSelection } from "../selection.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { amax, amin } from "./extremes.ts";
import { gather, scattering } from "./gather.ts";
import { reduceOptions } from "./sum.ts";
import { reshape } from "./views.ts";

/** Positions of a row from the smallest to the largest; equal ones keep their order, NaN counts as the largest (as torch). */
function sorted(row: Float64Array, descending: boolean): number[] {
  const rank = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a - b;
  };
  const sign = descending ? -1 : 1;
  return Array.from(row, (_, at) => at).sort((i, j) => sign * rank(row[i], row[j]) || i - j);
}

/** Chosen values come from one place each: their gradient goes back there. */
const backToTheChosen: Gradient<{ dim: number }> = ({
  gradients: [values],
  output,
  options: { dim },
  specs: [x],
}) => [values && apply(scattering, [output(1), values], { dim, shape: x.shape })];

function valuesAndPositions(x: TensorSpec, shape: readonly number[]): TensorSpec[] {
  return [
    { shape, dtype: x.dtype },
    { shape, dtype: "int32" },
  ];
}

interface Sorting {
  readonly dim: number;
  readonly descending: boolean;
}

const sortMeaning: Selection<Sorting> = {
  kind: "selection",
  dim: ({ dim }) => dim,
  choose: (row, { descending }) => sorted(row, descending),
  rule: "equal ones keep their order, NaN counts as the largest",
  holds: ["values", "positions"],
};

export const sorting: Operation<Sorting> = {
  name: "sort",
  formula: "y = the row in order; positions say where each came from",
  outputs: ([x]) => valuesAndPositions(x, x.shape),
  meaning: sortMeaning,
  gradient: backToTheChosen,
  saves: { outputs: [1] },
  cpu: ([x], outputs, options) => runSelection(sortMeaning, x, outputs, options),
};

interface Top {
  readonly dim: number;
  readonly k: number;
  readonly largest: boolean;
}

const topMeaning: Selection<Top> = {
  kind: "selection",
  dim: ({ dim }) => dim,
  choose: (row, { k, largest }) => sorted(row, largest).slice(0, k),
  rule: "of equal ones the first comes first, NaN counts as the largest",
  holds: ["values", "positions"],
};

export const topSelection: Operation<Top> = {
  name: "topk",
  formula: "y = the k largest (smallest) of the row, in order; positions say where each came from",
  outputs([x], { dim, k }) {
    if (!Number.isInteger(k) || k < 0 || k > x.shape[dim]) {
      throw new TensorError(
        "value",
        `topk: k ${k} must be a whole number from 0 to ${x.shape[dim]}, the size of axis ${dim} of ${show(x.shape)}`,
        { operation: "topk", k, shape: x.shape, dim },
      );
    }
    return valuesAndPositions(x, along(x.shape, dim, k));
  },
  meaning: topMeaning,
  gradient: backToTheChosen,
  saves: { outputs: [1] },
  cpu: ([x], outputs, options) => runSelection(topMeaning, x, outputs, options),
};

interface Best {
  readonly dim: number;
  readonly largest: boolean;
}

/** Where the best of `length` numbers stands, which lie `step` apart: the first of equal ones, NaN before every number. */
function bestOf(
  values: StoredArray,
  start: number,
  step: number,
  length: number,
  largest: boolean,
): number {
  const sign = largest ? 1 : -1;
  let best = 0;
  let value = sign * values[start];
  for (let at = 1; at < length && !Number.isNaN(value); at++) {
    const x = sign * values[start + at * step];
    if (x <= value) continue;
    best = at;
    value = x;
  }
  return best;
}

const bestMeaning: Selection<Best> = {
  kind: "selection",
  dim: ({ dim }) => dim,
  choose: (row, { largest }) => [bestOf(row, 0, 1, row.length, largest)],
  rule: "the first of equal ones is taken, NaN before every number",
  holds: ["positions"],
};

export const bestSelection: Operation<Best> = {
  name: "argbest",
  formula:
    "y = the position of the largest (smallest) element of the row, the first where several are equal",
  outputs([x], { dim, largest }) {
    if (x.shape[dim] === 0) {
      const operation = largest ? "argmax" : "argmin";
      throw new TensorError("shape", `${operation}: axis ${dim} of ${show(x.shape)} is empty`, {
        operation,
        shape: x.shape,
      });
    }
    return [{ shape: along(x.shape, dim, 1), dtype: "int32" }];
  },
  meaning: bestMeaning,
  gradient: null,
  saves: {},
  cpu([x], [y], { dim, largest }) {
    const values = x.storage.values();
    const positions = y.storage.values();
    let row = 0;
    forEachIndex(along(x.shape, dim, 1), (index) => {
      const start = position(index, x.strides, x.offset);
      positions[row++] = bestOf(values, start, x.strides[dim], x.shape[dim], largest);
    });
  },
};

/** What {@link topk} and {@link sort} choose, and where they found it. */
export interface Ranked {
  /** The chosen elements. */
  readonly values: Tensor;
  /** int32: where along the axis each value stood. */
  readonly indices: Tensor;
}

/**
 * The `k` largest elements along `dim`, largest first, or the smallest, smallest first; of equal ones the first comes
 * first, and NaN is larger than anything.
 *
 * @param options - `dim`: the last axis when left out; `largest`: true
 * @returns values and int32 positions, of the shape of x with `k` on `dim`
 * @throws TensorError `value` when k is more than the axis has, `dim`
 * @see torch.topk
 * @example
 * const best = topk(tensor([0.1, 0.7, 0.2]), 2);
 * best.values; // → tensor([0.7000, 0.2000])
 * best.indices; // → tensor([1, 2])
 */
export function topk(
  x: Tensor,
  k: number,
  options: { readonly dim?: number; readonly largest?: boolean } = {},
): Ranked {
  checkTensors("topk", [x]);
  checkOptions("topk", options, ["dim", "largest"]);
  const dim = resolveDim("topk", options.dim ?? -1, x.rank);
  const [values, indices] = applyAll(topSelection, [x], {
    dim,
    k,
    largest: options.largest ?? true,
  });
  return { values, indices };
}

/** What {@link sort} and {@link argsort} take. */
export interface SortOptions {
  /** The last axis when left out. */
  readonly dim?: number;
  /** From the largest to the smallest: not when left out. */
  readonly descending?: boolean;
}

/**
 * The elements along `dim` in order; equal ones keep theirs, and NaN is larger than anything.
 *
 * @param options - `dim`: the last axis when left out; `descending`: false
 * @returns values and int32 positions, of the shape of x
 * @throws TensorError `dim`
 * @see torch.sort with `stable=True`
 * @example sort(tensor([3, 1, 2])).indices; // → tensor([1, 2, 0])
 */
export function sort(x: Tensor, options: SortOptions = {}): Ranked {
  checkTensors("sort", [x]);
  checkOptions("sort", options, ["dim", "descending"]);
  const dim = resolveDim("sort", options.dim ?? -1, x.rank);
  const descending = options.descending ?? false;
  const [values, indices] = applyAll(sorting, [x], { dim, descending });
  return { values, indices };
}

/**
 * The positions that put the elements along `dim` in order: the indices of {@link sort}.
 *
 * @param options - `dim`: the last axis when left out; `descending`: false
 * @returns int32, of the shape of x
 * @throws TensorError `dim`
 * @see torch.argsort with `stable=True`
 * @example argsort(tensor([3, 1, 2])); // → tensor([1, 2, 0])
 */
export function argsort(x: Tensor, options: SortOptions = {}): Tensor {
  checkTensors("argsort", [x]);
  checkOptions("argsort", options, ["dim", "descending"]);
  return sort(x, options).indices;
}

/** What {@link argmax} and {@link argmin} take. */
export interface PositionOptions {
  /** All elements in row-major order when left out. */
  readonly dim?: number;
  /** Whether the axis stays, with size 1: not when left out. */
  readonly keepdim?: boolean;
}

function best(x: Tensor, largest: boolean, { dim, keepdim = false }: PositionOptions): Tensor {
  if (dim === undefined) {
    const y = best(reshape(x, [-1]), largest, { dim: 0 });
    return keepdim ? reshape(y, new Array<number>(x.rank).fill(1)) : y;
  }
  const axis = resolveDim(largest ? "argmax" : "argmin", dim, x.rank);
  const y = apply(bestSelection, [x], { dim: axis, largest });
  return keepdim
    ? y
    : reshape(
        y,
        x.shape.filter((_, at) => at !== axis),
      );
}

/**
 * Where the largest element stands along `dim`, the first of equal ones; without `dim`, among all elements row by row.
 *
 * @returns int32, the shape of x without `dim`, or with size 1 there for `keepdim`
 * @throws TensorError `dim`, or `shape` when the axis is empty
 * @see torch.argmax
 * @example argmax(tensor([[1, 5], [7, 3]]), { dim: 1 }); // → tensor([1, 0])
 */
export function argmax(x: Tensor, options: PositionOptions = {}): Tensor {
  checkTensors("argmax", [x]);
  checkOptions("argmax", options, reduceOptions);
  return best(x, true, options);
}

/**
 * Where the smallest element stands along `dim`, the first of equal ones; without `dim`, among all elements row by row.
 *
 * @returns int32, the shape of x without `dim`, or with size 1 there for `keepdim`
 * @throws TensorError `dim`, or `shape` when the axis is empty
 * @see torch.argmin
 * @example argmin(tensor([[1, 5], [7, 3]])); // → tensor(0)
 */
export function argmin(x: Tensor, options: PositionOptions = {}): Tensor {
  checkTensors("argmin", [x]);
  checkOptions("argmin", options, reduceOptions);
  return best(x, false, options);
}

/** What {@link max} and {@link min} take for the best of each row. */
export interface AlongOptions {
  /** The axis along which the rows lie. */
  readonly dim: number;
  /** Whether the axis stays, with size 1: not when left out. */
  readonly keepdim?: boolean;
}

function checkHasElements(operation: string, { size, shape }: Tensor): void {
  if (size > 0) return;
  const reason = `x ${show(shape)} is empty; nothing has no ${operation}`;
  throw new TensorError("shape", `${operation}: ${reason}`, { operation, shape });
}

/** The best of each row and where it stands. */
function ranked(operation: string, x: Tensor, isLargest: boolean, options: AlongOptions): Ranked {
  if (isTensor(options)) {
    throw new TensorError(
      "value",
      `${operation}: the second argument is a tensor; for the larger or smaller of two, element by element, use ${operation}imum(a, b)`,
      { operation },
    );
  }
  checkOptions(operation, options, reduceOptions);
  const dim = resolveDim(operation, options.dim, x.rank);
  const indices = best(x, isLargest, { dim, keepdim: true });
  const values = gather(x, dim, indices);
  if (options.keepdim) return { values, indices };
  const shape = x.shape.filter((_, at) => at !== dim);
  return { values: reshape(values, shape), indices: reshape(indices, shape) };
}

/**
 * The largest element of all, its gradient shared evenly by equal ones; with `dim`, of each row, and where it stands, its
 * gradient going to the first of equal ones.
 *
 * The larger of two tensors is `maximum(a, b)`.
 *
 * @throws TensorError `shape` for nothing to choose from, `dim`, `value` for a second tensor
 * @see torch.max
 * @example
 * const x = tensor([[1, 3], [2, 0]]);
 * max(x); // → tensor(3.)
 * max(x, { dim: 1 }).values; // → tensor([3., 2.])
 * max(x, { dim: 1 }).indices; // → tensor([1, 0])
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, options: AlongOptions): Ranked;
export function max(x: Tensor, options?: AlongOptions): Tensor | Ranked {
  checkTensors("max", [x]);
  if (options !== undefined) return ranked("max", x, true, options);
  checkHasElements("max", x);
  return amax(x);
}

/**
 * The smallest element, as {@link max} gives the largest: of all, or with `dim` of each row and where it stands.
 *
 * @throws TensorError `shape` for nothing to choose from, `dim`, `value` for a second tensor
 * @see torch.min
 * @example min(tensor([[1, 3], [2, 0]]), { dim: 1 }).indices; // → tensor([0, 1])
 */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, options: AlongOptions): Ranked;
export function min(x: Tensor, options?: AlongOptions): Tensor | Ranked {
  checkTensors("min", [x]);
  if (options !== undefined) return ranked("min", x, false, options);
  checkHasElements("min", x);
  return amin(x);
}
