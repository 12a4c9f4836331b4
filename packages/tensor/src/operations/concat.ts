import { apply, applyAll } from "../apply.ts";
import { checkWhole, refuse } from "../checks.ts";
import { zeros } from "../creation.ts";
import { promoteTypes } from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { along, checkShape, resolveDim, sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { converted } from "./cast.ts";
import { select, slice, sliceLayout } from "./slice.ts";
import { unsqueeze } from "./views.ts";

export const concatenation: Operation<{ dim: number }> = {
  name: "concat",
  formula: "y = x₀, then x₁, … along one axis",
  outputs(inputs, { dim }) {
    const [first] = inputs;
    for (const { shape } of inputs) {
      const fits =
        shape.length === first.shape.length &&
        shape.every((length, axis) => axis === dim || length === first.shape[axis]);
      if (fits) continue;
      throw new TensorError(
        "shape",
        `concat: shapes ${inputs.map((input) => show(input.shape)).join(", ")} must be equal but for axis ${dim}`,
        { operation: "concat", shapes: inputs.map((input) => input.shape), dim },
      );
    }
    const length = inputs.reduce((total, { shape }) => total + shape[dim], 0);
    return [{ shape: along(first.shape, dim, length), dtype: first.dtype }];
  },
  meaning: {
    kind: "definition",
    define:
      (_, inputs, { dim }, specs) =>
      (index) => {
        let at = index[dim];
        let i = 0;
        while (at >= specs[i].shape[dim]) at -= specs[i++].shape[dim];
        return inputs[i](along(index, dim, at));
      },
  },
  gradient: ({ gradient, options: { dim }, specs }) =>
    split(
      gradient,
      specs.map(({ shape }) => shape[dim]),
      dim,
    ),
  saves: {},
  takesStored: true,
  cpu(inputs, [y], { dim }) {
    let start = 0;
    for (const input of inputs) {
      const length = input.shape[dim];
      const range = { dim, start, step: 1, length };
      y.storage.device.copy(input, new Tensor(y.storage, sliceLayout(y, range)));
      start += length;
    }
  },
};

export const partition: Operation<{ dim: number; sizes: readonly number[] }> = {
  name: "split",
  formula: "yₚ[…, i, …] = x[…, sizes₀ + … + sizesₚ₋₁ + i, …]",
  outputs: ([{ shape, dtype }], { dim, sizes }) =>
    sizes.map((size) => ({ shape: along(shape, dim, size), dtype })),
  meaning: {
    kind: "view",
    layout: (source, { dim, sizes }, part) =>
      sliceLayout(source, { dim, start: startOf(sizes, part), step: 1, length: sizes[part] }),
    source: (index, { dim, sizes }, _, part) =>
      along(index, dim, startOf(sizes, part) + index[dim]),
  },
  gradient: ({ gradients, options: { dim, sizes }, specs: [{ shape, dtype }] }) => {
    const { device } = gradients.find((gradient) => gradient !== null)!;
    const parts = gradients.map(
      (gradient, part) => gradient ?? zeros(along(shape, dim, sizes[part]), { dtype, device }),
    );
    return [apply(concatenation, parts, { dim })];
  },
  saves: {},
  cpu: null,
};

/** Where a part begins. */
function startOf(sizes: readonly number[], part: number): number {
  let start = 0;
  for (let before = 0; before < part; before++) start += sizes[before];
  return start;
}

function checkList(operation: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors)) refuse(operation, `expected a list: ${operation}([a, b])`);
  if (tensors.length === 0) refuse(operation, "the list is empty; give at least one tensor");
  checkTensors(operation, tensors);
}

/**
 * Tensors one after another along an axis that they have.
 *
 * @param tensors - at least one; equal shapes but for `dim`; the result has the dtype that theirs promote to
 * @throws TensorError `shape` when the other axes differ, `dim`, or `value` for an empty list
 * @see torch.cat
 * @example concat([tensor([1, 2]), tensor([3])]); // → tensor([1., 2., 3.])
 */
export function concat(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList("concat", tensors);
  const dtype = tensors.map((x) => x.dtype).reduce(promoteTypes);
  const alike = tensors.map((x) => converted(x, dtype));
  return apply(concatenation, alike, { dim: resolveDim("concat", dim, tensors[0].rank) });
}

