import * as index from "./index.ts";
import { Tensor } from "./tensor.ts";

/**
 * The functions of the index whose first parameter is a tensor, but for what would mislead as a method: `grad` is the
 * tensor's gradient, torch's `x.where(condition, y)` takes the operands in another order, and `allow`, `bias`, `block` and
 * `padding` make masks.
 */
const methodNames = [
  "abs",
  "adamWStep",
  "add",
  "addInPlace",
  "all",
  "allclose",
  "amax",
  "amin",
  "any",
  "argmax",
  "argmin",
  "argsort",
  "binaryCrossEntropy",
  "binaryCrossEntropyWithLogits",
  "ceil",
  "chunk",
  "clamp",
  "clone",
  "contiguous",
  "copy",
  "cos",
  "crossEntropy",
  "cumsum",
  "div",
  "dropout",
  "embedding",
  "eq",
  "equal",
  "erf",
  "exp",
  "expand",
  "explain",
  "flatten",
  "flip",
  "floor",
  "fullLike",
  "gather",
  "ge",
  "gelu",
  "gt",
  "indexSelect",
  "isclose",
  "isfinite",
  "isinf",
  "isnan",
  "keep",
  "klDiv",
  "layerNorm",
  "le",
  "linear",
  "linearActivation",
  "log",
  "logSoftmax",
  "logicalAnd",
  "logicalNot",
  "logicalOr",
  "logicalXor",
  "logsigmoid",
  "logsumexp",
  "lt",
  "maskedFill",
  "matmul",
  "max",
  "maximum",
  "mean",
  "min",
  "minimum",
  "mseLoss",
  "mul",
  "multinomial",
  "ne",
  "neg",
  "nllLoss",
  "norm",
  "oneHot",
  "onesLike",
  "pad",
  "permute",
  "pow",
  "quantize",
  "randLike",
  "randnLike",
  "reciprocal",
  "relu",
  "repeat",
  "repeatInterleave",
  "reshape",
  "rmsNorm",
  "roll",
  "round",
  "rsqrt",
  "safeSoftmax",
  "scaleInPlace",
  "scaledDotProductAttention",
  "scatterAdd",
  "select",
  "sigmoid",
  "sign",
  "silu",
  "sin",
  "slice",
  "softmax",
  "softplus",
  "sort",
  "split",
  "sqrt",
  "square",
  "squeeze",
  "std",
  "sub",
  "sum",
  "tanh",
  "to",
  "toDevice",
  "topk",
  "transpose",
  "tril",
  "triu",
  "trunc",
  "unbind",
  "unsqueeze",
  "variance",
  "zero",
  "zerosLike",
] as const;

type Functions = Pick<typeof index, (typeof methodNames)[number]>;

/** A function as a method: without its first parameter. Of two signatures, those that begin with a tensor. */
type Method<F> = F extends {
  (x: infer First, ...rest: infer FirstRest): infer FirstResult;
  (x: infer Last, ...rest: infer LastRest): infer LastResult;
}
  ? [FirstRest, FirstResult] extends [LastRest, LastResult]
    ? (...rest: LastRest) => LastResult
    : (Tensor extends First ? (...rest: FirstRest) => FirstResult : unknown) &
        (Tensor extends Last ? (...rest: LastRest) => LastResult : unknown)
  : never;

type Methods = { readonly [Name in keyof Functions]: Method<Functions[Name]> };

declare module "./tensor.ts" {
  interface Tensor extends Methods {}
}

for (const name of methodNames) {
  // oxlint-disable-next-line import/namespace -- the type of methodNames is checked against the index
  const operation: (x: Tensor, ...rest: never[]) => unknown = index[name];
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...rest: never[]) {
      return operation(this, ...rest);
    },
  });
}
