import { apply } from "../apply.ts";
import { reduceElements, summing } from "../cpu/reduce.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import {
  broadcastIndex,
  broadcastStrides,
  type Index,
  reducedShape,
  resolveDims,
  sameShape,
  type Shape,
  show,
} from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { reshape } from "./views.ts";

/** Which axes a reduction runs over (all when left out) and whether they stay, with size 1. */
export interface ReduceOptions {
  /** One axis or several; all when left out, and negative ones count from the end. */
  readonly dim?: number | readonly number[];
  /** Whether reduced axes stay, with size 1: false when left out. */
  readonly keepdim?: boolean;
}

/** A reduction as an entry sees it: axes resolved, reduced axes kept with size 1. */
export interface Reduction {
  readonly axes: readonly number[];
}

/** Calls `visit` for each element of `shape`'s reduced axes: `term(k)` is its full index. */
export function reducedIndices(
  shape: Shape,
  axes: readonly number[],
): { count: number; at: (index: Index, k: number) => Index } {
  const lengths = axes.map((axis) => shape[axis]);
  const count = lengths.reduce((product, length) => product * length, 1);
  return {
    count,
    at(index, k) {
      const result = index.slice();
      let rest = k;
      for (let i = axes.length - 1; i >= 0; i--) {
        result[axes[i]] = rest % lengths[i];
        rest = Math.floor(rest / lengths[i]);
      }
      return result;
    },
  };
}

export const summation: Operation<Reduction> = {
  name: "sum",
  formula: "y[i] = Σ_k x[i, k]",
  outputs: ([x], { axes }) => [
    { shape: reducedShape(x.shape, axes, true), dtype: x.dtype === "bool" ? "int32" : x.dtype },
  ],
  meaning: {
    kind: "definition",
    define(m, [x], { axes }, [{ shape }]) {
      const { count, at } = reducedIndices(shape, axes);
      return (index) => m.sum(count, (k) => x(at(index, k)));
    },
  },
  gradient: ({ gradient, specs }) => [expand(gradient, specs[0].shape)],
  saves: {},
  cpu([x], [y], { axes }) {
    reduceElements(summing, x, y, axes);
  },
};

/**
 * `y[i] = Σ_k x[i, k]` over `dim`, all axes when left out.
 *
 * @param x - any shape; bool sums to int32
 * @returns the shape of x without `dim`, or with size 1 there for `keepdim`; 0 for a sum of nothing
 * @throws TensorError `dim`, or `value` for an empty list of axes or an option that there is not
 * @see torch.sum
 * @example sum(tensor([[1, 2], [3, 4]]), { dim: 0 }); // → tensor([4., 6.])
 */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce(summation, x, options);
}

export const reduceOptions: readonly string[] = ["dim", "keepdim"];

/** Applies a reduction entry, which keeps reduced axes, and takes them out unless `keepdim`. */
export function reduce(operation: Operation<Reduction>, x: Tensor, options: ReduceOptions): Tensor {
  checkTensors(operation.name, [x]);
  const { dim, keepdim = false, ...others } = options;
  const axes = resolveDims(operation.name, dim, x.rank);
  // An axis in place of the options, a misspelt one or an empty list would all mean: every axis.
  if (
    typeof options !== "object" ||
    Object.keys(others).length > 0 ||
    (dim && axes.length === 0 && x.rank > 0)
  ) {
    throw new TensorError(
      "value",
      `${operation.name}: expected { dim, keepdim }, got ${JSON.stringify(options)}`,
      { operation: operation.name },
    );
  }
  const kept = apply(operation, [x], { axes });
  return keepdim || axes.length === 0 ? kept : reshape(kept, reducedShape(x.shape, axes, false));
}

export const expandView: Operation<{ shape: Shape }> = {
  name: "expand",
  formula: "y[…, i] = x[…, 0] on the repeated axes",
  outputs([x], { shape }) {
    const lead = shape.length - x.shape.length;
    const fits =
      lead >= 0 && x.shape.every((length, axis) => length === 1 || length === shape[lead + axis]);
    if (!fits) {
      throw new TensorError(
        "shape",
        `expand: ${show(x.shape)} does not expand to ${show(shape)}: only axes of size 1 repeat, and new axes come first`,
        { operation: "expand", shapes: [x.shape, shape] },
      );
    }
    return [{ shape, dtype: x.dtype }];
  },
  meaning: {
    kind: "view",
    layout: (source, { shape }) => ({
      shape,
      strides: broadcastStrides(source.shape, source.strides, shape),
      offset: source.offset,
    }),
    source: (index, _, x) => broadcastIndex(index, x.shape),
  },
  gradient: ({ gradient, specs }) => [sumTo(gradient, specs[0].shape)],
  saves: {},
  cpu: null,
};

/**
 * Axes of size 1 repeated to `shape`, without a copy; new axes come first.
 *
 * @param shape - the wanted sizes; −1 keeps one
 * @throws TensorError `shape` when another size than 1 would have to repeat
 * @see torch.Tensor.expand
 * @example
 * expand(tensor([[1], [2]]), [2, 3]);
 * // → tensor([[1., 1., 1.],
 * // →         [2., 2., 2.]])
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  checkTensors("expand", [x]);
  const wanted = [shape].flat();
  const lead = wanted.length - x.rank;
  const full = wanted.map((length, axis) =>
    length === -1 ? (x.shape[axis - lead] ?? -1) : length,
  );
  return sameShape(full, x.shape) ? x : apply(expandView, [x], { shape: full });
}

/** Sums what broadcasting repeated: the inverse of {@link expand}, for gradients. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1));
  return reshape(sum(x, { dim: axes, keepdim: true }), shape);
}
