import { gelu, relu, silu, TensorError, type Tensor } from "@clearhead/nn";

/** The activations that have a name; `gelu` is the exact one, as in PyTorch. */
type ActivationName = "relu" | "gelu" | "silu";

/** A function of each number, by name or itself. */
export type Activation = ActivationName | ((x: Tensor) => Tensor);

const activations: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu,
  gelu: (x) => gelu(x),
  silu,
};

/**
 * The function that an {@link Activation} means.
 *
 * @throws TensorError `value` for a name that is not known
 */
export function activationFunction(activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  if (Object.hasOwn(activations, activation)) return activations[activation];
  throw new TensorError(
    "value",
    `activation: "${activation}" is not known; name one of ${Object.keys(activations).join(", ")}, or give a function`,
  );
}
