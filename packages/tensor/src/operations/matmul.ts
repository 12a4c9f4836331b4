import { apply } from "../apply.ts";
import { call } from "../cpu/call.ts";
import type { Operand } from "../cpu/kernels.ts";
import * as kernels from "../cpu/kernels.ts";
import { broadcastOperand, elementType, operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation, TensorSpec } from "../operation.ts";
import { broadcastShapes, show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { unified } from "./cast.ts";
import { sumTo } from "./sum.ts";
import { reshape, transpose } from "./views.ts";

function disagree(a: TensorSpec, b: TensorSpec): TensorError {
  const inner = a.shape.at(-1);
  const [n, k] = b.shape.slice(-2);
  const hint = inner === k ? "; did you mean transpose(b, -2, -1)?" : "";
  const place = k === undefined ? "only one" : "first of the last two";
  return new TensorError(
    "shape",
    `matmul: a ${show(a.shape)} and b ${show(b.shape)} do not agree: a's last axis (${inner}) meets b's ${place} (${n})${hint}`,
    { operation: "matmul", shapes: [a.shape, b.shape] },
  );
}

export const matrixProduct: Operation<object> = {
  name: "matmul",
  formula: "y[…, i, j] = Σ_k a[…, i, k] · b[…, k, j]",
  outputs([a, b]) {
    if (a.shape.at(-1) !== b.shape.at(-2)) throw disagree(a, b);
    const batch = broadcastShapes(
      "matmul (batch axes)",
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    return [{ shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!], dtype: a.dtype }];
  },
  meaning: {
    kind: "definition",
    define(m, [a, b], _, [{ shape }]) {
      const inner = shape.at(-1)!;
      return (index) => {
        const batch = index.slice(0, -2);
        const [i, j] = index.slice(-2);
        return m.sum(inner, (k) => m.times(a([...batch, i, k]), b([...batch, k, j])));
      };
    },
  },
  // da = gradient · bᵀ and db = aᵀ · gradient, summed over the axes that were broadcast.
  gradient({ gradient, input, needs, specs: [{ shape: aShape }, { shape: bShape }] }) {
    const forA = (): Tensor => sumTo(matmul(gradient, transpose(input(1), -2, -1)), aShape);
    const forB = (): Tensor => {
      if (bShape.length > 2) return sumTo(matmul(transpose(input(0), -2, -1), gradient), bShape);
      // One b for the whole batch: one product over all rows, instead of one a batch and their sum.
      const rows = sizeOf(aShape.slice(0, -1));
      const a = reshape(input(0), [rows, bShape[0]]);
      return matmul(transpose(a, 0, 1), reshape(gradient, [rows, bShape[1]]));
    };
    return [needs[0] ? forA() : null, needs[1] ? forB() : null];
  },
  saves: { inputs: [0, 1] },
  decodes: 1,
  cpu([a, b], [y]) {
    call(kernels.matmul, matrixOperands(a, b, y), [0, 0, 0, 1, elementType(b)]);
  },
};

/** Output, a and b for the kernel: one tall product where b is the same for every batch and a's rows lie evenly. */
function matrixOperands(a: Tensor, b: Tensor, y: Tensor): Operand[] {
  const inner = a.shape.at(-1)!;
  const columns = y.shape.at(-1)!;
  const batch = y.shape.slice(0, -2);
  if (b.rank === 2 && a.rank > 2 && a.isContiguous) {
    const rows = sizeOf(y.shape.slice(0, -1));
    const tall = (x: Tensor, width: number): Operand => ({
      pointer: operand(x).pointer,
      shape: [rows, width],
      strides: [width, 1],
    });
    return [tall(y, columns), tall(a, inner), operand(b)];
  }
  return [
    operand(y),
    broadcastOperand(a, [...batch, a.shape.at(-2)!, inner]),
    broadcastOperand(b, [...batch, inner, columns]),
  ];
}

/**
 * `y[…, i, j] = Σ_k a[…, i, k] · b[…, k, j]`, with broadcasting over the leading axes.
 *
 * @param a - `[…, m, k]`, or `[k]`, then the result has no m axis
 * @param b - `[…, k, n]`, or `[k]`, then the result has no n axis
 * @returns `[…, m, n]`
 * @throws TensorError `shape` when the inner axes or the batch axes do not agree
 * @see torch.matmul
 * @example matmul(tensor([[1, 2]]), tensor([[3], [4]])); // → tensor([[11.]])
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  checkTensors("matmul", [a, b]);
  if (a.rank === 0 || b.rank === 0) {
    throw new TensorError(
      "shape",
      `matmul: a ${show(a.shape)} and b ${show(b.shape)}: both need at least one axis; use mul for a scalar`,
      { operation: "matmul", shapes: [a.shape, b.shape] },
    );
  }
  // Before vectors become matrices, so that the message has the shapes that were given.
  if (a.shape.at(-1) !== b.shape.at(b.rank > 1 ? -2 : 0)) throw disagree(a, b);
  if (b.rank === 1) {
    const column = matmul(a, reshape(b, [-1, 1])); // […, m, 1]
    return reshape(column, column.shape.slice(0, -1));
  }
  if (a.rank === 1) {
    const row = matmul(reshape(a, [1, -1]), b); // […, 1, n]
    return reshape(row, [...b.shape.slice(0, -2), b.shape.at(-1)!]);
  }
  return apply(matrixProduct, unified([a, b], "float32", b), {});
}
