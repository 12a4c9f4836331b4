// The masks (causal, padding, allow, block, bias, and) and scaledDotProductAttention come with the tensors.
export * from "@clearhead/nn";

export { KeyValueCache } from "./key-value-cache.ts";
export {
  MultiheadAttention,
  type MultiheadAttentionCall,
  type MultiheadAttentionOptions,
  type MultiheadAttentionResult,
} from "./multihead-attention.ts";
