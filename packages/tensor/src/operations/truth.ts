import { checkOptions } from "../checks.ts";
import { TensorError } from "../errors.ts";
import { noGrad } from "../modes.ts";
import { checkTensors } from "../operands.ts";
import { scope } from "../scope.ts";
import { broadcastShapes, resolveDims, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
import { to } from "./cast.ts";
import { logicalAnd, logicalOr } from "./choose.ts";
import { eq, le, lt, ne } from "./compare.ts";
import { type ReduceOptions, reduceOptions, sum } from "./sum.ts";
import { abs } from "./unary.ts";

/** Truths as 0 and 1, to be measured. */
function counted(x: Tensor): Tensor {
  return x.dtype === "bool" ? to(x, "int32") : x;
}

function checkReduction(operation: string, x: Tensor, options: ReduceOptions): void {
  checkTensors(operation, [x]);
  checkOptions(operation, options, reduceOptions);
  resolveDims(operation, options.dim, x.rank);
}

/**
 * Where `x ≠ x`: only NaN differs from itself.
 *
 * @returns bool, of the shape of x
 * @see torch.isnan
 * @example isnan(tensor([1, NaN])); // → tensor([False,  True])
 */
export function isnan(x: Tensor): Tensor {
  checkTensors("isnan", [x]);
  return ne(x, x);
}

/**
 * Where `|x| = ∞`.
 *
 * @returns bool, of the shape of x
 * @see torch.isinf
 * @example isinf(tensor([1, -Infinity])); // → tensor([False,  True])
 */
export function isinf(x: Tensor): Tensor {
  checkTensors("isinf", [x]);
  return eq(abs(counted(x)), Infinity);
}

/**
 * Where `|x| < ∞`: neither NaN nor infinite.
 *
 * @returns bool, of the shape of x
 * @see torch.isfinite
 * @example isfinite(tensor([1, NaN])); // → tensor([ True, False])
 */
export function isfinite(x: Tensor): Tensor {
  checkTensors("isfinite", [x]);
  return lt(abs(counted(x)), Infinity);
}

/**
 * Whether any element over `dim`, all axes when left out, is not 0; NaN is not.
 *
 * @returns bool, false for no element
 * @throws TensorError `dim`
 * @see torch.any
 * @example any(tensor([[0, 0], [0, 2]]), { dim: 1 }); // → tensor([False,  True])
 */
export function any(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkReduction("any", x, options);
  return ne(sum(ne(x, 0), options), 0);
}

/**
 * Whether every element over `dim`, all axes when left out, is not 0.
 *
 * @returns bool, true for no element
 * @throws TensorError `dim`
 * @see torch.all
 * @example all(tensor([[1, 0], [1, 2]]), { dim: 1 }); // → tensor([False,  True])
 */
export function all(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkReduction("all", x, options);
  return eq(sum(eq(x, 0), options), 0);
}

/** How far two numbers may be apart and still be close. */
export interface ClosenessOptions {
  /** Allowed difference relative to |b|: 1e-5 when left out. */
  readonly rtol?: number;
  /** Allowed difference beside that: 1e-8 when left out. */
  readonly atol?: number;
  /** Whether NaN is close to NaN: not when left out. */
  readonly equalNan?: boolean;
}

/**
 * Where `|a − b| ≤ atol + rtol · |b|`, with broadcasting: bool. Equal infinities are close, NaN is close to nothing.
 *
 * @throws TensorError `value` for a negative tolerance, `shape`
 * @see torch.isclose
 * @example isclose(tensor([1, 2]), tensor([1.000001, 2.1])); // → tensor([ True, False])
 */
export function isclose(a: Tensor, b: Tensor, options: ClosenessOptions = {}): Tensor {
  checkTensors("isclose", [a, b]);
  broadcastShapes("isclose", a.shape, b.shape);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (!(rtol >= 0 && atol >= 0)) {
    throw new TensorError("value", `isclose: rtol ${rtol} and atol ${atol} must be at least 0`, {
      operation: "isclose",
      rtol,
      atol,
    });
  }
  const [left, right] = [counted(a), counted(b)];
  const difference = abs(sub(left, right));
  const margin = add(mul(abs(right), rtol), atol);
  const isNear = logicalAnd(isfinite(difference), le(difference, margin));
  const isClose = logicalOr(eq(a, b), isNear);
  return equalNan ? logicalOr(isClose, logicalAnd(isnan(a), isnan(b))) : isClose;
}

/** The answer of a question, read without leaving tensors behind. */
async function answer(ask: () => Tensor): Promise<boolean> {
  const result = noGrad(() => scope(ask));
  try {
    return (await result.item()) !== 0;
  } finally {
    result.dispose();
  }
}

/**
 * Whether every element of a is close to b's, as {@link isclose} says; a promise, as reading is.
 *
 * @throws TensorError (rejects) `value` for a negative tolerance, `shape`
 * @see torch.allclose
 * @example await allclose(tensor([1, 2]), tensor([1, 2.001]), { rtol: 1e-2 }); // → true
 */
export async function allclose(
  a: Tensor,
  b: Tensor,
  options: ClosenessOptions = {},
): Promise<boolean> {
  checkTensors("allclose", [a, b]);
  return answer(() => all(isclose(a, b, options)));
}

/**
 * Whether a and b have one shape and equal elements; NaN equals nothing. A promise, as reading is.
 *
 * @see torch.equal
 * @example await equal(tensor([1, 2]), tensor([1, 2])); // → true
 */
export async function equal(a: Tensor, b: Tensor): Promise<boolean> {
  checkTensors("equal", [a, b]);
  return sameShape(a.shape, b.shape) && answer(() => all(eq(a, b)));
}
