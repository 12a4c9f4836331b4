import { keep, type Tensor } from "@clearhead/tensor";

/** Not `instanceof`: two copies of this package may meet in one program. */
const brand: unique symbol = Symbol.for("@clearhead/nn.Parameter");

/** A tensor that a model learns: a leaf that requires a gradient, found by its module and kept by every scope. */
export interface Parameter extends Tensor {
  readonly [brand]: true;
}

/**
 * Makes a tensor a parameter: marks it, asks for its gradient and keeps it alive outside of scopes.
 *
 * A leaf is marked itself; the result of an operation gives a leaf that shares its values.
 *
 * @throws TensorError `dtype` when the tensor is not floating-point
 * @see torch.nn.Parameter
 * @example
 * const gain = parameter(ones([64]));
 */
export function parameter(tensor: Tensor): Parameter {
  const leaf = keep(tensor.isLeaf ? tensor : tensor.detach());
  leaf.requiresGrad = true;
  return Object.defineProperty(leaf, brand, { value: true }) as Parameter;
}

/** Whether `value` was made by {@link parameter}, in this or another copy of the package. */
export function isParameter(value: unknown): value is Parameter {
  return typeof value === "object" && value !== null && brand in value;
}