/**
 * Tensors of one shape side by side along a new axis `dim`.
 *
 * @param tensors - at least one, of one shape and dtype
 * @throws TensorError `shape` when the shapes differ, `dim`, or `value` for an empty list
 * @see torch.stack
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]);
 * // → tensor([[1., 2.],
 * // →         [3., 4.]])
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList("stack", tensors);
  const axis = resolveDim("stack", dim, tensors[0].rank + 1);
  const [{ shape }] = tensors;
  if (!tensors.every((x) => sameShape(x.shape, shape))) {
    throw new TensorError(
      "shape",
      `stack: shapes ${tensors.map((x) => show(x.shape)).join(", ")} must be equal; concat joins along an axis that exists`,
      { operation: "stack", shapes: tensors.map((x) => x.shape) },
    );
  }
  checkShape("stack", [1, ...shape]);
  return concat(
    tensors.map((x) => unsqueeze(x, axis)),
    axis,
  );
}

/** Sizes of the parts of an axis when each has `size`, but for what is left at the end; an empty axis is one empty part. */
function evenParts(operation: string, total: number, size: number): number[] {
  if (!Number.isInteger(size) || size < 1) {
    throw new TensorError(
      "value",
      `${operation}: the size ${size} of a part must be a whole number of at least 1`,
      { operation, size },
    );
  }
  const count = Math.max(1, Math.ceil(total / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
}

/**
 * Consecutive parts along an axis, as views.
 *
 * @param sizes - the size of every part (the last may be smaller), or each part's size
 * @throws TensorError `shape` when the sizes do not add up to the axis, `dim`
 * @see torch.split
 * @example split(arange(0, 5), 2); // → [ tensor([0, 1]), tensor([2, 3]), tensor([4]) ]
 */
export function split(x: Tensor, sizes: number | readonly number[], dim = 0): Tensor[] {
  checkTensors("split", [x]);
  const axis = resolveDim("split", dim, x.rank);
  const total = x.shape[axis];
  if (typeof sizes === "number") return split(x, evenParts("split", total, sizes), axis);
  const parts = sizes;
  if (
    parts.reduce((a, b) => a + b, 0) !== total ||
    parts.some((part) => !Number.isInteger(part) || part < 0)
  ) {
    throw new TensorError(
      "shape",
      `split: parts ${show(parts)} do not add up to axis ${axis} of ${show(x.shape)}, which has ${total}`,
      { operation: "split", sizes: parts, shape: x.shape, dim: axis },
    );
  }
  return applyAll(partition, [x], { dim: axis, sizes: parts });
}

/**
 * At most `chunks` parts of equal size along an axis (the last may be smaller), as views.
 *
 * @throws TensorError `value` when `chunks` is no whole number ≥ 1, `dim`
 * @see torch.chunk
 * @example chunk(arange(5), 2)[1]; // → tensor([3, 4])
 */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  checkTensors("chunk", [x]);
  const axis = resolveDim("chunk", dim, x.rank);
  if (!Number.isInteger(chunks) || chunks < 1) {
    throw new TensorError("value", `chunk: chunks ${chunks} must be a whole number of at least 1`, {
      operation: "chunk",
      chunks,
    });
  }
  const total = x.shape[axis];
  if (total === 0) return split(x, new Array<number>(chunks).fill(0), axis);
  return split(x, Math.ceil(total / chunks), axis);
}

/**
 * Every slice along an axis, which goes, as views.
 *
 * @throws TensorError `dim`
 * @see torch.unbind
 * @example unbind(tensor([[1, 2], [3, 4]]))[1]; // → tensor([3., 4.])
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  checkTensors("unbind", [x]);
  const axis = resolveDim("unbind", dim, x.rank);
  return Array.from({ length: x.shape[axis] }, (_, index) => select(x, axis, index));
}

/**
 * `y[i] = x[(i − shift) mod n]` along `dim`: what falls off one end comes back at the other.
 *
 * @throws TensorError `dim`
 * @see torch.roll
 * @example roll(arange(0, 5), 2, 0); // → tensor([3, 4, 0, 1, 2])
 */
export function roll(x: Tensor, shift: number, dim: number): Tensor {
  checkTensors("roll", [x]);
  const axis = resolveDim("roll", dim, x.rank);
  checkWhole("roll", "shift", shift);
  const size = x.shape[axis];
  const by = size === 0 ? 0 : ((shift % size) + size) % size;
  return concat([slice(x, axis, size - by), slice(x, axis, 0, size - by)], axis);
}
