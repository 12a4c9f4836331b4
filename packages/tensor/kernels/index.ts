export { activation, activationBackward } from "./activation";
export { adamW } from "./adamw";
export { attention } from "./attention";
export {
  attentionBackward,
  attentionKeyBackward,
  attentionQueryBackward,
} from "./attention-backward";
export { attentionQuotients, attentionSlopes, attentionWeights } from "./attention-blocks";
export { binary } from "./binary";
export { compare, maskedFill, where } from "./choose";
export { copy } from "./copy";
export { scaleAll, sumsOfSquares } from "./clip";
export { dropout } from "./dropout";
export { matmul } from "./matmul";
export {
  layerNorm,
  layerNormBackward,
  layerNormParameterBackward,
  rmsNorm,
  rmsNormBackward,
  rmsNormParameterBackward,
} from "./norm";
export { reduce } from "./reduce";
export { gatherRows, scatterAddRows } from "./rows-by-index";
export {
  crossEntropy,
  crossEntropyBackward,
  logSoftmax,
  logSoftmaxBackward,
  softmax,
  softmaxBackward,
} from "./softmax";
export { unary } from "./unary";
