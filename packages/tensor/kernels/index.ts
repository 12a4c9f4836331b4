export { adamW } from "./adamw";
export { binary } from "./binary";
export { copy } from "./copy";
export { matmul } from "./matmul";
export {
  layerNorm,
  layerNormBackward,
  layerNormParameterBackward,
  rmsNorm,
  rmsNormBackward,
  rmsNormParameterBackward,
} from "./norm";
export { logSoftmax, logSoftmaxBackward, softmax, softmaxBackward } from "./softmax";
export { unary } from "./unary";
