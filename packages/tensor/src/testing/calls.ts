import * as t from "../index.ts";
import type { Drawn } from "./draw.ts";

type Tensor = t.Tensor;

/** A right call of an exported function: its operands, and what it does with them. */
export interface Call {
  readonly operands: readonly Drawn[];
  readonly run: (...operands: Tensor[]) => unknown;
  /** What its errors begin with, where that is not the function's name. */
  readonly name: string | null;
  /** Where a number may stand for a tensor. */
  readonly numbers: readonly number[];
  /** Operands that may be left out. */
  readonly optional: readonly number[];
}

const floats = (...shape: number[]): Drawn => ({ holds: "floats", shape });
const mask = (...shape: number[]): Drawn => ({ holds: "mask", shape });
const ids = (limit: number, ...shape: number[]): Drawn => ({ holds: "ids", shape, limit });

const call = (
  operands: readonly Drawn[],
  run: Call["run"],
  { name = null, numbers = [], optional = [] }: Partial<Call> = {},
): Call => ({ operands, run, name, numbers, optional });

const ofOne = (
  functions: Readonly<Record<string, (x: Tensor) => unknown>>,
  operand: Drawn = floats(2, 3),
): Record<string, Call> =>
  Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, call([operand], run)]));

const ofTwo = (
  functions: Readonly<Record<string, (a: Tensor, b: Tensor) => unknown>>,
  numbers: readonly number[],
): Record<string, Call> =>
  Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      call([floats(2, 3), floats(3)], run, { numbers }),
    ]),
  );

const step = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, step: 1 };

