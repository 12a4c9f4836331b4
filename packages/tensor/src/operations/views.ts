import { apply } from "../apply.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Layout, Operation } from "../operation.ts";
import {
  position,
  resolveDim,
  resolveDims,
  rowMajorStrides,
  type Shape,
  show,
  sizeOf,
} from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { contiguous } from "./contiguous.ts";

/** The index at a row-major position of `shape`. */
function indexAt(at: number, shape: Shape): number[] {
  return rowMajorStrides(shape).map((stride, axis) =>
    shape[axis] === 0 ? 0 : Math.floor(at / stride) % shape[axis],
  );
}

/**
 * Strides that show the elements of `layout` in another shape, or `null` where no strides can. Axes of the source that
 * lie evenly in memory form runs; each new axis must split or join whole runs (as torch's view).
 */
function restride({ shape, strides }: Layout, target: Shape): number[] | null {
  if (sizeOf(shape) === 0) return rowMajorStrides(target);
  const kept = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  const result = new Array<number>(target.length).fill(0);
  let to = target.length - 1;
  for (let from = kept.length - 1; from >= 0;) {
    const step = strides[kept[from]];
    let run = shape[kept[from]];
    from--;
    while (from >= 0 && strides[kept[from]] === step * run) run *= shape[kept[from--]];
    let filled = 1;
    while (to >= 0 && (filled < run || target[to] === 1)) {
      result[to] = step * filled;
      filled *= target[to--];
    }
    if (filled !== run) return null;
  }
  return result;
}

export const reshapeView: Operation<{ shape: Shape }> = {
  name: "reshape",
  formula: "y = the elements of x, in row-major order, in another shape",
  outputs: ([x], { shape }) => [{ shape, dtype: x.dtype }],
  meaning: {
    kind: "view",
    layout: (source, { shape }) => ({
      shape,
      // Where there are none, reshape() has copied first.
      strides: restride(source, shape)!,
      offset: source.offset,
    }),
    source: (index, { shape }, x) => indexAt(position(index, rowMajorStrides(shape), 0), x.shape),
  },
  gradient: ({ gradient, specs }) => [reshape(gradient, specs[0].shape)],
  saves: {},
  cpu: null,
};

/**
 * The same elements, row by row, in another shape. A view where strides allow it, else a copy.
 *
 * @param shape - the sizes; one may be −1 and is inferred
 * @throws TensorError `shape` when the sizes do not multiply to the number of elements
 * @see torch.reshape
 * @example
 * reshape(arange(0, 6), [2, -1]);
 * // → tensor([[0, 1, 2],
 * // →         [3, 4, 5]])
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensors("reshape", [x]);
  const wanted = [shape].flat(); // a number by itself, as in x.reshape(6)
  const known = wanted.filter((length) => length !== -1);
  const full = wanted.map((length) => (length === -1 ? x.size / sizeOf(known) : length));
  const isUnclear = wanted.length - known.length > 1;
  if (isUnclear || !full.every(Number.isInteger) || sizeOf(full) !== x.size) {
    throw new TensorError(
      "shape",
      `reshape: ${show(x.shape)} has ${x.size} elements, which do not fill ${show(shape)}` +
        (isUnclear ? "; only one size may be -1" : ""),
      { operation: "reshape", shapes: [x.shape, shape] },
    );
  }
  return apply(reshapeView, [restride(x, full) ? x : contiguous(x)], { shape: full });
}

/**
 * The axes from `startDim` to `endDim`, both included, joined to one; a 0-d tensor becomes 1-d.
 *
 * @throws TensorError `dim` when one does not exist or `startDim` comes after `endDim`
 * @see torch.flatten
 * @example flatten(zeros([2, 3, 4]), 1).shape; // → [ 2, 12 ]
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  checkTensors("flatten", [x]);
  if (x.rank === 0) return reshape(x, [1]);
  const start = resolveDim("flatten", startDim, x.rank);
  const end = resolveDim("flatten", endDim, x.rank);
  if (start > end) {
    throw new TensorError(
      "dim",
      `flatten: startDim ${startDim} comes after endDim ${endDim} in ${show(x.shape)}`,
      { operation: "flatten", startDim, endDim, shape: x.shape },
    );
  }
  const joined = sizeOf(x.shape.slice(start, end + 1));
  return reshape(x, [...x.shape.slice(0, start), joined, ...x.shape.slice(end + 1)]);
}

export const permuteView: Operation<{ dims: readonly number[] }> = {
  name: "permute",
  formula: "y[…i_dims…] = x[…i…]",
  outputs: ([x], { dims }) => [{ shape: dims.map((dim) => x.shape[dim]), dtype: x.dtype }],
  meaning: {
    kind: "view",
    layout: ({ shape, strides, offset }, { dims }) => ({
      shape: dims.map((dim) => shape[dim]),
      strides: dims.map((dim) => strides[dim]),
      offset,
    }),
    source: (index, { dims }) => dims.map((_, axis) => index[dims.indexOf(axis)]),
  },
  gradient: ({ gradient, options: { dims } }) => [
    apply(permuteView, [gradient], { dims: dims.map((_, axis) => dims.indexOf(axis)) }),
  ],
  saves: {},
  cpu: null,
};

/**
 * The axes in another order, without a copy: axis `i` of the result is axis `dims[i]` of x.
 *
 * @param dims - every axis once
 * @throws TensorError `dim` when an axis is missing or named twice
 * @see torch.permute
 * @example permute(zeros([2, 3, 4]), [2, 0, 1]).shape; // → [ 4, 2, 3 ]
 */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  checkTensors("permute", [x]);
  const axes = resolveDims("permute", dims, x.rank);
  if (axes.length !== x.rank) {
    throw new TensorError(
      "dim",
      `permute: dims ${show(dims)} must name each of the ${x.rank} axes of ${show(x.shape)} once`,
      { operation: "permute", dims },
    );
  }
  return apply(permuteView, [x], { dims: axes });
}

