import { apply } from "../apply.ts";
import { checkWhole } from "../checks.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { forEachIndex, position, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

interface Triangle {
  readonly diagonal: number;
  readonly keeps: "lower" | "upper";
}

function isKept(row: number, column: number, { diagonal, keeps }: Triangle): boolean {
  return keeps === "lower" ? column - row <= diagonal : column - row >= diagonal;
}

export const triangular: Operation<Triangle> = {
  name: "triangle",
  formula: "y[i, j] = x[i, j] on one side of the diagonal j − i = d, 0 on the other",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (m, [x], options) =>
      (index) => {
        const [i, j] = index.slice(-2);
        return isKept(i, j, options) ? x(index) : m.number(0);
      },
  },
  gradient: ({ gradient, options }) => [apply(triangular, [gradient], options)],
  saves: {},
  cpu([x], [y], options) {
    const from = x.storage.values();
    const values = y.storage.values();
    forEachIndex(x.shape, (index, at) => {
      const isInside = isKept(index[x.rank - 2], index[x.rank - 1], options);
      values[at] = isInside ? from[position(index, x.strides, x.offset)] : 0;
    });
  },
};

function checkMatrices(operation: string, { shape }: Tensor, diagonal: number): void {
  checkWhole(operation, "diagonal", diagonal);
  if (shape.length >= 2) return;
  throw new TensorError("shape", `${operation}: x ${show(shape)} needs at least two axes`, {
    operation,
    shape,
  });
}

/**
 * `y[…, i, j] = x[…, i, j]` where `j − i ≤ diagonal`, else 0: what lies on and below a diagonal.
 *
 * @param x - `[…, rows, columns]`
 * @throws TensorError `shape` for fewer than two axes, `value` for a diagonal that is no whole number
 * @see torch.tril
 * @example
 * tril(ones([2, 3]));
 * // → tensor([[1., 0., 0.],
 * // →         [1., 1., 0.]])
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  checkTensors("tril", [x]);
  checkMatrices("tril", x, diagonal);
  return apply(triangular, [x], { diagonal, keeps: "lower" });
}

/**
 * `y[…, i, j] = x[…, i, j]` where `j − i ≥ diagonal`, else 0: what lies on and above a diagonal.
 *
 * @param x - `[…, rows, columns]`
 * @throws TensorError `shape` for fewer than two axes, `value` for a diagonal that is no whole number
 * @see torch.triu
 * @example
 * triu(ones([2, 3]), 1);
 * // → tensor([[0., 1., 1.],
 * // →         [0., 0., 1.]])
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  checkTensors("triu", [x]);
  checkMatrices("triu", x, diagonal);
  return apply(triangular, [x], { diagonal, keeps: "upper" });
}
