import { LearnedPositions, SinusoidalPositions, type Positions } from "@clearhead/embedding";
import type { Activation } from "@clearhead/feed-forward";
import type { TransformerLayerOptions } from "./layer-options.ts";

/** What whole models have in common. */
export interface ModelOptions {
  /** Width of the residual stream; `512`. */
  readonly dModel?: number;
  /** Number of attention heads; it divides `dModel`; `8`. */
  readonly numHeads?: number;
  /** Width inside the feed-forward network; `4 · dModel`. */
  readonly dimFeedforward?: number;
  /** Probability of dropping, in the layers and after embedding and positions; `0.1`. */
  readonly dropout?: number;
  /** `"relu"`, `"gelu"` (exact), `"silu"`, or a function; `"relu"`. */
  readonly activation?: Activation;
  /** Whether norms stand before the sub-layers instead of after the sums; `false`, as in the paper. */
  readonly normFirst?: boolean;
  /** How a token knows its place; `"sinusoidal"`, as in the paper. */
  readonly positions?: "sinusoidal" | "learned" | "none";
  /** The longest sequence for which there are positions; `1024`. */
  readonly maxLength?: number;
  /** The id of padding: nobody looks at it, its vector is 0; by default there is none. */
  readonly paddingId?: number;
  /** Whether embeddings are multiplied by √dModel, as in the paper; `true`. */
  readonly scaleEmbedding?: boolean;
}

/** The options with their defaults, and those of the layers that follow from them. */
export function resolveOptions({
  dModel = 512,
  numHeads = 8,
  dimFeedforward = 4 * dModel,
  dropout = 0.1,
  activation = "relu",
  normFirst = false,
  positions = "sinusoidal",
  maxLength = 1024,
  paddingId,
  scaleEmbedding = true,
}: ModelOptions): {
  readonly dModel: number;
  readonly dropout: number;
  readonly maxLength: number;
  readonly embedding: { readonly scale: boolean; readonly paddingIdx?: number };
  readonly newPositions: () => Positions | null;
  readonly layer: TransformerLayerOptions;
} {
  const embedding = {
    scale: scaleEmbedding,
    ...(paddingId !== undefined && { paddingIdx: paddingId }),
  };
  const newPositions = (): Positions | null => {
    if (positions === "none") return null;
    return positions === "learned"
      ? new LearnedPositions({ dModel, maxLength })
      : new SinusoidalPositions({ dModel, maxLength });
  };
  const layer = {
    dModel,
    nhead: numHeads,
    dimFeedforward,
    dropout,
    activation,
    normFirst,
    batchFirst: true,
  };
  return { dModel, dropout, maxLength, embedding, newPositions, layer };
}
