import type { Activation } from "@clearhead/feed-forward";

/** The arguments of torch.nn.TransformerEncoderLayer and TransformerDecoderLayer. */
export interface TransformerLayerOptions {
  /** Width of the residual stream. */
  readonly dModel: number;
  /** Number of attention heads; it divides `dModel`. */
  readonly nhead: number;
  /** Width inside the feed-forward network; `2048`. */
  readonly dimFeedforward?: number;
  /** Probability of dropping, in attention, in the feed-forward network and after each sub-layer; `0.1`. */
  readonly dropout?: number;
  /** `"relu"`, `"gelu"` (exact), `"silu"`, or a function; `"relu"`. */
  readonly activation?: Activation;
  readonly layerNormEps?: number;
  /** Whether tensors are `[batch, length, dModel]` and not `[length, batch, dModel]`; `false`, as in PyTorch. */
  readonly batchFirst?: boolean;
  /** Whether norms stand before the sub-layers instead of after the sums; `false`, as in the paper. */
  readonly normFirst?: boolean;
  /** Whether linear maps and norms have biases; `true`. */
  readonly bias?: boolean;
}
