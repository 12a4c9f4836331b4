import type { Mask } from "@clearhead/attention";
import { TokenEmbedding, type Positions } from "@clearhead/embedding";
import { Dropout, Linear, Module, type ProbeTable, type Tensor } from "@clearhead/nn";
import { DecodingCache, type Past } from "./decoding-cache.ts";
import { causalMask, checkIds, paddingMask } from "./ids.ts";
import { resolveOptions, type ModelOptions } from "./model-options.ts";
import type { TransformerEncoder } from "./stacks.ts";
import { tie } from "./tie.ts";
import { newEncoder, resetParameters } from "./transformer.ts";

export interface LanguageModelOptions extends ModelOptions {
  /** Number of ids, from 0. */
  readonly vocabSize: number;
  /** Number of layers; `6`. */
  readonly numLayers?: number;
  /** Whether the embedding and the output map are one matrix; `false`. */
  readonly tied?: boolean;
}

/** One stack between an embedding and a linear map: `logits = out(encoder(embedding(ids) + positions))`. */
abstract class LanguageModel extends Module<"logits"> {
  static override readonly probes: ProbeTable<"logits"> = {
    logits: {
      axes: ["batch", "positions", "vocabulary"],
      formula: "x W + b",
      meaning: {
        en: "how strongly each position votes for each token; softmax makes probabilities of it",
        pt: "o quanto cada posição vota em cada token; o softmax transforma isso em probabilidades",
      },
    },
  };

  readonly embedding: TokenEmbedding;
  readonly positions: Positions | null;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  readonly out: Linear;
  readonly vocabSize: number;
  readonly paddingId: number | undefined;
  readonly maxLength: number;

  constructor({ vocabSize, numLayers = 6, tied = false, ...modelOptions }: LanguageModelOptions) {
    super();
    const { dModel, dropout, maxLength, embedding, newPositions, layer } =
      resolveOptions(modelOptions);
    this.embedding = new TokenEmbedding(vocabSize, dModel, embedding);
    this.positions = newPositions();
    this.dropout = new Dropout(dropout);
    this.encoder = newEncoder(layer, numLayers);
    resetParameters(this.encoder);
    this.out = new Linear(dModel, vocabSize);
    this.vocabSize = vocabSize;
    this.paddingId = modelOptions.paddingId;
    this.maxLength = maxLength;
    if (tied) tie(this.out, this.embedding.weight);
  }

  /** Who may look at whom. */
  protected abstract mask(ids: Tensor): Mask | undefined;

  /**
   * ids `[batch, length]` (or `[length]`) → logits `[batch, length, vocabSize]`.
   *
   * @throws TensorError `dtype` or `shape` for what are not ids, `index` for an id outside the vocabulary
   */
  forward(ids: Tensor): Tensor {
    return this.read(ids, { offset: 0, all: ids });
  }

  /** The logits of ids that stand behind others. */
  protected read(ids: Tensor, past: Past): Tensor {
    checkIds(this.constructor.name, "ids", ids);
    const vectors = this.embedding.forward(ids); // [batch, length, features]
    const placed = this.positions?.forward(vectors, past) ?? vectors; // [batch, length, features]
    const x = this.dropout.forward(placed); // [batch, length, features]
    const encoded = this.encoder.forward(x, { mask: this.mask(past.all), caches: past.caches }); // [batch, length, features]
    return this.probe("logits", this.out.forward(encoded)); // [batch, length, vocabulary]
  }
}

/**
 * A language model that predicts the next token: no position looks ahead. State dict: `embedding`, `encoder`, `out`.
 *
 * @see Radford and others, Improving Language Understanding by Generative Pre-Training (2018)
 * @example
 * const model = new CausalLM({ vocabSize: 65, dModel: 128, numHeads: 4, numLayers: 4 });
 * model.forward(tensor([[1, 2, 3]], { dtype: "int32" })).shape; // [1, 3, 65]
 *
 * const cache = model.newCache(); // then each token costs one position
 * let ids = tensor([[1, 2, 3]], { dtype: "int32" });
 * for (let token = 0; token < 20; token++) {
 *   const logits = inference(model, () => model.forward(ids, { cache })); // [1, ids, 65]
 *   ids = argmax(slice(logits, 1, -1), { dim: -1 }); // [1, 1]
 * }
 */
export class CausalLM extends LanguageModel {
  /**
   * Memory of what the model reads, for writing token by token. Dispose of it at the end.
   *
   * @param options - `maxLength`: the most positions that it can hold; the model's
   */
  newCache({ maxLength = this.maxLength }: { readonly maxLength?: number } = {}): DecodingCache {
    const numLayers = this.encoder.layers.length;
    return new DecodingCache({ numLayers, maxLength, keepsIds: this.paddingId !== undefined });
  }

  /**
   * ids `[batch, length]` (or `[length]`) → logits `[batch, length, vocabSize]`.
   *
   * @param options - `cache`: what was read before; the ids stand behind it, and are remembered. For inference.
   * @throws TensorError `dtype` or `shape` for what are not ids, or are too many for the model or the cache; `index` for an id outside
   * the vocabulary; `gradient` when gradients would have to flow through the cache
   */
  override forward(ids: Tensor, { cache }: { readonly cache?: DecodingCache } = {}): Tensor {
    return cache ? cache.extend(ids, (past) => this.read(ids, past)) : super.forward(ids);
  }

  protected override mask(ids: Tensor): Mask {
    return causalMask(ids, this.paddingId);
  }
}

/**
 * A model in which every position looks at every other, before and after: to fill in masked tokens, or to label each.
 * State dict: `embedding`, `encoder`, `out`.
 *
 * @see Devlin and others, BERT, arXiv 1810.04805
 * @example
 * const model = new MaskedLM({ vocabSize: 1000, dModel: 32, numHeads: 4, numLayers: 2, dropout: 0.5 });
 * model.forward(arange(10, 20)).shape; // [10, 1000]
 */
export class MaskedLM extends LanguageModel {
  protected override mask(ids: Tensor): Mask | undefined {
    return paddingMask(ids, this.paddingId);
  }
}
