import type { Mask } from "@clearhead/attention";
import { TokenEmbedding, type Positions } from "@clearhead/embedding";
import { Dropout, Linear, Module, TensorError, type ProbeTable, type Tensor } from "@clearhead/nn";
import { causalMask, checkIds, paddingMask } from "./ids.ts";
import { resolveOptions, type ModelOptions } from "./model-options.ts";
import { tie } from "./tie.ts";
import { Transformer } from "./transformer.ts";

export interface Seq2SeqTransformerOptions extends ModelOptions {
  /** Number of source ids, from 0. */
  readonly srcVocabSize: number;
  /** Number of target ids, from 0. */
  readonly tgtVocabSize: number;
  /** Number of layers in the encoder and in the decoder; `6`. */
  readonly numLayers?: number;
  /** Number of layers in the encoder, where it differs. */
  readonly numEncoderLayers?: number;
  /** Number of layers in the decoder, where it differs. */
  readonly numDecoderLayers?: number;
  /**
   * Which matrices are one: `"none"`; `"target"`, the target's embedding and the output map; `"all"`, the source's
   * embedding too, as in the paper (one vocabulary for both). `"none"` by default.
   */
  readonly tied?: "none" | "target" | "all";
}

/** A source after the encoder: what every step of the decoder looks at. */
export interface Encoded {
  /** `[batch, source length, dModel]` */
  readonly memory: Tensor;
  /** Which of it is padding. */
  readonly mask: Mask | undefined;
}

/**
 * The paper's whole model: token ids in, logits out.
 *
 * `logits = out(transformer(embed(src) + positions, embed(tgt) + positions))`. The target never looks ahead, and nobody
 * looks at padding: the masks are made from the ids. State dict: `src_embed`, `tgt_embed`, `transformer`, `out`.
 *
 * @throws TensorError `value` for options that do not fit each other
 * @see Attention Is All You Need, section 3 and figure 1
 * @example
 * const model = new Seq2SeqTransformer({ srcVocabSize: 100, tgtVocabSize: 120, dModel: 64, numHeads: 4, numLayers: 2, paddingId: 0 });
 * model.forward(src, tgt); // src [batch, source length], tgt [batch, length] → [batch, length, 120]
 */
export class Seq2SeqTransformer extends Module<"logits"> {
  static override readonly probes: ProbeTable<"logits"> = {
    logits: {
      axes: ["batch", "positions", "vocabulary"],
      formula: "x W + b",
      meaning: {
        en: "how strongly each position votes for each next token; softmax makes probabilities of it",
        pt: "o quanto cada posição vota em cada próximo token; o softmax transforma isso em probabilidades",
      },
    },
  };

  readonly srcEmbed: TokenEmbedding;
  readonly tgtEmbed: TokenEmbedding;
  readonly srcPositions: Positions | null;
  readonly tgtPositions: Positions | null;
  readonly dropout: Dropout;
  readonly transformer: Transformer;
  readonly out: Linear;
  readonly srcVocabSize: number;
  readonly tgtVocabSize: number;
  readonly paddingId: number | undefined;
  readonly maxLength: number;

  constructor({
    srcVocabSize,
    tgtVocabSize,
    numLayers = 6,
    numEncoderLayers = numLayers,
    numDecoderLayers = numLayers,
    tied = "none",
    ...modelOptions
  }: Seq2SeqTransformerOptions) {
    super();
    if (tied === "all" && srcVocabSize !== tgtVocabSize) {
      throw new TensorError(
        "value",
        `Seq2SeqTransformer: tied "all" needs one vocabulary, but srcVocabSize is ${srcVocabSize} and tgtVocabSize ${tgtVocabSize}; ` +
          `use tied "target", or a joint vocabulary`,
      );
    }
    const { dModel, dropout, maxLength, embedding, newPositions, layer } =
      resolveOptions(modelOptions);
    this.srcEmbed = new TokenEmbedding(srcVocabSize, dModel, embedding);
    this.tgtEmbed = new TokenEmbedding(tgtVocabSize, dModel, embedding);
    this.srcPositions = newPositions();
    this.tgtPositions = newPositions();
    this.dropout = new Dropout(dropout);
    this.transformer = new Transformer({ ...layer, numEncoderLayers, numDecoderLayers });
    this.out = new Linear(dModel, tgtVocabSize);
    this.srcVocabSize = srcVocabSize;
    this.tgtVocabSize = tgtVocabSize;
    this.paddingId = modelOptions.paddingId;
    this.maxLength = maxLength;
    if (tied === "all") tie(this.tgtEmbed, this.srcEmbed.weight);
    if (tied !== "none") tie(this.out, this.tgtEmbed.weight);
  }

  /**
   * src `[batch, source length]`, tgt `[batch, length]` (or both without a batch) → logits `[batch, length, tgtVocabSize]`.
   *
   * @throws TensorError `dtype` or `shape` for what are not ids, `index` for an id outside its vocabulary
   */
  forward(src: Tensor, tgt: Tensor): Tensor {
    return this.decode(tgt, this.encode(src));
  }

  /** src `[batch, source length]` → what the decoder looks at; once a sentence is enough. */
  encode(src: Tensor): Encoded {
    checkIds("Seq2SeqTransformer", "src", src);
    const x = this.dropout.forward(embed(src, this.srcEmbed, this.srcPositions)); // [batch, source length, features]
    const mask = paddingMask(src, this.paddingId);
    return { memory: this.transformer.encoder.forward(x, { mask }), mask };
  }

  /** tgt `[batch, length]` and an encoded source → logits `[batch, length, tgtVocabSize]`. */
  decode(tgt: Tensor, { memory, mask: memoryMask }: Encoded): Tensor {
    checkIds("Seq2SeqTransformer", "tgt", tgt);
    checkBatch(tgt, memory);
    const x = this.dropout.forward(embed(tgt, this.tgtEmbed, this.tgtPositions)); // [batch, length, features]
    const tgtMask = causalMask(tgt, this.paddingId);
    const decoded = this.transformer.decoder.forward(x, memory, { tgtMask, memoryMask }); // [batch, length, features]
    return this.probe("logits", this.out.forward(decoded)); // [batch, length, vocabulary]
  }
}

/** Throws unless there is one source for each target. */
function checkBatch(tgt: Tensor, memory: Tensor): void {
  if (memory.rank === tgt.rank + 1 && (tgt.rank === 1 || memory.shape[0] === tgt.shape[0])) return;
  const src = memory.shape.slice(0, -1);
  throw new TensorError(
    "shape",
    `Seq2SeqTransformer: src is [${src.join(", ")}] and tgt [${tgt.shape.join(", ")}]; ` +
      `both are [batch, length] with the same batch, or both [length]`,
    { src, tgt: tgt.shape },
  );
}

/** ids `[batch, length]` → vectors that know their places, `[batch, length, features]`. */
function embed(ids: Tensor, embedding: TokenEmbedding, positions: Positions | null): Tensor {
  const vectors = embedding.forward(ids);
  return positions?.forward(vectors) ?? vectors;
}
