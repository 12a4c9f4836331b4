import { apply } from "../apply.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import {
  along,
  forEachIndex,
  position,
  resolveDim,
  show,
  type Index,
  type Shape,
} from "../shape.ts";
import { broadcastPositions } from "../strided.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./binary.ts";
import { expand } from "./sum.ts";
import { reshape } from "./views.ts";

/**
 * Throws unless every id is a whole number in 0 … limit-1, or the ignored one. Reads the ids, as a wrong one would read other memory.
 *
 * @returns how many are not ignored
 */
export function checkIds(
  operation: string,
  ids: Tensor,
  limit: number,
  ignored: number | null = null,
): number {
  checkTensors(operation, [ids]);
  if (ids.dtype !== "int32") {
    throw new TensorError(
      "dtype",
      `${operation}: ids are ${ids.dtype}, they must be int32; use to(ids, "int32")`,
      { operation, dtype: ids.dtype },
    );
  }
  const values = ids.view();
  let counted = values.length;
  for (let at = 0; at < values.length; at++) {
    if (values[at] === ignored) counted--;
    else if (values[at] < 0 || values[at] >= limit) {
      throw new TensorError(
        "index",
        `${operation}: id ${values[at]} at position ${at} of ${show(ids.shape)} is outside 0 … ${limit - 1}`,
        { operation, id: values[at], position: at, limit },
      );
    }
  }
  return counted;
}

function checkFits(
  operation: string,
  index: Tensor | { shape: Shape },
  x: { shape: Shape },
  dim: number,
): void {
  const fits =
    index.shape.length === x.shape.length &&
    index.shape.every((length, axis) => axis === dim || length <= x.shape[axis]);
  if (fits) return;
  throw new TensorError(
    "shape",
    `${operation}: index ${show(index.shape)} must have the rank of ${dim < 0 ? "source" : "x"} ${show(x.shape)} and be no larger on any axis` +
      (dim < 0 ? "" : ` but ${dim}`),
    { operation, shapes: [index.shape, x.shape], dim },
  );
}

export const gathering: Operation<{ dim: number }> = {
  name: "gather",
  formula: "y[…, i, …] = x[…, index[…, i, …], …]",
  outputs([x, index], { dim }) {
    checkFits("gather", index, x, dim);
    return [{ shape: index.shape, dtype: x.dtype }];
  },
  meaning: {
    kind: "definition",
    define:
      (m, [x, ids], { dim }) =>
      (index) =>
        x(along(index, dim, m.integer(ids(index)))),
  },
  gradient: ({ gradient, input, options, specs: [{ shape }] }) => [
    apply(scattering, [input(1), gradient], { ...options, shape }),
    null,
  ],
  saves: { inputs: [1] },
  takesStored: true,
  cpu([x, ids], [y], { dim }) {
    const from = x.storage.values();
    const index = ids.storage.values();
    const values = y.storage.values();
    const place = broadcastPositions(ids, ids.shape);
    const step = x.strides[dim];
    const strides = along(x.strides, dim, 0);
    forEachIndex(y.shape, (at, k) => {
      values[k] = from[position(at, strides, x.offset) + index[place(at)] * step];
    });
  },
};

export const scattering: Operation<{ dim: number; shape: Shape }> = {
  name: "scatter_add",
  formula: "y[…, j, …] = Σ source[…, i, …] over the i with index[…, i, …] = j",
  outputs: ([, source], { shape }) => [{ shape, dtype: source.dtype }],
  meaning: {
    kind: "definition",
    define(m, [ids, source], { dim }, [{ shape: sources }]) {
      return (index) => {
        const isInside = sources.every((length, axis) => axis === dim || index[axis] < length);
        const at = (i: number): Index => along(index, dim, i);
        const pointsHere = (i: number): ReturnType<typeof source> =>
          m.compare("=", ids(at(i)), m.number(index[dim]));
        return m.sumWhere(isInside ? sources[dim] : 0, pointsHere, (i) => source(at(i)));
      };
    },
  },
  gradient: ({ gradient, input, options: { dim } }) => [
    null,
    apply(gathering, [gradient, input(0)], { dim }),
  ],
  saves: { inputs: [0] },
  cpu([ids, source], [y], { dim }) {
    const index = ids.storage.values();
    const from = source.storage.values();
    const values = y.storage.values().fill(0);
    const place = broadcastPositions(ids, ids.shape);
    const step = y.strides[dim];
    const strides = along(y.strides, dim, 0);
    forEachIndex(ids.shape, (at) => {
      const target = position(at, strides, 0) + index[place(at)] * step;
      values[target] += from[position(at, source.strides, source.offset)];
    });
  },
};

/**
 * `y[…, i, …] = x[…, index[…, i, …], …]`: along `dim`, each place takes the element its index names.
 *
 * @param index - int32, the rank of x; no axis but `dim` longer than that of x
 * @returns the shape of `index`
 * @throws TensorError `shape`, `dim`, `dtype` when the index is not int32, `index` for a position outside the axis
 * @see torch.gather
 * @example
 * gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "int32" }));
 * // → tensor([[2.],
 * // →         [3.]])
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  checkTensors("gather", [x, index]);
  const axis = resolveDim("gather", dim, x.rank);
  checkFits("gather", index, x, axis);
  checkIds("gather", index, x.shape[axis]);
  return apply(gathering, [x, index], { dim: axis });
}

/**
 * `y[…, j, …] = x[…, j, …] + Σ source[…, i, …]` over the `i` with `index[…, i, …] = j`: several may meet.
 *
 * @param index - int32, the rank of x; no axis longer than that of `source`
 * @returns the shape of x
 * @throws TensorError `shape`, `dim`, `dtype` when the index is not int32, `index` for a position outside the axis
 * @see torch.scatter_add
 * @example scatterAdd(zeros([3]), 0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3])); // → tensor([4., 0., 2.])
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  checkTensors("scatterAdd", [x, index, source]);
  const axis = resolveDim("scatterAdd", dim, x.rank);
  checkFits("scatterAdd", index, x, axis);
  checkFits("scatterAdd", index, source, -1);
  checkIds("scatterAdd", index, x.shape[axis]);
  return add(x, apply(scattering, [index, source], { dim: axis, shape: x.shape }));
}

/**
 * `y[…, i, …] = x[…, index[i], …]`: whole slices of `x` along `dim`, in the order of `index`.
 *
 * @param index - int32 `[n]`
 * @returns the shape of x with `n` on `dim`
 * @throws TensorError `shape`, `dim`, `dtype` when the index is not int32, `index` for a position outside the axis
 * @see torch.index_select
 * @example indexSelect(tensor([10, 20, 30]), 0, tensor([2, 0], { dtype: "int32" })); // → tensor([30., 10.])
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  checkTensors("indexSelect", [x, index]);
  const axis = resolveDim("indexSelect", dim, x.rank);
  if (index.rank !== 1) {
    throw new TensorError("shape", `indexSelect: index ${show(index.shape)} must have one axis`, {
      operation: "indexSelect",
      shape: index.shape,
    });
  }
  checkIds("indexSelect", index, x.shape[axis]);
  const lined = reshape(
    index,
    x.shape.map((_, at) => (at === axis ? -1 : 1)),
  );
  return gather(x, axis, expand(lined, along(x.shape, axis, index.size)));
}