/** One call of every exported function that takes tensors, for tests of what each does with a wrong one. */
export const calls: Readonly<Record<string, Call>> = {
  ...ofOne({
    abs: t.abs,
    all: t.all,
    any: t.any,
    argsort: (x) => t.argsort(x),
    ceil: t.ceil,
    chunk: (x) => t.chunk(x, 2),
    flatten: (x) => t.flatten(x),
    floor: t.floor,
    fullLike: (x) => t.fullLike(x, 3),
    isfinite: t.isfinite,
    isinf: t.isinf,
    isnan: t.isnan,
    logsigmoid: t.logsigmoid,
    max: (x) => t.max(x, { dim: 0 }),
    min: (x) => t.min(x),
    norm: (x) => t.norm(x),
    randLike: (x) => t.randLike(x),
    randnLike: (x) => t.randnLike(x),
    repeat: (x) => t.repeat(x, [2, 1]),
    repeatInterleave: (x) => t.repeatInterleave(x, 2, 0),
    round: t.round,
    sign: t.sign,
    std: (x) => t.std(x),
    trunc: t.trunc,
    unbind: (x) => t.unbind(x),
    clone: t.clone,
    contiguous: t.contiguous,
    cos: t.cos,
    erf: t.erf,
    exp: t.exp,
    gelu: t.gelu,
    log: t.log,
    neg: t.neg,
    onesLike: t.onesLike,
    reciprocal: t.reciprocal,
    relu: t.relu,
    rsqrt: t.rsqrt,
    sigmoid: t.sigmoid,
    silu: t.silu,
    sin: t.sin,
    softplus: t.softplus,
    sqrt: t.sqrt,
    square: t.square,
    tanh: t.tanh,
    zerosLike: t.zerosLike,
    amax: (x) => t.amax(x, { dim: 0 }),
    amin: (x) => t.amin(x),
    argmax: (x) => t.argmax(x),
    argmin: (x) => t.argmin(x, { dim: 1 }),
    clamp: (x) => t.clamp(x, { min: 0 }),
    cumsum: (x) => t.cumsum(x, 0),
    dropout: (x) => t.dropout(x),
    expand: (x) => t.expand(x, [4, 2, 3]),
    explain: (x) => t.explain(x, [0, 0]),
    flip: (x) => t.flip(x, [0]),
    gradCheck: (x) => t.gradCheck(t.exp, [x]),
    keep: (x) => t.keep(x),
    logSoftmax: (x) => t.logSoftmax(x, 0),
    logsumexp: (x) => t.logsumexp(x, 1),
    mean: (x) => t.mean(x),
    pad: (x) => t.pad(x, [1, 1]),
    quantize: (x) => t.quantize(x),
    permute: (x) => t.permute(x, [1, 0]),
    reshape: (x) => t.reshape(x, [-1]),
    roll: (x) => t.roll(x, 1, 0),
    safeSoftmax: (x) => t.safeSoftmax(x, -1),
    scaleInPlace: (x) => t.scaleInPlace(x, 2),
    select: (x) => t.select(x, 0, 1),
    slice: (x) => t.slice(x, 0, 0, 1),
    softmax: (x) => t.softmax(x, -1),
    sort: (x) => t.sort(x),
    split: (x) => t.split(x, 1),
    squeeze: (x) => t.squeeze(x),
    sum: (x) => t.sum(x, { dim: 1 }),
    to: (x) => t.to(x, "int32"),
    topk: (x) => t.topk(x, 2),
    transpose: (x) => t.transpose(x, 0, 1),
    tril: (x) => t.tril(x),
    triu: (x) => t.triu(x, 1),
    unsqueeze: (x) => t.unsqueeze(x, 0),
    variance: (x) => t.variance(x),
    zero: (x) => t.zero(x),
    bias: (x) => t.bias(x),
  }),
  ...ofOne(
    {
      allow: t.allow,
      block: t.block,
      logicalNot: t.logicalNot,
    },
    mask(2, 3),
  ),
  ...ofOne({ multinomial: (x) => t.multinomial(x, 1) }, { holds: "positive", shape: [2, 3] }),
  ...ofOne({ oneHot: (x) => t.oneHot(x, 5) }, ids(5, 4)),
  ...ofTwo(
    {
      add: t.add,
      pow: t.pow,
      sub: t.sub,
      mul: t.mul,
      div: t.div,
      maximum: t.maximum,
      minimum: t.minimum,
    },
    [0, 1],
  ),
  ...ofTwo({ eq: t.eq, ne: t.ne, lt: t.lt, le: t.le, gt: t.gt, ge: t.ge }, [1]),
  addInPlace: call([floats(2, 3), floats(2, 3)], (a, b) => t.addInPlace(a, b), { numbers: [1] }),
  adamWStep: call([floats(3), floats(3), floats(3), floats(3)], (p, g, m, v) => {
    t.adamWStep(p, g, m, v, step);
  }),
  clipNorm: call([floats(2, 3), floats(4)], (a, b) => t.clipNorm([a, b], 1)),
  applyMask: call(
    [mask(3, 3), floats(1, 1, 3, 3)],
    (blocked, scores) => t.applyMask({ kind: "block", blocked }, scores),
    { name: "attention mask block" },
  ),
  binaryCrossEntropy: call(
    [
      { holds: "shares", shape: [2, 3] },
      { holds: "shares", shape: [2, 3] },
    ],
    (x, target) => t.binaryCrossEntropy(x, target),
  ),
  binaryCrossEntropyWithLogits: call([floats(2, 3), floats(2, 3)], (x, target) =>
    t.binaryCrossEntropyWithLogits(x, target),
  ),
  concat: call([floats(2, 3), floats(4, 3)], (a, b) => t.concat([a, b])),
  copy: call([floats(2, 3), floats(2, 3)], (a, b) => t.copy(a, b), { numbers: [1] }),
  crossEntropy: call([floats(2, 3), ids(3, 2)], (x, target) => t.crossEntropy(x, target)),
  einsum: call([floats(2, 3), floats(3, 4)], (a, b) => t.einsum("ij,jk->ik", a, b)),
  embedding: call([ids(5, 2), floats(5, 3)], (index, weight) => t.embedding(index, weight)),
  gather: call([floats(2, 3), ids(2, 1, 3)], (x, index) => t.gather(x, 0, index)),
  indexSelect: call([floats(2, 3), ids(2, 4)], (x, index) => t.indexSelect(x, 0, index)),
  isclose: call([floats(2, 3), floats(2, 3)], (a, b) => t.isclose(a, b)),
  klDiv: call([floats(2, 3), floats(2, 3)], (x, target) => t.klDiv(x, target)),
  layerNorm: call(
    [floats(2, 3), floats(3), floats(3)],
    (x, weight, bias) => t.layerNorm(x, [3], { weight, bias }),
    { optional: [1, 2] },
  ),
  linear: call(
    [floats(2, 3), floats(4, 3), floats(4), floats(4)],
    (x, weight, bias, scale) => t.linear(x, weight, bias, { scale }),
    { optional: [2, 3] },
  ),
  linearActivation: call(
    [floats(2, 3), floats(4, 3), floats(4)],
    (x, weight, bias) => t.linearActivation(x, weight, bias, "gelu"),
    { optional: [2] },
  ),
  logicalAnd: call([mask(2, 3), mask(3)], (a, b) => t.logicalAnd(a, b)),
  logicalOr: call([mask(2, 3), mask(3)], (a, b) => t.logicalOr(a, b)),
  logicalXor: call([mask(2, 3), mask(3)], (a, b) => t.logicalXor(a, b)),
  maskedFill: call([floats(2, 3), mask(3)], (x, where) => t.maskedFill(x, where, 0)),
  matmul: call([floats(2, 3), floats(3, 4)], (a, b) => t.matmul(a, b)),
  nllLoss: call(
    [floats(2, 3), ids(3, 2), floats(3)],
    (x, target, weight) => t.nllLoss(x, target, { weight }),
    { optional: [2] },
  ),
  mseLoss: call([floats(2, 3), floats(2, 3)], (x, target) => t.mseLoss(x, target)),
  rmsNorm: call([floats(2, 3), floats(3)], (x, weight) => t.rmsNorm(x, [3], { weight }), {
    optional: [1],
  }),
  scaledDotProductAttention: call(
    [floats(1, 2, 3), floats(1, 4, 3), floats(1, 4, 5)],
    (query, key, value) => t.scaledDotProductAttention(query, key, value),
  ),
  scatterAdd: call([floats(2, 3), ids(2, 1, 3), floats(1, 3)], (x, index, source) =>
    t.scatterAdd(x, 0, index, source),
  ),
  stack: call([floats(2, 3), floats(2, 3)], (a, b) => t.stack([a, b])),
  where: call(
    [mask(2, 3), floats(2, 3), floats(3)],
    (condition, a, b) => t.where(condition, a, b),
    {
      numbers: [1, 2],
    },
  ),
};

