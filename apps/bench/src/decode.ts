import { shapesOf, valuesOf, type NamedOperand } from "./gpt.ts";
import { numbers } from "./numbers.ts";

/** A GPT that writes: norms before the sub-layers, learned positions, GELU with tanh, biases, one matrix for embedding and head. */
export interface DecodeTask {
  readonly kind: "decode";
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly vocabulary: number;
  /** For how many positions there are vectors. */
  readonly length: number;
  /** How many ids have been read when writing begins. */
  readonly context: number;
  /** In what ours keeps the weights of linear maps; the others keep float32. */
  readonly weights: "float32" | "int8";
}

/** Every parameter under its name in the state dict of `CausalLM`, one after another, since all at once are half a gigabyte. */
export function* weightsOf(task: DecodeTask): Generator<NamedOperand> {
  let seed = 100;
  for (const [name, shape] of shapesOf(task)) {
    // The head is the embedding.
    if (name !== "out.weight") yield { name, shape, data: valuesOf(name, shape, seed++) };
  }
}

/** The ids that have been read, and the first that is read then, the same for all, so that its logits can be compared. */
export function idsOf({ context, vocabulary }: DecodeTask): Int32Array {
  return Int32Array.from(numbers(context + 1, 9), (value) =>
    Math.floor(((value + 1) / 2) * vocabulary),
  );
}
