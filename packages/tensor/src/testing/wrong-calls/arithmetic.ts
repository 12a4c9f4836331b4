import * as t from "../../index.ts";
import { gone, ids, mask, whole, type WrongCall, x } from "./wrong-call.ts";

/** Wrong calls of element-wise functions, comparisons, reductions, order and losses. */
export const wrongArithmetic: Readonly<Record<string, readonly WrongCall[]>> = {
  abs: [
    ["a bool tensor", () => t.abs(mask()), "dtype", 'abs: not for bool; count with to(x, "int32")'],
  ],
  add: [
    [
      "shapes",
      () => t.add(x(), t.zeros([2])),
      "shape",
      "add: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  all: [
    [
      "dim",
      () => t.all(x(), { dim: 2 }),
      "dim",
      "all: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "an axis in place of the options",
      () => t.all(x(), 1 as never),
      "value",
      "all: options come by name, as in { dim: … }; got 1",
    ],
  ],
  amax: [
    [
      "nothing to choose from",
      () => t.amax(t.zeros([2, 0]), { dim: 1 }),
      "shape",
      "amax: x [2, 0] is empty along the reduced axes [1]; nothing has no amax",
    ],
    [
      "dim",
      () => t.amax(x(), { dim: -3 }),
      "dim",
      "amax: dim -3 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  amin: [
    [
      "an option of another library",
      () => t.amin(x(), { axis: 1 } as never),
      "value",
      'amin: expected { dim, keepdim }, got {"axis":1}',
    ],
  ],
  any: [["dim", () => t.any(x(), { dim: [0, 0] }), "dim", "any: dims [0, 0] name an axis twice"]],
  argmax: [
    [
      "an axis in place of the options",
      () => t.argmax(x(), 1 as never),
      "value",
      "argmax: options come by name, as in { dim: … }; got 1",
    ],
    [
      "an empty axis",
      () => t.argmax(t.zeros([0, 2]), { dim: 0 }),
      "shape",
      "argmax: axis 0 of [0, 2] is empty",
    ],
  ],
  argmin: [
    [
      "dim",
      () => t.argmin(x(), { dim: 1.5 }),
      "dim",
      "argmin: dim 1.5 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    ["an empty tensor", () => t.argmin(t.zeros([0])), "shape", "argmin: axis 0 of [0] is empty"],
  ],
  argsort: [
    [
      "a misspelt option",
      () => t.argsort(x(), { descend: true } as never),
      "value",
      'argsort: there is no option "descend"; did you mean "descending"?',
    ],
  ],
  binaryCrossEntropy: [
    [
      "shapes",
      () => t.binaryCrossEntropy(t.zeros([2]), t.zeros([3])),
      "shape",
      "binaryCrossEntropy: input [2] and target [3] must have the same shape",
    ],
    [
      "no probability",
      () => t.binaryCrossEntropy(t.tensor([1.5]), t.tensor([1])),
      "value",
      "binaryCrossEntropy: input 1.5 at position 0 must be a probability, from 0 to 1; for scores of any size use binaryCrossEntropyWithLogits",
    ],
    [
      "reduction",
      () => t.binaryCrossEntropy(t.zeros([2]), t.zeros([2]), { reduction: "avg" as never }),
      "value",
      'binaryCrossEntropy: reduction "avg" must be one of "mean", "sum", "none"',
    ],
  ],
  binaryCrossEntropyWithLogits: [
    [
      "shapes",
      () => t.binaryCrossEntropyWithLogits(x(), t.zeros([2])),
      "shape",
      "binaryCrossEntropyWithLogits: input [2, 3] and target [2] must have the same shape",
    ],
    [
      "integers",
      () => t.binaryCrossEntropyWithLogits(whole(), whole()),
      "dtype",
      'binaryCrossEntropyWithLogits: not for int32; use to(x, "float32")',
    ],
  ],
  ceil: [["a bool tensor", () => t.ceil(mask()), "dtype", "ceil: not for bool; they are whole"]],
  clamp: [
    ["no bound", () => t.clamp(x(), {}), "value", "clamp: neither min nor max is given"],
    ["NaN", () => t.clamp(x(), { min: NaN }), "value", "clamp: min must be a number, got NaN"],
    [
      "a bound in place of the options",
      () => t.clamp(x(), 1 as never),
      "value",
      "clamp: options come by name, as in { min: … }; got 1",
    ],
  ],
  crossEntropy: [
    [
      "rank",
      () => t.crossEntropy(t.zeros([2, 3]), ids(0, 1, 2)),
      "shape",
      "crossEntropy: logits [2, 3] need a target [2] (axis 1 is the classes), got [3]",
    ],
    [
      "integers",
      () => t.crossEntropy(whole(), ids(0, 1)),
      "dtype",
      'crossEntropy: not for int32; use to(x, "float32")',
    ],
    [
      "a class outside",
      () => t.crossEntropy(x(), ids(0, -1)),
      "index",
      "crossEntropy: id -1 at position 1 of [2] is outside 0 … 2",
    ],
    [
      "reduction",
      () => t.crossEntropy(x(), ids(0, 1), { reduction: "average" as never }),
      "value",
      'crossEntropy: reduction "average" must be one of "mean", "sum", "none"',
    ],
    [
      "PyTorch's name of an option",
      () => t.crossEntropy(x(), ids(0, 1), { label_smoothing: 0.1 } as never),
      "value",
      'crossEntropy: there is no option "label_smoothing"; did you mean "labelSmoothing"?',
    ],
    [
      "smoothing",
      () => t.crossEntropy(x(), ids(0, 1), { labelSmoothing: 2 }),
      "value",
      "crossEntropy: labelSmoothing 2 must be from 0 to 1",
    ],
    [
      "ignoreIndex",
      () => t.crossEntropy(x(), ids(0, 1), { ignoreIndex: 0.5 }),
      "value",
      "crossEntropy: ignoreIndex 0.5 must be a whole number",
    ],
  ],
  cumsum: [
    [
      "dim",
      () => t.cumsum(x(), 2),
      "dim",
      "cumsum: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  div: [
    [
      "shapes",
      () => t.div(x(), t.zeros([2, 2])),
      "shape",
      "div: shapes [2, 3] and [2, 2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  eq: [
    [
      "shapes",
      () => t.eq(x(), t.zeros([2])),
      "shape",
      "eq: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  floor: [["a bool tensor", () => t.floor(mask()), "dtype", "floor: not for bool; they are whole"]],
  ge: [
    [
      "shapes",
      () => t.ge(x(), t.zeros([4, 3])),
      "shape",
      "ge: shapes [2, 3] and [4, 3] do not broadcast: axis -2 (from the end) is 2 in one and 4 in another; they must be equal or 1",
    ],
  ],
  gelu: [
    [
      "approximate",
      () => t.gelu(x(), { approximate: "Tanh" as never }),
      "value",
      'gelu: approximate "Tanh" must be one of "none", "tanh"',
    ],
  ],
  gt: [
    [
      "shapes",
      () => t.gt(x(), t.zeros([2])),
      "shape",
      "gt: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  isclose: [
    [
      "a tolerance",
      () => t.isclose(x(), x(), { rtol: -1 }),
      "value",
      "isclose: rtol -1 and atol 1e-8 must be at least 0",
    ],
    [
      "shapes",
      () => t.isclose(x(), t.zeros([4])),
      "shape",
      "isclose: shapes [2, 3] and [4] do not broadcast: axis -1 (from the end) is 3 in one and 4 in another; they must be equal or 1",
    ],
  ],
  klDiv: [
    [
      "shapes",
      () => t.klDiv(x(), t.zeros([3])),
      "shape",
      "klDiv: input [2, 3] and target [3] must have the same shape",
    ],
    [
      "reduction",
      () => t.klDiv(x(), x(), { reduction: "batch" as never }),
      "value",
      'klDiv: reduction "batch" must be one of "mean", "sum", "none", "batchmean"',
    ],
  ],
  le: [
    [
      "shapes",
      () => t.le(x(), t.zeros([2])),
      "shape",
      "le: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  logicalAnd: [
    [
      "integers",
      () => t.logicalAnd(mask(), whole()),
      "dtype",
      "logicalAnd: the mask is int32, it must be bool; make one with a comparison, such as gt(x, 0)",
    ],
  ],
  logicalNot: [
    [
      "a float",
      () => t.logicalNot(x()),
      "dtype",
      "logicalNot: the mask is float32, it must be bool; make one with a comparison, such as gt(x, 0)",
    ],
  ],
  logicalOr: [
    [
      "shapes",
      () => t.logicalOr(mask(), t.zeros([2], { dtype: "bool" })),
      "shape",
      "logicalOr: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  logicalXor: [
    [
      "a float",
      () => t.logicalXor(x(), mask()),
      "dtype",
      "logicalXor: the mask is float32, it must be bool; make one with a comparison, such as gt(x, 0)",
    ],
  ],
  logsumexp: [
    [
      "dim",
      () => t.logsumexp(x(), 2),
      "dim",
      "logsumexp: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  lt: [
    [
      "shapes",
      () => t.lt(x(), t.zeros([2])),
      "shape",
      "lt: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  max: [
    [
      "a second tensor",
      () => t.max(x(), x() as never),
      "value",
      "max: the second argument is a tensor; for the larger or smaller of two, element by element, use maximum(a, b)",
    ],
    [
      "an axis in place of the options",
      () => t.max(x(), 0 as never),
      "value",
      "max: options come by name, as in { dim: … }; got 0",
    ],
    ["nothing", () => t.max(t.zeros([0])), "shape", "max: x [0] is empty; nothing has no max"],
  ],
  maximum: [
    [
      "shapes",
      () => t.maximum(x(), t.zeros([2])),
      "shape",
      "maximum: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  mean: [
    [
      "an axis in place of the options",
      () => t.mean(x(), 1 as never),
      "value",
      "mean: options come by name, as in { dim: … }; got 1",
    ],
    [
      "dim",
      () => t.mean(x(), { dim: 2 }),
      "dim",
      "mean: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  min: [
    [
      "dim",
      () => t.min(x(), { dim: 2 }),
      "dim",
      "min: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  minimum: [
    [
      "shapes",
      () => t.minimum(x(), t.zeros([2])),
      "shape",
      "minimum: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  mseLoss: [
    [
      "reduction",
      () => t.mseLoss(x(), x(), { reduction: "batchmean" as never }),
      "value",
      'mseLoss: reduction "batchmean" must be one of "mean", "sum", "none"',
    ],
  ],
  mul: [
    [
      "shapes",
      () => t.mul(t.zeros([2, 3, 4]), t.zeros([3, 3, 4])),
      "shape",
      "mul: shapes [2, 3, 4] and [3, 3, 4] do not broadcast: axis -3 (from the end) is 2 in one and 3 in another; they must be equal or 1",
    ],
  ],
  ne: [
    [
      "shapes",
      () => t.ne(x(), t.zeros([2])),
      "shape",
      "ne: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
  ],
  neg: [
    [
      "a bool tensor",
      () => t.neg(mask()),
      "dtype",
      "neg: not for bool; logicalNot turns them round",
    ],
  ],
  nllLoss: [
    [
      "shapes",
      () => t.nllLoss(x(), ids(0)),
      "shape",
      "nllLoss: log-probabilities [2, 3] need a target [2] (axis 1 is the classes), got [1]",
    ],
    [
      "a class outside",
      () => t.nllLoss(x(), ids(0, 3)),
      "index",
      "nllLoss: id 3 at position 1 of [2] is outside 0 … 2",
    ],
  ],
  norm: [
    ["dim", () => t.norm(x(), { dim: [1, 1] }), "dim", "norm: dims [1, 1] name an axis twice"],
  ],
  pow: [
    [
      "an integer to a negative power",
      () => t.pow(whole(), -1),
      "value",
      'pow: exponent -1 makes fractions of whole numbers; use to(x, "float32")',
    ],
    [
      "shapes",
      () => t.pow(x(), t.zeros([2])),
      "shape",
      "pow: shapes [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
    [
      "no exponent",
      () => t.pow(x(), undefined as never),
      "value",
      "pow: expected a tensor, got undefined; make one with tensor(…)",
    ],
  ],
  relu: [
    [
      "a bool tensor",
      () => t.relu(mask()),
      "dtype",
      'relu: not for bool; count with to(x, "int32")',
    ],
  ],
  round: [["a bool tensor", () => t.round(mask()), "dtype", "round: not for bool; they are whole"]],
  sort: [
    [
      "dim",
      () => t.sort(x(), { dim: 2 }),
      "dim",
      "sort: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "an axis in place of the options",
      () => t.sort(x(), 1 as never),
      "value",
      "sort: options come by name, as in { dim: … }; got 1",
    ],
  ],
  square: [
    [
      "a disposed tensor",
      () => t.square(gone()),
      "disposed",
      "square: the tensor of shape [2, 3] was disposed, by dispose() or by the end of its scope; return it from the scope, or keep() it",
    ],
  ],
  std: [
    [
      "a misspelt option",
      () => t.std(x(), { unbiased: false } as never),
      "value",
      'std: there is no option "unbiased"; there are dim, keepdim, correction',
    ],
  ],
  sub: [
    ["bool tensors", () => t.sub(mask(), mask()), "dtype", "sub: not for bool; use logicalXor"],
  ],
  sum: [
    [
      "an axis in place of the options",
      () => t.sum(x(), 1 as never),
      "value",
      "sum: expected { dim, keepdim }, got 1",
    ],
    [
      "a misspelt option",
      () => t.sum(x(), { dims: 1 } as never),
      "value",
      'sum: expected { dim, keepdim }, got {"dims":1}',
    ],
    [
      "no axis",
      () => t.sum(x(), { dim: [] }),
      "value",
      'sum: expected { dim, keepdim }, got {"dim":[]}',
    ],
  ],
  topk: [
    [
      "dim",
      () => t.topk(x(), 1, { dim: 3 }),
      "dim",
      "topk: dim 3 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "a fraction",
      () => t.topk(x(), 1.5),
      "value",
      "topk: k 1.5 must be a whole number from 0 to 3, the size of axis 1 of [2, 3]",
    ],
  ],
  trunc: [["a bool tensor", () => t.trunc(mask()), "dtype", "trunc: not for bool; they are whole"]],
  variance: [
    [
      "correction",
      () => t.variance(x(), { correction: NaN }),
      "value",
      "variance: correction must be a number, got NaN",
    ],
    [
      "dim",
      () => t.variance(x(), { dim: 2 }),
      "dim",
      "variance: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  where: [
    [
      "two numbers",
      () => t.where(mask(), 1, 2),
      "value",
      "where: expected a tensor, got 1; make one with tensor(…)",
    ],
    [
      "shapes",
      () => t.where(mask(), x(), t.zeros([2])),
      "shape",
      "where: shapes [2, 3] and [2, 3] and [2] do not broadcast: axis -1 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
    [
      "no bool",
      () => t.where(whole(), x(), x()),
      "dtype",
      "where: the mask is int32, it must be bool; make one with a comparison, such as gt(x, 0)",
    ],
  ],
};