/** Exported functions that take no tensor as an operand, or nothing that could be wrong with it. */
export const withoutOperands: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "arange",
      "eye",
      "linspace",
      "full",
      "normal",
      "ones",
      "rand",
      "randint",
      "randn",
      "randperm",
      "tensor",
      "uniform",
      "zeros",
    ].map((name) => [name, "makes a tensor of numbers: see the table of wrong calls"]),
  ),
  ...Object.fromEntries(
    [
      "checkpoint",
      "createScope",
      "enableGrad",
      "findNonFinite",
      "noGrad",
      "profile",
      "scope",
      "trace",
      "withDevice",
    ].map((name) => [name, "runs a function: see the tests of promises"]),
  ),
  ...Object.fromEntries(
    [
      "debug",
      "defaultDevice",
      "deviceInfo",
      "getNumThreads",
      "isGradEnabled",
      "isTracing",
      "memory",
    ].map((name) => [name, "takes nothing"]),
  ),
  ...Object.fromEntries(
    ["createGenerator", "defaultGenerator", "manualSeed", "NumpyGenerator"].map((name) => [
      name,
      "a stream of random numbers: see its own tests",
    ]),
  ),
  ...Object.fromEntries(
    ["explanationMathML", "shortNumber", "termMathML", "termText"].map((name) => [
      name,
      "prints what explain gives",
    ]),
  ),
  ...Object.fromEntries(
    ["allclose", "equal", "toDevice"].map((name) => [name, "waits: see the test of promises"]),
  ),
  and: "joins masks, which were checked as they were made",
  areDeterministicAlgorithmsEnabled: "takes nothing",
  causal: "takes nothing",
  customOperation: "makes a function: see its own tests",
  grad: "takes a recorded tensor: see the table of wrong calls",
  isTensor: "takes anything",
  promoteTypes: "takes names of types",
  setNumThreads: "takes a number: see the table of wrong calls",
  padding: "its lengths are checked where the mask is applied: see the table of wrong calls",
  useDeterministicAlgorithms: "takes true or false: see the table of wrong calls",
  Tensor: "a class: see the table of wrong calls",
  TensorError: "a class",
};
