import { apply } from "../apply.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { along, forEachIndex, position, resolveDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./binary.ts";
import { to } from "./cast.ts";
import { amax } from "./extremes.ts";
import { sub } from "./binary.ts";
import { sum } from "./sum.ts";
import { exp, log } from "./unary.ts";
import { flip, squeeze } from "./views.ts";
import { where } from "./choose.ts";
import { eq } from "./compare.ts";
import { abs } from "./unary.ts";

export const cumulativeSum: Operation<{ dim: number }> = {
  name: "cumsum",
  formula: "y[i] = Σ_{k ≤ i} x[k]",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (m, [x], { dim }) =>
      (index) =>
        m.sum(index[dim] + 1, (k) => x(along(index, dim, k))),
  },
  gradient: ({ gradient, options: { dim } }) => [flip(cumsum(flip(gradient, [dim]), dim), [dim])],
  saves: {},
  cpu([x], [y], { dim }) {
    const from = x.storage.values();
    const values = y.storage.values();
    forEachIndex(along(x.shape, dim, 1), (index) => {
      const source = position(index, x.strides, x.offset);
      const target = position(index, y.strides, 0);
      let total = 0;
      for (let k = 0; k < x.shape[dim]; k++) {
        total += from[source + k * x.strides[dim]];
        values[target + k * y.strides[dim]] = total;
      }
    });
  },
};

/**
 * `y[i] = Σ_{k ≤ i} x[k]` along `dim`.
 *
 * @param x - any shape; bool sums to int32
 * @throws TensorError `dim`
 * @see torch.cumsum
 * @example cumsum(tensor([1, 2, 3]), 0); // → tensor([1., 3., 6.])
 */
export function cumsum(x: Tensor, dim: number): Tensor {
  checkTensors("cumsum", [x]);
  return apply(cumulativeSum, [x.dtype === "bool" ? to(x, "int32") : x], {
    dim: resolveDim("cumsum", dim, x.rank),
  });
}

/**
 * `y = ln Σ_k exp(x[k])` along `dim`, without overflow.
 *
 * @returns the shape of x without `dim`; −∞ over nothing
 * @throws TensorError `dim`
 * @see torch.logsumexp
 * @example logsumexp(tensor([1000, 1000]), 0); // → tensor(1000.6932)
 */
export function logsumexp(x: Tensor, dim: number): Tensor {
  checkTensors("logsumexp", [x]);
  const axis = resolveDim("logsumexp", dim, x.rank);
  if (x.shape[axis] === 0) return log(sum(x, { dim: axis })); // ln of a sum of nothing: −∞
  const max = amax(x.detach(), { dim: axis, keepdim: true });
  // An infinite maximum is the answer itself; subtracting it would give NaN.
  const shift = where(eq(abs(max), Infinity), 0, max);
  const total = sum(exp(sub(x, shift)), { dim: axis, keepdim: true });
  return squeeze(add(log(total), shift), axis);
}
