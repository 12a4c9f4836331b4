import { MultiheadAttention, type Mask } from "@clearhead/attention";
import { FeedForward } from "@clearhead/feed-forward";
import { Dropout, LayerNorm, Module, type ProbeTable, type Tensor } from "@clearhead/nn";
import type { TransformerLayerOptions } from "./layer-options.ts";
import { residual } from "./residual.ts";

type DecoderLayerProbe =
  | "resid_pre"
  | "attn_out"
  | "resid_mid"
  | "cross_attn_out"
  | "resid_cross"
  | "ff_out"
  | "resid_post";

const axes = ["batch", "positions", "features"];

/** Who may look at whom in a decoder. */
export interface DecoderMasks {
  /** In self-attention: usually `causal()`. PyTorch implies none, and neither does this. */
  readonly tgtMask?: Mask | undefined;
  /** In cross-attention: the source's padding. */
  readonly memoryMask?: Mask | undefined;
}

/**
 * Self-attention, cross-attention to the encoder's result, then the feed-forward network, each added to the residual
 * stream:
 *
 * `x = norm1(x + attention(x))`, `x = norm2(x + attention(x, memory))`, `x = norm3(x + FFN(x))`; with `normFirst` each
 * norm stands before its sub-layer. Dropout falls on each sub-layer's output.
 *
 * @see Attention Is All You Need, section 3.1; torch.nn.TransformerDecoderLayer
 * @example
 * const layer = new TransformerDecoderLayer({ dModel: 64, nhead: 4, batchFirst: true });
 * layer.forward(tgt, memory, { tgtMask: causal() }); // tgt [batch, length, 64], memory [batch, source length, 64]
 */
export class TransformerDecoderLayer extends Module<DecoderLayerProbe> {
  static override readonly probes: ProbeTable<DecoderLayerProbe> = {
    resid_pre: {
      axes,
      formula: "x",
      meaning: {
        en: "the residual stream as it enters the layer",
        pt: "o fluxo residual ao entrar na camada",
      },
    },
    attn_out: {
      axes,
      formula: "dropout(attention(x))",
      meaning: {
        en: "what self-attention adds to the stream: from what is already written",
        pt: "o que a autoatenção soma ao fluxo: a partir do que já foi escrito",
      },
    },
    resid_mid: {
      axes,
      formula: "norm1(x + attn_out), or x + attn_out with normFirst",
      meaning: {
        en: "the stream between self-attention and cross-attention",
        pt: "o fluxo entre a autoatenção e a atenção cruzada",
      },
    },
    cross_attn_out: {
      axes,
      formula: "dropout(attention(x, memory))",
      meaning: {
        en: "what cross-attention adds to the stream: from the source",
        pt: "o que a atenção cruzada soma ao fluxo: a partir da frase de origem",
      },
    },
    resid_cross: {
      axes,
      formula: "norm2(x + cross_attn_out), or x + cross_attn_out with normFirst",
      meaning: {
        en: "the stream between cross-attention and the feed-forward network",
        pt: "o fluxo entre a atenção cruzada e a rede feed-forward",
      },
    },
    ff_out: {
      axes,
      formula: "dropout(FFN(x))",
      meaning: {
        en: "what the feed-forward network adds to the stream",
        pt: "o que a rede feed-forward soma ao fluxo",
      },
    },
    resid_post: {
      axes,
      formula: "norm3(x + ff_out), or x + ff_out with normFirst",
      meaning: {
        en: "the residual stream as it leaves the layer",
        pt: "o fluxo residual ao sair da camada",
      },
    },
  };

  readonly selfAttn: MultiheadAttention;
  readonly multiheadAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
  readonly dropout3: Dropout;
  readonly normFirst: boolean;

  constructor({
    dModel,
    nhead,
    dimFeedforward = 2048,
    dropout = 0.1,
    activation = "relu",
    layerNormEps: eps = 1e-5,
    batchFirst = false,
    normFirst = false,
    bias = true,
  }: TransformerLayerOptions) {
    super();
    const attention = { embedDim: dModel, numHeads: nhead, dropout, bias, batchFirst };
    this.selfAttn = new MultiheadAttention(attention);
    this.multiheadAttn = new MultiheadAttention(attention);
    this.feedForward = new FeedForward({ dModel, dimFeedforward, dropout, activation, bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.norm3 = new LayerNorm(dModel, { eps, bias });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.normFirst = normFirst;
  }

  /** PyTorch's layer holds `linear1`, `dropout` and `linear2` itself: the network lends it their names. */
  override nameOf(property: string): string {
    return property === "feedForward" ? "" : super.nameOf(property);
  }

  /**
   * tgt `[batch, length, dModel]`, memory `[batch, source length, dModel]` → like tgt.
   *
   * @throws TensorError `shape` when widths or batches do not agree
   */
  forward(tgt: Tensor, memory: Tensor, { tgtMask, memoryMask }: DecoderMasks = {}): Tensor {
    const { normFirst } = this;
    const x = this.probe("resid_pre", tgt); // [batch, positions, features]
    const middle = this.probe(
      "resid_mid",
      residual(x, this.norm1, normFirst, (y) => this.attend(y, tgtMask)),
    ); // [batch, positions, features]
    const crossed = this.probe(
      "resid_cross",
      residual(middle, this.norm2, normFirst, (y) => this.attendTo(memory, y, memoryMask)),
    ); // [batch, positions, features]
    return this.probe(
      "resid_post",
      residual(crossed, this.norm3, normFirst, (y) => this.think(y)),
    ); // [batch, positions, features]
  }

  private attend(x: Tensor, mask: Mask | undefined): Tensor {
    const { output } = this.selfAttn.forward(x, x, x, { mask, needWeights: false });
    return this.probe("attn_out", this.dropout1.forward(output));
  }

  private attendTo(memory: Tensor, x: Tensor, mask: Mask | undefined): Tensor {
    const { output } = this.multiheadAttn.forward(x, memory, memory, { mask, needWeights: false });
    return this.probe("cross_attn_out", this.dropout2.forward(output));
  }

  private think(x: Tensor): Tensor {
    return this.probe("ff_out", this.dropout3.forward(this.feedForward.forward(x)));
  }
}
