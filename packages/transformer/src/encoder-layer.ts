import { MultiheadAttention, type KeyValueCache, type Mask } from "@clearhead/attention";
import { FeedForward } from "@clearhead/feed-forward";
import { Dropout, LayerNorm, Module, type ProbeTable, type Tensor } from "@clearhead/nn";
import type { TransformerLayerOptions } from "./layer-options.ts";
import { residual } from "./residual.ts";

/** What a call of a {@link TransformerEncoderLayer} takes beside its input. */
export interface EncoderLayerCall {
  /** Who may look at whom: `causal()`, `padding(lengths)`, …; by default everybody at everybody. */
  readonly mask?: Mask | undefined;
  /** Keys and values of the positions before; those of src are written behind them. For inference. */
  readonly cache?: KeyValueCache | undefined;
}

type EncoderLayerProbe = "resid_pre" | "attn_out" | "resid_mid" | "ff_out" | "resid_post";

const axes = ["batch", "positions", "features"];

/**
 * Self-attention, then the feed-forward network, each added to the residual stream:
 *
 * `x = norm1(x + attention(x))`, `x = norm2(x + FFN(x))`; with `normFirst` `x = x + attention(norm1(x))`,
 * `x = x + FFN(norm2(x))`. Dropout falls on each sub-layer's output.
 *
 * @see Attention Is All You Need, section 3.1; torch.nn.TransformerEncoderLayer
 * @example
 * const layer = new TransformerEncoderLayer({ dModel: 64, nhead: 4, batchFirst: true });
 * layer.forward(randn([2, 10, 64])).shape; // [2, 10, 64]
 */
export class TransformerEncoderLayer extends Module<EncoderLayerProbe> {
  static override readonly probes: ProbeTable<EncoderLayerProbe> = {
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
        en: "what self-attention adds to the stream",
        pt: "o que a autoatenção soma ao fluxo",
      },
    },
    resid_mid: {
      axes,
      formula: "norm1(x + attn_out), or x + attn_out with normFirst",
      meaning: {
        en: "the stream between self-attention and the feed-forward network",
        pt: "o fluxo entre a autoatenção e a rede feed-forward",
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
      formula: "norm2(x + ff_out), or x + ff_out with normFirst",
      meaning: {
        en: "the residual stream as it leaves the layer",
        pt: "o fluxo residual ao sair da camada",
      },
    },
  };

  readonly selfAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout1: Dropout;
  readonly dropout2: Dropout;
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
    this.selfAttn = new MultiheadAttention({
      embedDim: dModel,
      numHeads: nhead,
      dropout,
      bias,
      batchFirst,
    });
    this.feedForward = new FeedForward({ dModel, dimFeedforward, dropout, activation, bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.normFirst = normFirst;
  }

  /** PyTorch's layer holds `linear1`, `dropout` and `linear2` itself: the network lends it their names. */
  override nameOf(property: string): string {
    return property === "feedForward" ? "" : super.nameOf(property);
  }

  /**
   * src `[batch, length, dModel]` → the same shape.
   *
   * @throws TensorError `shape` when the width is not `dModel`
   */
  forward(src: Tensor, call: EncoderLayerCall = {}): Tensor {
    const { normFirst } = this;
    const x = this.probe("resid_pre", src); // [batch, positions, features]
    const middle = this.probe(
      "resid_mid",
      residual(x, this.norm1, normFirst, (y) => this.attend(y, call)),
    ); // [batch, positions, features]
    return this.probe(
      "resid_post",
      residual(middle, this.norm2, normFirst, (y) => this.think(y)),
    ); // [batch, positions, features]
  }

  private attend(x: Tensor, call: EncoderLayerCall): Tensor {
    const { output } = this.selfAttn.forward(x, x, x, { ...call, needWeights: false });
    return this.probe("attn_out", this.dropout1.forward(output));
  }

  private think(x: Tensor): Tensor {
    return this.probe("ff_out", this.dropout2.forward(this.feedForward.forward(x)));
  }
}
