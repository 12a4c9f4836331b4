/** What marks a tensor. Not `instanceof`: two copies of this package may meet in one program. */
export const brand: symbol = Symbol.for("@clearhead/tensor.Tensor");
