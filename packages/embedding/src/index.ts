export * from "@clearhead/nn";

export { alibi, alibiSlopes } from "./alibi.ts";
export {
  Embedding,
  TokenEmbedding,
  type EmbeddingOptions,
  type TokenEmbeddingOptions,
} from "./embedding.ts";
export {
  LearnedPositions,
  Positions,
  SinusoidalPositions,
  sinusoidalPositions,
  type PositionsOptions,
} from "./positions.ts";
export { rotary, type RotaryOptions } from "./rotary.ts";
