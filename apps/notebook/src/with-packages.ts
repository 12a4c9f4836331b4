/**
 * The same steps as in `by-hand.ts`, under the same names and in the same order, with the packages.
 *
 * What changes: a matrix is a `Tensor`, a step's weights live in the module that uses them, and
 * everything that runs here can also be trained, looked into and explained.
 */
import {
  causal,
  type MultiheadAttention,
  type MultiheadAttentionResult,
  scaledDotProductAttention,
} from "@clearhead/attention";
import { inference, type Linear } from "@clearhead/nn";
import { embedding as lookUp, softmax, type Tensor, tensor } from "@clearhead/tensor";
import type {
  MaskedLM,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
} from "@clearhead/transformer";

// ---- 1. embedding -------------------------------------------------------------------------------

/** ids [tokens], table [vocabulary, dModel] gives [tokens, dModel] */
export function embedding(ids: number[], table: Tensor): Tensor {
  return lookUp(tensor(ids, { dtype: "int32" }), table);
}

// ---- 2. sinusoidal positions --------------------------------------------------------------------

export { sinusoidalPositions } from "@clearhead/embedding";

// ---- 3. one head --------------------------------------------------------------------------------

export type Attention = { scores: Tensor; pattern: Tensor; output: Tensor };

/** q [queries, width], k and v [keys, width]. A probe shows the scores and the pattern in passing. */
export function attention(q: Tensor, k: Tensor, v: Tensor, isCausal = false): Attention {
  const seen: Record<string, Tensor> = {};
  const output = scaledDotProductAttention(q, k, v, {
    mask: isCausal ? causal() : null,
    probe: (name, value) => {
      value.label ??= name; // the name by which `explain` calls it
      return (seen[name] = value);
    },
  });
  return { scores: seen["scores"], pattern: seen["pattern"], output };
}

export type Head = { query: Linear; key: Linear; value: Linear };

export function oneHead(x: Tensor, memory: Tensor, head: Head, isCausal = false): Attention {
  return attention(
    head.query.forward(x),
    head.key.forward(memory),
    head.value.forward(memory),
    isCausal,
  );
}

// ---- 4. many heads ------------------------------------------------------------------------------

/** `output` [tokens, dModel], `weights` [heads, queries, keys] */
export function manyHeads(
  x: Tensor,
  memory: Tensor,
  heads: MultiheadAttention,
  isCausal = false,
): MultiheadAttentionResult {
  return heads.forward(x, memory, memory, {
    mask: isCausal ? causal() : undefined,
    averageAttnWeights: false,
  });
}

// ---- 5. encoder layer ---------------------------------------------------------------------------

export function encoderLayer(x: Tensor, layer: TransformerEncoderLayer): Tensor {
  return layer.forward(x);
}

// ---- 6. decoder layer ---------------------------------------------------------------------------

/** PyTorch's decoder layer looks ahead unless it is told not to: the mask is given here. */
export function decoderLayer(x: Tensor, memory: Tensor, layer: TransformerDecoderLayer): Tensor {
  return layer.forward(x, memory, { tgtMask: causal() });
}

// ---- 7. linear and softmax ----------------------------------------------------------------------

export function linearAndSoftmax(x: Tensor, out: Linear): Tensor {
  return softmax(out.forward(x), -1);
}

// ---- 8. the notebook's model --------------------------------------------------------------------

export { dropout } from "@clearhead/tensor";

/** `inference` puts dropout to sleep and records no gradients. [tokens] gives [tokens, vocabulary] */
export function model(ids: number[], network: MaskedLM): Tensor {
  return inference(network, () => network.forward(tensor(ids, { dtype: "int32" })));
}