/**
 * Two axes exchanged, without a copy: `y[j, i] = x[i, j]` for a matrix.
 *
 * @throws TensorError `dim`
 * @see torch.transpose
 * @example
 * transpose(tensor([[1, 2], [3, 4]]), 0, 1);
 * // → tensor([[1., 3.],
 * // →         [2., 4.]])
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  checkTensors("transpose", [x]);
  const dims = x.shape.map((_, axis) => axis);
  const a = resolveDim("transpose", dim0, x.rank);
  const b = resolveDim("transpose", dim1, x.rank);
  dims[a] = b;
  dims[b] = a;
  return apply(permuteView, [x], { dims });
}

/**
 * An axis of size 1 put in at `dim`, without a copy.
 *
 * @throws TensorError `dim`
 * @see torch.unsqueeze
 * @example unsqueeze(zeros([2, 3]), -1).shape; // → [ 2, 3, 1 ]
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  checkTensors("unsqueeze", [x]);
  const axis = resolveDim("unsqueeze", dim, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
}

/**
 * The axis `dim` taken out where it has size 1; without `dim`, every such axis. No copy.
 *
 * @throws TensorError `dim`
 * @see torch.squeeze
 * @example squeeze(zeros([1, 3, 1])).shape; // → [ 3 ]
 */
export function squeeze(x: Tensor, dim?: number): Tensor {
  checkTensors("squeeze", [x]);
  const axis = dim === undefined ? undefined : resolveDim("squeeze", dim, x.rank);
  return reshape(
    x,
    x.shape.filter((length, at) => length !== 1 || (axis !== undefined && at !== axis)),
  );
}

export const flipView: Operation<{ dims: readonly number[] }> = {
  name: "flip",
  formula: "y[i] = x[size − 1 − i] on the named axes",
  outputs: ([x]) => [x],
  meaning: {
    kind: "view",
    layout: ({ shape, strides, offset }, { dims }) => ({
      shape,
      strides: strides.map((stride, axis) => (dims.includes(axis) ? -stride : stride)),
      offset: dims.reduce((at, axis) => at + strides[axis] * Math.max(0, shape[axis] - 1), offset),
    }),
    source: (index, { dims }, x) =>
      index.map((at, axis) => (dims.includes(axis) ? x.shape[axis] - 1 - at : at)),
  },
  gradient: ({ gradient, options: { dims } }) => [flip(gradient, dims)],
  saves: {},
  cpu: null,
};

/**
 * `y[i] = x[n − 1 − i]` on the axes `dims`, without a copy (torch.flip copies).
 *
 * @throws TensorError `dim`
 * @see torch.flip
 * @example flip(arange(0, 4), [0]); // → tensor([3, 2, 1, 0])
 */
export function flip(x: Tensor, dims: readonly number[]): Tensor {
  checkTensors("flip", [x]);
  return apply(flipView, [x], { dims: resolveDims("flip", dims, x.rank) });
}
