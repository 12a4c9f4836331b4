import { accumulation } from "./accumulate.ts";
import type { AnyOperation } from "./operation.ts";
import { queryKeyProducts, weightedSum } from "./operations/attention-parts.ts";
import {
  addition,
  division,
  larger,
  multiplication,
  smaller,
  subtraction,
} from "./operations/binary.ts";
import { surprise } from "./operations/binary-cross-entropy.ts";
import { cast } from "./operations/cast.ts";
import { choice, maskedFilling } from "./operations/choose.ts";
import { comparison } from "./operations/compare.ts";
import { concatenation, partition } from "./operations/concat.ts";
import { contiguousCopy } from "./operations/contiguous.ts";
import { dropping } from "./operations/dropout.ts";
import { diagonalView } from "./operations/einsum.ts";
import { lookup, lookupGradient, oneHotCoding } from "./operations/embedding.ts";
import { largest, smallest } from "./operations/extremes.ts";
import { gathering, scattering } from "./operations/gather.ts";
import { affine, scaledAffine } from "./operations/linear.ts";
import { matrixProduct } from "./operations/matmul.ts";
import { layerNormRows, rmsNormRows } from "./operations/norm.ts";
import { bestSelection, sorting, topSelection } from "./operations/order.ts";
import { clamping, powering, raising } from "./operations/power.ts";
import {
  roundingDown,
  roundingToEven,
  roundingUp,
  signum,
  truncation,
} from "./operations/rounding.ts";
import { cumulativeSum } from "./operations/running.ts";
import { placement, sliceView } from "./operations/slice.ts";
import { logSoftmaxRows, softmaxRows } from "./operations/softmax.ts";
import { expandView, summation } from "./operations/sum.ts";
import { triangular } from "./operations/triangle.ts";
import {
  absolute,
  cosine,
  errorFunction,
  exponential,
  gaussianUnit,
  gaussianUnitTanh,
  hyperbolicTangent,
  inverse,
  logarithm,
  logisticSigmoid,
  negation,
  reciprocalRoot,
  rectifier,
  sine,
  smoothRectifier,
  squareRoot,
  squaring,
  swish,
} from "./operations/unary.ts";
import { flipView, permuteView, reshapeView } from "./operations/views.ts";

/** Every operation of this package, for tests and tools: the index never imports this list, so a bundle holds what it uses. */
export const operations: readonly AnyOperation[] = [
  absolute,
  accumulation,
  addition,
  affine,
  bestSelection,
  cast,
  choice,
  clamping,
  comparison,
  concatenation,
  contiguousCopy,
  cosine,
  cumulativeSum,
  diagonalView,
  division,
  dropping,
  errorFunction,
  expandView,
  exponential,
  flipView,
  gathering,
  gaussianUnit,
  gaussianUnitTanh,
  hyperbolicTangent,
  inverse,
  larger,
  largest,
  layerNormRows,
  logSoftmaxRows,
  logarithm,
  logisticSigmoid,
  lookup,
  lookupGradient,
  maskedFilling,
  matrixProduct,
  multiplication,
  negation,
  oneHotCoding,
  partition,
  permuteView,
  placement,
  powering,
  queryKeyProducts,
  raising,
  reciprocalRoot,
  rectifier,
  reshapeView,
  rmsNormRows,
  roundingDown,
  roundingToEven,
  roundingUp,
  scaledAffine,
  scattering,
  signum,
  sine,
  sliceView,
  smaller,
  smallest,
  smoothRectifier,
  softmaxRows,
  sorting,
  squareRoot,
  squaring,
  subtraction,
  summation,
  surprise,
  swish,
  topSelection,
  triangular,
  truncation,
  weightedSum,
];

export type {
  AnyOperation,
  Composition,
  CpuKernel,
  Definition,
  Gradient,
  GradientContext,
  Layout,
  Operation,
  Selection,
  TensorSpec,
  View,
} from "./operation.ts";
