import { apply } from "../apply.ts";
import { checkOptions, checkWhole } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { rowMajorStrides, show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { maskedFill } from "./choose.ts";
import { eq } from "./compare.ts";
import { contiguous } from "./contiguous.ts";
import { checkIds } from "./gather.ts";
import { unsqueeze } from "./views.ts";

export const lookup: Operation<{ paddingIdx: number }> = {
  name: "embedding",
  formula: "y[…, j] = weight[ids[…], j]",
  outputs: ([ids, weight]) => [{ shape: [...ids.shape, weight.shape[1]], dtype: weight.dtype }],
  meaning: {
    kind: "definition",
    define:
      (m, [ids, weight]) =>
      (index) =>
        weight([m.integer(ids(index.slice(0, -1))), index[index.length - 1]]),
  },
  gradient: ({ gradient, input, options, specs: [, { shape }] }) => [
    null,
    apply(lookupGradient, [input(0), gradient], { ...options, rows: shape[0] }),
  ],
  saves: { inputs: [0] },
  takesStored: true,
  cpu([ids, weight], [y]) {
    call(kernels.gatherRows, [y, weight, ids].map(operand), [y.storage.bytesPerElement]);
  },
};

export const lookupGradient: Operation<{ paddingIdx: number; rows: number }> = {
  name: "embedding_gradient",
  formula: "y[r, j] = Σ g[…, j] over the places with ids[…] = r, 0 in the padding row",
  outputs: ([, g], { rows }) => [{ shape: [rows, g.shape.at(-1)!], dtype: g.dtype }],
  meaning: {
    kind: "definition",
    define(m, [ids, g], { paddingIdx }, [{ shape }]) {
      const strides = rowMajorStrides(shape);
      const placeOf = (k: number): number[] =>
        strides.map((stride, axis) => Math.floor(k / stride) % shape[axis]);
      return ([row, j]) => {
        const isHere = (k: number): ReturnType<typeof g> =>
          m.compare("=", ids(placeOf(k)), m.number(row));
        const places = row === paddingIdx ? 0 : sizeOf(shape);
        return m.sumWhere(places, isHere, (k) => g([...placeOf(k), j]));
      };
    },
  },
  gradient: ({ gradient, input, options }) => {
    const rows = apply(lookup, [input(0), gradient], options);
    const isPadding = unsqueeze(eq(input(0), options.paddingIdx), -1);
    return [null, maskedFill(rows, isPadding, 0)];
  },
  saves: { inputs: [0] },
  cpu([ids, g], [y], { paddingIdx }) {
    const values = y.storage.values().fill(0);
    call(kernels.scatterAddRows, [y, g, ids].map(operand));
    const width = y.shape[1];
    if (paddingIdx >= 0) values.fill(0, paddingIdx * width, (paddingIdx + 1) * width);
  },
};

/**
 * `y[…, j] = weight[ids[…], j]`: rows of a table.
 *
 * @param ids - int32, any shape
 * @param weight - `[rows, width]`
 * @param options - `paddingIdx`: a row that gets no gradient; −1 is the last
 * @returns `[...ids.shape, width]`
 * @throws TensorError `index` for an id or a `paddingIdx` outside the table, `dtype` when the ids are not int32, `shape`
 * @see torch.nn.functional.embedding
 * @example
 * embedding(tensor([1, 1], { dtype: "int32" }), tensor([[1, 2], [3, 4]]));
 * // → tensor([[3., 4.],
 * // →         [3., 4.]])
 */
export function embedding(
  ids: Tensor,
  weight: Tensor,
  options: { readonly paddingIdx?: number | null } = {},
): Tensor {
  checkTensors("embedding", [ids, weight]);
  checkOptions("embedding", options, ["paddingIdx"]);
  if (weight.rank !== 2) {
    throw new TensorError(
      "shape",
      `embedding: weight ${show(weight.shape)} must be [rows, width]`,
      {
        operation: "embedding",
        shape: weight.shape,
      },
    );
  }
  checkIds("embedding", ids, weight.shape[0]);
  const rows = weight.shape[0];
  const padding = options.paddingIdx ?? null;
  if (padding !== null && !(Number.isInteger(padding) && padding >= -rows && padding < rows)) {
    throw new TensorError(
      "index",
      `embedding: paddingIdx ${padding} is no row of weight ${show(weight.shape)}: it must be from ${-rows} to ${rows - 1}`,
      { operation: "embedding", paddingIdx: padding },
    );
  }
  const paddingIdx = padding === null ? -1 : padding < 0 ? padding + rows : padding;
  return apply(lookup, [contiguous(ids), contiguous(weight)], { paddingIdx });
}

export const oneHotCoding: Operation<{ numClasses: number }> = {
  name: "one_hot",
  formula: "y[…, k] = 1 where ids[…] = k, else 0",
  outputs: ([ids], { numClasses }) => [{ shape: [...ids.shape, numClasses], dtype: "int32" }],
  meaning: {
    kind: "definition",
    define:
      (m, [ids]) =>
      (index) =>
        m.compare("=", ids(index.slice(0, -1)), m.number(index[index.length - 1])),
  },
  gradient: null,
  saves: {},
  cpu([ids], [y], { numClasses }) {
    const values = y.storage.values().fill(0);
    ids.view().forEach((id, at) => {
      values[at * numClasses + id] = 1;
    });
  },
};

/**
 * `y[…, k] = 1` where `ids[…] = k`, else 0.
 *
 * @param ids - int32, any shape
 * @returns int32 `[...ids.shape, numClasses]`
 * @throws TensorError `index` for an id that is no class, `dtype` when the ids are not int32
 * @see torch.nn.functional.one_hot
 * @example
 * oneHot(tensor([2, 0], { dtype: "int32" }), 3);
 * // → tensor([[0, 0, 1],
 * // →         [1, 0, 0]])
 */
export function oneHot(ids: Tensor, numClasses: number): Tensor {
  checkTensors("oneHot", [ids]);
  checkWhole("oneHot", "numClasses", numClasses, 0);
  checkIds("oneHot", ids, numClasses);
  return apply(oneHotCoding, [ids], { numClasses });
}
