// The layers import tensors from here: a package depends only on the room below it.
export * from "@clearhead/tensor";

export { GELU, ReLU, SiLU } from "./activations.ts";
export { ModuleList, Sequential, type Layer } from "./containers.ts";
export { Dropout } from "./dropout.ts";
export { inference } from "./inference.ts";
export * as init from "./initialization.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { quantizeWeights, type WeightType } from "./quantize-weights.ts";
export { BCEWithLogitsLoss, CrossEntropyLoss, KLDivLoss, MSELoss } from "./losses.ts";
export { Module, type LoadReport, type StateDict } from "./module.ts";
export { LayerNorm, RMSNorm, type LayerNormOptions, type RMSNormOptions } from "./normalization.ts";
export { observe, probesOf, type Probe } from "./observe.ts";
export { isParameter, parameter, type Parameter } from "./parameter.ts";
export type { Observation, Observer, ProbeDeclaration, ProbeTable } from "./probe.ts";
