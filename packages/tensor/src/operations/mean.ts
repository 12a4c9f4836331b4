import { resolveDims } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, sub } from "./binary.ts";
import { sum, type ReduceOptions } from "./sum.ts";
import { square } from "./unary.ts";

function countOf(operation: string, x: Tensor, { dim }: ReduceOptions): number {
  return resolveDims(operation, dim, x.rank).reduce((count, axis) => count * x.shape[axis], 1);
}

/** `y[i] = Σ_k x[i, k] / n` over `dim` (torch.mean): a sum divided by its count. @throws TensorError `dim` */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  return div(sum(x, options), countOf("mean", x, options));
}

/**
 * `y[i] = Σ_k (x[i, k] − mean)² / (n − correction)` over `dim`.
 *
 * @param options - `correction` 1 (Bessel) when left out, 0 for the biased variance
 * @see torch.var
 */
export function variance(
  x: Tensor,
  options: ReduceOptions & { readonly correction?: number } = {},
): Tensor {
  const count = countOf("variance", x, options);
  const centred = sub(x, mean(x, { ...options, keepdim: true }));
  return mul(sum(square(centred), options), 1 / (count - (options.correction ?? 1)));
}
