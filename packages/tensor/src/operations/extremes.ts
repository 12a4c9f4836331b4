import { greatest, least, reduceElements, type Reducer } from "../cpu/reduce.ts";
import { apply } from "../apply.ts";
import { TensorError } from "../errors.ts";
import type { Arithmetic } from "../arithmetic.ts";
import type { Operation } from "../operation.ts";
import { reducedShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul } from "./binary.ts";
import { to } from "./cast.ts";
import { eq } from "./compare.ts";
import { reduce, reducedIndices, summation, type ReduceOptions, type Reduction } from "./sum.ts";

function extreme(
  name: string,
  formula: string,
  reducer: Reducer,
  most: <T>(m: Arithmetic<T>, count: number, term: (k: number) => T) => T,
): Operation<Reduction> {
  return {
    name,
    formula,
    outputs([x], { axes }) {
      if (axes.some((axis) => x.shape[axis] === 0)) {
        throw new TensorError(
          "shape",
          `${name}: x ${show(x.shape)} is empty along the reduced axes ${show(axes)}; nothing has no ${name}`,
          { operation: name, shape: x.shape },
        );
      }
      return [{ shape: reducedShape(x.shape, axes, true), dtype: x.dtype }];
    },
    meaning: {
      kind: "definition",
      define(m, [x], { axes }, [{ shape }]) {
        const { count, at } = reducedIndices(shape, axes);
        return (index) => most(m, count, (k) => x(at(index, k)));
      },
    },
    gradient({ gradient, input, output, options: { axes } }) {
      const isMost = to(eq(input(0), output(0)), gradient.dtype);
      return [div(mul(gradient, isMost), apply(summation, [isMost], { axes }))];
    },
    saves: { inputs: [0], outputs: [0] },
    cpu([x], [y], { axes }) {
      reduceElements(reducer, x, y, axes);
    },
  };
}

export const largest: Operation<Reduction> = /* @__PURE__ */ extreme(
  "amax",
  "y[i] = max_k x[i, k]",
  greatest,
  (m, count, term) => m.largest(count, term),
);

export const smallest: Operation<Reduction> = /* @__PURE__ */ extreme(
  "amin",
  "y[i] = min_k x[i, k]",
  least,
  (m, count, term) => m.negate(m.largest(count, (k) => m.negate(term(k)))),
);

/**
 * `y[i] = max_k x[i, k]` over `dim`, all axes when left out; equal ones share the gradient evenly, and NaN wins.
 *
 * @throws TensorError `dim`, or `shape` when nothing is left to choose from
 * @see torch.amax
 * @example amax(tensor([[1, 5], [7, 3]]), { dim: 1 }); // → tensor([5., 7.])
 */
export function amax(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce(largest, x, options);
}

/**
 * `y[i] = min_k x[i, k]` over `dim`, all axes when left out; equal ones share the gradient evenly, and NaN wins.
 *
 * @throws TensorError `dim`, or `shape` when nothing is left to choose from
 * @see torch.amin
 * @example amin(tensor([[1, 5], [7, 3]]), { dim: 1 }); // → tensor([1., 3.])
 */
export function amin(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce(smallest, x, options);
}
