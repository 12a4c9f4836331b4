export { grad, type GradOptions } from "./apply.ts";
export type { Arithmetic, Element, Function1, Function2, Input, Relation } from "./arithmetic.ts";
export type { BackwardOptions } from "./backward.ts";
export { checkpoint } from "./checkpoint.ts";
export {
  arange,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
  type TensorOptions,
} from "./creation.ts";
export { customOperation, type CustomFunction, type CustomOperation } from "./custom-operation.ts";
export { debug, type Leak, type LeakReport, type LeakWatch } from "./debug.ts";
export { getNumThreads, setNumThreads } from "./cpu/threads.ts";
export { areDeterministicAlgorithmsEnabled, useDeterministicAlgorithms } from "./deterministic.ts";
export type { DeviceName } from "./device.ts";
export { defaultDevice, deviceInfo, withDevice } from "./devices.ts";
export { promoteTypes, type DType, type TypedArray } from "./dtype.ts";
export { TensorError, type TensorErrorCode } from "./errors.ts";
export { explain, type Explanation } from "./explain.ts";
export { gradCheck, type GradCheckOptions } from "./grad-check.ts";
export type { GradientHook } from "./graph.ts";
export { addInPlace, copy, scaleInPlace, zero } from "./inplace.ts";
export { enableGrad, isGradEnabled, isTracing, noGrad, trace } from "./modes.ts";
export type { Definition, Gradient, GradientContext, Operation, TensorSpec } from "./operation.ts";
export {
  scaledDotProductAttention,
  type AttentionOptions,
  type AttentionStage,
} from "./operations/attention.ts";
export { add, div, maximum, minimum, mul, sub, type Operand } from "./operations/binary.ts";
export { binaryCrossEntropy } from "./operations/binary-cross-entropy.ts";
export { to } from "./operations/cast.ts";
export {
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maskedFill,
  where,
} from "./operations/choose.ts";
export { eq, ge, gt, le, lt, ne } from "./operations/compare.ts";
export { chunk, concat, roll, split, stack, unbind } from "./operations/concat.ts";
export { clone, contiguous } from "./operations/contiguous.ts";
export { dropout } from "./operations/dropout.ts";
export { einsum } from "./operations/einsum.ts";
export { embedding, oneHot } from "./operations/embedding.ts";
export { amax, amin } from "./operations/extremes.ts";
export { gather, indexSelect, scatterAdd } from "./operations/gather.ts";
export { linear, type LinearCall } from "./operations/linear.ts";
export { linearActivation, type ActivationName } from "./operations/linear-activation.ts";
export { crossEntropy, type CrossEntropyOptions } from "./operations/cross-entropy.ts";
export {
  binaryCrossEntropyWithLogits,
  klDiv,
  mseLoss,
  nllLoss,
  type NllLossOptions,
  type Reduction,
} from "./operations/losses.ts";
export {
  allow,
  and,
  applyMask,
  bias,
  block,
  causal,
  padding,
  type Mask,
} from "./operations/masks.ts";
export { matmul } from "./operations/matmul.ts";
export { mean, norm, std, variance, type SpreadOptions } from "./operations/mean.ts";
export { multinomial, type MultinomialOptions } from "./operations/multinomial.ts";
export { layerNorm, rmsNorm } from "./operations/norm.ts";
export {
  argmax,
  argmin,
  argsort,
  max,
  min,
  sort,
  topk,
  type AlongOptions,
  type PositionOptions,
  type Ranked,
  type SortOptions,
} from "./operations/order.ts";
export { clamp, pow } from "./operations/power.ts";
export { quantize, type Quantized, type QuantizeOptions } from "./operations/quantize.ts";
export { repeat, repeatInterleave } from "./operations/repeat.ts";
export { ceil, floor, round, sign, trunc } from "./operations/rounding.ts";
export { cumsum, logsumexp } from "./operations/running.ts";
export { pad, select, slice } from "./operations/slice.ts";
export { logSoftmax, safeSoftmax, softmax } from "./operations/softmax.ts";
export { expand, sum, type ReduceOptions } from "./operations/sum.ts";
export { tril, triu } from "./operations/triangle.ts";
export {
  all,
  allclose,
  any,
  equal,
  isclose,
  isfinite,
  isinf,
  isnan,
  type ClosenessOptions,
} from "./operations/truth.ts";
export {
  abs,
  cos,
  erf,
  exp,
  gelu,
  log,
  logsigmoid,
  neg,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  silu,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
} from "./operations/unary.ts";
export {
  flatten,
  flip,
  permute,
  reshape,
  squeeze,
  transpose,
  unsqueeze,
} from "./operations/views.ts";
export {
  createGenerator,
  defaultGenerator,
  manualSeed,
  normal,
  rand,
  randint,
  randLike,
  randn,
  randnLike,
  randperm,
  uniform,
  type Generator,
  type RandomOptions,
} from "./random.ts";
export { profile, type Profile, type ProfiledOperation } from "./profile.ts";
export { findNonFinite, type NonFinite } from "./non-finite.ts";
export { NumpyGenerator } from "./random/numpy-generator.ts";
export { createScope, keep, scope, type Scope } from "./scope.ts";
export type { Index, Shape } from "./shape.ts";
export { memory } from "./storage.ts";
export { isTensor, Tensor, type Nested } from "./tensor.ts";
export { shortNumber } from "./term-layout.ts";
export { explanationMathML, termMathML } from "./term-mathml.ts";
export { termText } from "./term-text.ts";
export type { Choice, Read, Term } from "./terms.ts";
export { toDevice } from "./transfer.ts";
export { adamWStep, clipNorm, type AdamWOptions } from "./update.ts";
