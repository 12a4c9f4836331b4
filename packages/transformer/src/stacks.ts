import type { KeyValueCache, Mask } from "@clearhead/attention";
import { Module, ModuleList, TensorError, type LayerNorm, type Tensor } from "@clearhead/nn";
import type { DecoderMasks, TransformerDecoderLayer } from "./decoder-layer.ts";
import type { TransformerEncoderLayer } from "./encoder-layer.ts";

/** What a call of a {@link TransformerEncoder} takes beside its input. */
export interface EncoderCall {
  /** Who may look at whom, the same in each layer. */
  readonly mask?: Mask | undefined;
  /** For each layer the keys and values of the positions before; those of src are written behind them. For inference. */
  readonly caches?: readonly KeyValueCache[] | undefined;
}

export interface TransformerEncoderOptions {
  /** The layer to copy; the stack holds copies only. */
  readonly encoderLayer: TransformerEncoderLayer;
  readonly numLayers: number;
  /** A norm after the last layer; none by default. */
  readonly norm?: LayerNorm | null;
}

/**
 * A stack of encoder layers, each a deep copy of the given one: `x = norm(layerₙ(… layer₁(x)))`.
 *
 * As in PyTorch the copies start alike; `Transformer` draws new weights for each.
 *
 * @see torch.nn.TransformerEncoder
 */
export class TransformerEncoder extends Module {
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: LayerNorm | null;

  constructor({ encoderLayer, numLayers, norm = null }: TransformerEncoderOptions) {
    super();
    this.layers = copies(encoderLayer, numLayers);
    this.norm = norm;
  }

  /**
   * src `[batch, length, dModel]` → the same shape.
   *
   * @throws TensorError `value` when there is not one cache for each layer
   */
  forward(src: Tensor, { mask, caches }: EncoderCall = {}): Tensor {
    if (caches && caches.length !== this.layers.length) {
      throw new TensorError(
        "value",
        `TransformerEncoder: ${caches.length} caches for ${this.layers.length} layers; each layer needs one of its own`,
      );
    }
    let x = src;
    let place = 0;
    for (const layer of this.layers) x = layer.forward(x, { mask, cache: caches?.[place++] });
    return this.norm?.forward(x) ?? x;
  }
}

export interface TransformerDecoderOptions {
  /** The layer to copy; the stack holds copies only. */
  readonly decoderLayer: TransformerDecoderLayer;
  readonly numLayers: number;
  /** A norm after the last layer; none by default. */
  readonly norm?: LayerNorm | null;
}

/**
 * A stack of decoder layers, each a deep copy of the given one: `x = norm(layerₙ(… layer₁(x, memory), memory))`.
 *
 * @see torch.nn.TransformerDecoder
 */
export class TransformerDecoder extends Module {
  readonly layers: ModuleList<TransformerDecoderLayer>;
  readonly norm: LayerNorm | null;

  constructor({ decoderLayer, numLayers, norm = null }: TransformerDecoderOptions) {
    super();
    this.layers = copies(decoderLayer, numLayers);
    this.norm = norm;
  }

  /** tgt `[batch, length, dModel]`, memory `[batch, source length, dModel]` → like tgt. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.forward(x, memory, masks);
    return this.norm?.forward(x) ?? x;
  }
}

function copies<Layer extends Module<string>>(layer: Layer, count: number): ModuleList<Layer> {
  if (!Number.isInteger(count) || count < 0) {
    throw new TensorError("value", `numLayers is ${count}; give a whole number from 0`, {
      numLayers: count,
    });
  }
  return new ModuleList(Array.from({ length: count }, () => layer.clone()));
}
