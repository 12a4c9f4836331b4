// Everything that a model is made of comes with it: tensors, layers, attention, embeddings.
export * from "@clearhead/attention";
export * from "@clearhead/embedding";
export * from "@clearhead/feed-forward";
export * from "@clearhead/nn";

export { TransformerDecoderLayer, type DecoderMasks } from "./decoder-layer.ts";
export { DecodingCache, type DecodingCacheOptions, type Past } from "./decoding-cache.ts";
export { TransformerEncoderLayer, type EncoderLayerCall } from "./encoder-layer.ts";
export {
  generate,
  generateSteps,
  type GenerateOptions,
  type Generated,
  type GenerationStep,
} from "./generate.ts";
export { CausalLM, MaskedLM, type LanguageModelOptions } from "./language-model.ts";
export type { TransformerLayerOptions } from "./layer-options.ts";
export type { ModelOptions } from "./model-options.ts";
export {
  Seq2SeqTransformer,
  type Encoded,
  type Seq2SeqTransformerOptions,
} from "./seq2seq-transformer.ts";
export {
  TransformerDecoder,
  TransformerEncoder,
  type EncoderCall,
  type TransformerDecoderOptions,
  type TransformerEncoderOptions,
} from "./stacks.ts";
export { Transformer, type TransformerMasks, type TransformerOptions } from "./transformer.ts";
