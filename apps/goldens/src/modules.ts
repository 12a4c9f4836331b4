import {
  MultiheadAttention,
  type MultiheadAttentionCall,
  type MultiheadAttentionOptions,
} from "@clearhead/attention";
import { Embedding, rotary, type RotaryOptions, sinusoidalPositions } from "@clearhead/embedding";
import { LayerNorm, Linear, type Module, RMSNorm } from "@clearhead/nn";
import { indexSelect, manualSeed, type Tensor } from "@clearhead/tensor";
import {
  Transformer,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  type TransformerOptions,
} from "@clearhead/transformer";
import { exact, within } from "./agreement.ts";
import type { Arguments } from "./arguments.ts";
import { moduleMask } from "./masks.ts";
import type { Row } from "./row.ts";

/**
 * A module: made with the case's arguments, given its parameters and called. In a case with a seed it is only made, after
 * `manualSeed`, and the parameters that it begins with are the result: bit for bit, but within 1e-6 what is drawn from
 * the normal distribution.
 */
function moduleRow<M extends Module<string>>(
  make: (given: Arguments) => M,
  forward: (module: M, given: Arguments) => ReturnType<Row["run"]>,
  normalParameters: readonly string[] = [],
): Row {
  return {
    run(given) {
      const seed = given.optional<number>("seed");
      if (seed !== undefined) manualSeed(seed);
      const module = make(given);
      given.module = module;
      if (seed !== undefined) return module.stateDict();
      module.loadStateDict(given.parameters);
      return forward(module, given);
    },
    agreement(output, given) {
      if (given.optional("seed") === undefined) return undefined;
      return normalParameters.includes(output) ? within(1e-6) : exact;
    },
  };
}

const layerOptions = [
  "d_model",
  "nhead",
  "dim_feedforward",
  "dropout",
  "activation",
  "layer_norm_eps",
  "batch_first",
  "norm_first",
  "bias",
];

/** The mask under a prefix: `tgt_mask` and `tgt_key_padding_mask`. */
function maskOf(given: Arguments, prefix: string): ReturnType<typeof moduleMask> {
  const mask = given.optionalTensor(`${prefix}_mask`);
  return moduleMask(mask, given.optionalTensor(`${prefix}_key_padding_mask`), given.get("nhead"));
}

/** torch's modules, and what has no function of its own there, and what they are called here. */
export const modules: Readonly<Record<string, Row>> = {
  "torch.nn.Linear": moduleRow(
    (given) =>
      new Linear(given.get("in_features"), given.get("out_features"), given.options("bias")),
    (linear, given) => linear.forward(given.tensor("x")),
  ),
  "torch.nn.LayerNorm": moduleRow(
    (given) =>
      new LayerNorm(
        given.get<number[]>("normalized_shape"),
        given.options("eps", "elementwise_affine", "bias"),
      ),
    (norm, given) => norm.forward(given.tensor("x")),
  ),
  "torch.nn.RMSNorm": moduleRow(
    (given) =>
      new RMSNorm(
        given.get<number[]>("normalized_shape"),
        given.options("eps", "elementwise_affine"),
      ),
    (norm, given) => norm.forward(given.tensor("x")),
  ),
  "torch.nn.Embedding": moduleRow(
    (given) =>
      new Embedding(
        given.get("num_embeddings"),
        given.get("embedding_dim"),
        given.options("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq"),
      ),
    (embedding, given) => embedding.forward(given.tensor("input")),
    ["weight"],
  ),
  "torch.nn.MultiheadAttention": moduleRow(
    (given) =>
      new MultiheadAttention(
        given.options<MultiheadAttentionOptions>(
          "embed_dim",
          "num_heads",
          "dropout",
          "bias",
          "add_bias_kv",
          "add_zero_attn",
          "kdim",
          "vdim",
          "batch_first",
        ),
      ),
    (attention, given) => {
      const [query, key, value] = [
        given.tensor("query"),
        given.tensor("key"),
        given.tensor("value"),
      ];
      const mask = moduleMask(
        given.optionalTensor("attn_mask"),
        given.optionalTensor("key_padding_mask"),
        attention.numHeads,
      );
      const options = given.options<MultiheadAttentionCall>("need_weights", "average_attn_weights");
      const { output, weights } = attention.forward(query, key, value, { mask, ...options });
      return { attn_output: output, ...(weights !== null && { attn_weights: weights }) };
    },
    ["bias_k", "bias_v"],
  ),
  "torch.nn.TransformerEncoderLayer": moduleRow(
    (given) => new TransformerEncoderLayer(given.options<TransformerLayerOptions>(...layerOptions)),
    (layer, given) => layer.forward(given.tensor("src"), { mask: maskOf(given, "src") }),
  ),
  "torch.nn.TransformerDecoderLayer": moduleRow(
    (given) => new TransformerDecoderLayer(given.options<TransformerLayerOptions>(...layerOptions)),
    (layer, given) =>
      layer.forward(given.tensor("tgt"), given.tensor("memory"), {
        tgtMask: maskOf(given, "tgt"),
        memoryMask: maskOf(given, "memory"),
      }),
  ),
  "torch.nn.Transformer": moduleRow(
    (given) =>
      new Transformer(
        given.options<TransformerOptions>(
          ...layerOptions,
          "num_encoder_layers",
          "num_decoder_layers",
        ),
      ),
    (transformer, given) =>
      transformer.forward(given.tensor("src"), given.tensor("tgt"), {
        srcMask: maskOf(given, "src"),
        tgtMask: maskOf(given, "tgt"),
        memoryMask: maskOf(given, "memory"),
      }),
  ),
  "paper 3.5": {
    run(given): Tensor {
      const table = sinusoidalPositions(given.get("max_len"), given.get("d_model"));
      return indexSelect(table, 0, given.tensor("positions"));
    },
  },
  RoFormer: {
    run: (given) => rotary(given.tensor("x"), given.options<RotaryOptions>("base", "pairing")),
  },
};
