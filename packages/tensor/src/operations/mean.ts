import { checkNumber, checkOptions } from "../checks.ts";
import { isFloatingPoint } from "../dtype.ts";
import { checkTensors } from "../operands.ts";
import { resolveDims } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, sub } from "./binary.ts";
import { to } from "./cast.ts";
import { maskedFill } from "./choose.ts";
import { eq } from "./compare.ts";
import { type ReduceOptions, reduceOptions, sum } from "./sum.ts";
import { sqrt, square } from "./unary.ts";

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
  checkTensors("mean", [x]);
  checkOptions("mean", options, reduceOptions);
  const count = countOf("mean", x, options);
  return div(sum(x, options), count);
}

/** What {@link variance} and {@link std} take. */
export interface SpreadOptions extends ReduceOptions {
  /** 1 (Bessel) when left out, 0 for the biased variance. */
  readonly correction?: number;
}

/**
 * `y = x − mean` over `dim`, the mean taken off in two steps: rounded to float32, a mean far from 0 has an error that a small
 * spread cannot bear. Equal numbers give exactly 0.
 */
export function centre(x: Tensor, options: ReduceOptions): Tensor {
  const kept = { ...options, keepdim: true };
  const nearly = sub(x, mean(x, kept));
  return sub(nearly, mean(nearly, kept));
}

/**
 * `y[i] = Σ_k (x[i, k] − mean)² / (n − correction)` over `dim`, all axes when left out; NaN where n is not above the correction.
 *
 * @param options - `correction`: 1 (Bessel's) when left out, 0 for the biased variance; `dim`, `keepdim` as in {@link sum}
 * @throws TensorError `dim`
 * @see torch.var
 * @example variance(tensor([1, 2, 3, 4]), { correction: 0 }); // → tensor(1.2500)
 */
export function variance(x: Tensor, options: SpreadOptions = {}): Tensor {
  return spread("variance", x, options);
}

function spread(operation: string, x: Tensor, options: SpreadOptions): Tensor {
  checkTensors(operation, [x]);
  checkOptions(operation, options, [...reduceOptions, "correction"]);
  const { correction = 1, ...reduction } = options;
  checkNumber(operation, "correction", correction);
  const count = countOf(operation, x, reduction);
  return div(sum(square(centre(x, reduction)), reduction), Math.max(0, count - correction));
}

/** `√x`, with the gradient 0 instead of ∞ at 0: what a spread or a length of 0 has (as torch). */
function root(x: Tensor): Tensor {
  const isZero = eq(x, 0);
  return maskedFill(sqrt(maskedFill(x, isZero, 1)), isZero, 0);
}

/**
 * `y[i] = √(Σ_k (x[i, k] − mean)² / (n − correction))`, the root of the {@link variance}; its gradient where all are equal is 0.
 *
 * @param options - as {@link variance}
 * @throws TensorError `dim`
 * @see torch.std
 * @example std(tensor([1, 2, 3, 4])); // → tensor(1.2910)
 */
export function std(x: Tensor, options: SpreadOptions = {}): Tensor {
  return root(spread("std", x, options));
}

/**
 * `y[i] = √(Σ_k x[i, k]²)` over `dim`, all axes when left out: the length of a vector; its gradient at 0 is 0.
 *
 * @param x - any shape; integers and bool become float32
 * @throws TensorError `dim`
 * @see torch.linalg.vector_norm
 * @example norm(tensor([[3, 4], [0, 2]]), { dim: 1 }); // → tensor([5., 2.])
 */
export function norm(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkTensors("norm", [x]);
  checkOptions("norm", options, reduceOptions);
  resolveDims("norm", options.dim, x.rank);
  return root(sum(square(isFloatingPoint(x.dtype) ? x : to(x, "float32")), options));
}
