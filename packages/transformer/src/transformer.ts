import type { Mask } from "@clearhead/attention";
import { init, LayerNorm, Module, TensorError, type Tensor } from "@clearhead/nn";
import { TransformerDecoderLayer, type DecoderMasks } from "./decoder-layer.ts";
import { TransformerEncoderLayer } from "./encoder-layer.ts";
import type { TransformerLayerOptions } from "./layer-options.ts";
import { TransformerDecoder, TransformerEncoder } from "./stacks.ts";

/** torch.nn.Transformer's arguments. */
export interface TransformerOptions extends Partial<TransformerLayerOptions> {
  readonly numEncoderLayers?: number;
  readonly numDecoderLayers?: number;
  /** Takes the place of the encoder. */
  readonly customEncoder?: TransformerEncoder;
  /** Takes the place of the decoder. */
  readonly customDecoder?: TransformerDecoder;
}

/** Who may look at whom: in the encoder, in the decoder, and from the decoder at the encoder's result. */
export interface TransformerMasks extends DecoderMasks {
  readonly srcMask?: Mask | undefined;
}

/**
 * PyTorch's bare encoder-decoder: vectors in, vectors out, without embeddings, positions or a final linear map.
 *
 * The defaults are the paper's base model. Encoder and decoder end with a norm of their own, as in PyTorch. No mask is
 * implied: the decoder looks ahead unless `tgtMask` is `causal()`.
 *
 * @see Attention Is All You Need, figure 1; torch.nn.Transformer
 * @example
 * const model = new Transformer({ dModel: 64, nhead: 4, batchFirst: true });
 * model.forward(src, tgt, { tgtMask: causal() }); // src [batch, source length, 64], tgt [batch, length, 64] → like tgt
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  constructor({
    numEncoderLayers = 6,
    numDecoderLayers = 6,
    customEncoder,
    customDecoder,
    dModel = 512,
    nhead = 8,
    ...rest
  }: TransformerOptions = {}) {
    super();
    const options = { dModel, nhead, ...rest };
    this.encoder = customEncoder ?? newEncoder(options, numEncoderLayers);
    this.decoder = customDecoder ?? newDecoder(options, numDecoderLayers);
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = rest.batchFirst ?? false;
    resetParameters(this);
  }

  /**
   * src `[batch, source length, dModel]`, tgt `[batch, length, dModel]` → like tgt (`[length, batch, …]` without
   * `batchFirst`, or both without a batch).
   *
   * @throws TensorError `shape` when a width is not `dModel` or the batches differ
   */
  forward(src: Tensor, tgt: Tensor, { srcMask, ...masks }: TransformerMasks = {}): Tensor {
    this.checkInputs(src, tgt);
    const memory = this.encoder.forward(src, { mask: srcMask }); // [batch, source length, features]
    return this.decoder.forward(tgt, memory, masks); // [batch, length, features]
  }

  private checkInputs(src: Tensor, tgt: Tensor): void {
    const batch = this.batchFirst ? 0 : 1;
    const isFit =
      src.rank === tgt.rank &&
      (src.rank === 2 || (src.rank === 3 && src.shape[batch] === tgt.shape[batch])) &&
      [src, tgt].every((x) => x.shape.at(-1) === this.dModel);
    if (isFit) return;
    const axes = this.batchFirst ? "batch, length" : "length, batch";
    throw new TensorError(
      "shape",
      `Transformer: src is [${src.shape.join(", ")}] and tgt [${tgt.shape.join(", ")}]; ` +
        `both are [${axes}, ${this.dModel}] with the same batch, or both [length, ${this.dModel}]`,
      { src: src.shape, tgt: tgt.shape },
    );
  }
}

/** An encoder that ends with a norm. */
export function newEncoder(
  options: TransformerLayerOptions,
  numLayers: number,
): TransformerEncoder {
  const encoderLayer = new TransformerEncoderLayer(options);
  const encoder = new TransformerEncoder({ encoderLayer, numLayers, norm: newNorm(options) });
  encoderLayer.dispose(); // the stack holds copies
  return encoder;
}

function newDecoder(options: TransformerLayerOptions, numLayers: number): TransformerDecoder {
  const decoderLayer = new TransformerDecoderLayer(options);
  const decoder = new TransformerDecoder({ decoderLayer, numLayers, norm: newNorm(options) });
  decoderLayer.dispose(); // the stack holds copies
  return decoder;
}

function newNorm({ dModel, layerNormEps = 1e-5, bias = true }: TransformerLayerOptions): LayerNorm {
  return new LayerNorm(dModel, { eps: layerNormEps, bias });
}

/** Draws every matrix anew from Xavier's uniform distribution; vectors stay. @see torch.nn.Transformer._reset_parameters */
export function resetParameters(model: Module<string>): void {
  for (const parameter of model.parameters()) if (parameter.rank > 1) init.xavierUniform(parameter);
}
