import { keep, type Tensor } from "@clearhead/tensor";

/** Not `instanceof`: two copies of this package may meet in one program. */
const brand: unique symbol = Symbol.for("@clearhead/nn.Parameter");

/** A tensor that belongs to a model: a leaf, found by its module and kept by every scope; it learns where it requires a gradient. */
export interface Parameter extends Tensor {
  readonly [brand]: true;
}

/**
 * Makes a tensor a parameter: marks it, asks for its gradient and keeps it alive outside of scopes.
 *
 * A leaf is marked itself; the result of an operation gives a leaf that shares its values.
 *
 * @param options - `requiresGrad`: `false` for what stands in the state dict and is not learned, which may be of any type; `true`
 * @throws TensorError `dtype` when a tensor that is to learn is not floating-point
 * @see torch.nn.Parameter
 * @example
 * const gain = parameter(ones([64]));
 */
export function parameter(
  tensor: Tensor,
  { requiresGrad = true }: { readonly requiresGrad?: boolean } = {},
): Parameter {
  const leaf = keep(tensor.isLeaf ? tensor : tensor.detach());
  leaf.requiresGrad = requiresGrad;
  return Object.defineProperty(leaf, brand, { value: true }) as Parameter;
}

/** Whether `value` was made by {@link parameter}, in this or another copy of the package. */
export function isParameter(value: unknown): value is Parameter {
  return typeof value === "object" && value !== null && brand in value;
}
