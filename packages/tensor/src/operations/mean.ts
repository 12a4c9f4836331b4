import { resolveDims } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, sub } from "./binary.ts";
import { sum, type ReduceOptions } from "./sum.ts";
import { square } from "./unary.ts";

function countOf(operation: string, x: Tensor, { dim }: ReduceOptions): number {
  return resolveDims(operation, dim, x.rank).reduce((count, axis) => count * x.shape[axis], 1);
}

/**
 * `y[i] = Σ_k x[i, k] / n` over `dim`, all axes when left out.
 *
 * @param x - any shape; integers and bool become float32
 * @returns the shape of x without `dim`, or with size 1 there for `keepdim`; NaN for a mean of nothing
 * @throws TensorError `dim`
 * @see torch.mean
 * @example mean(tensor([[1, 2], [3, 4]]), { dim: 1 }); // → tensor([1.5000, 3.5000])
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  return div(sum(x, options), countOf("mean", x, options));
}

/**
 * `y[i] = Σ_k (x[i, k] − mean)² / (n − correction)` over `dim`, all axes when left out.
 *
 * @param options - `correction`: 1 (Bessel's) when left out, 0 for the biased variance; `dim`, `keepdim` as in {@link sum}
 * @throws TensorError `dim`
 * @see torch.var
 * @example variance(tensor([1, 2, 3, 4]), { correction: 0 }); // → tensor(1.2500)
 */
export function variance(
  x: Tensor,
  options: ReduceOptions & { readonly correction?: number } = {},
): Tensor {
  const count = countOf("variance", x, options);
  const centred = sub(x, mean(x, { ...options, keepdim: true }));
  return mul(sum(square(centred), options), 1 / (count - (options.correction ?? 1)));
}
