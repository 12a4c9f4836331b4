import * as t from "../../index.ts";
import { attend, ids, mask, whole, type WrongCall, x } from "./wrong-call.ts";

/** Wrong calls of products, norms, softmax, attention and its masks, embeddings. */
export const wrongLayers: Readonly<Record<string, readonly WrongCall[]>> = {
  allow: [
    [
      "a float mask",
      () => t.allow(x()),
      "dtype",
      "allow: expected a bool tensor, got float32; for a float mask use bias()",
    ],
  ],
  applyMask: [
    [
      "no mask",
      () => t.applyMask(mask() as never, t.zeros([1, 1, 2, 3])),
      "value",
      "attention mask: expected causal(), padding(lengths), allow(tensor), block(tensor), bias(tensor) or and(…), got a tensor",
    ],
  ],
  bias: [
    [
      "a bool mask",
      () => t.bias(mask()),
      "dtype",
      "bias: a bias is added to scores, so it must be floating point, not bool; for a boolean mask use allow() or block()",
    ],
  ],
  block: [
    [
      "a float mask",
      () => t.block(x()),
      "dtype",
      "block: expected a bool tensor, got float32; for a float mask use bias()",
    ],
  ],
  einsum: [
    [
      "operands",
      () => t.einsum("ij,jk->ik", x()),
      "shape",
      'einsum: "ij,jk->ik": names 2 operands, 1 were given',
    ],
    [
      "rank",
      () => t.einsum("ijk->i", x()),
      "shape",
      'einsum: "ijk->i": "ijk" has 3 letters for an operand [2, 3]',
    ],
    [
      "the equation",
      () => t.einsum(x() as never),
      "shape",
      'einsum: "tensor([[0., 0., 0.],\n        [0., 0., 0.]])": the equation comes first, as text',
    ],
  ],
  embedding: [
    [
      "rank",
      () => t.embedding(ids(0), t.zeros([3])),
      "shape",
      "embedding: weight [3] must be [rows, width]",
    ],
    [
      "dtype",
      () => t.embedding(t.zeros([2]), x()),
      "dtype",
      'embedding: ids are float32, they must be int32; use to(ids, "int32")',
    ],
    [
      "a negative id",
      () => t.embedding(ids(-1), x()),
      "index",
      "embedding: id -1 at position 0 of [1] is outside 0 … 1",
    ],
    [
      "paddingIdx",
      () => t.embedding(ids(0), x(), { paddingIdx: 2 }),
      "index",
      "embedding: paddingIdx 2 is no row of weight [2, 3]: it must be from -2 to 1",
    ],
  ],
  layerNorm: [
    [
      "a number for the shape",
      () => t.layerNorm(x(), 3 as never),
      "shape",
      "layerNorm: 3 is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "weight",
      () => t.layerNorm(x(), [3], { weight: t.zeros([2]) }),
      "shape",
      "layerNorm: weight [2] must have the normalizedShape [3]",
    ],
    [
      "eps",
      () => t.layerNorm(x(), [3], { eps: -1 }),
      "value",
      "layerNorm: eps -1 must be at least 0",
    ],
    [
      "integers",
      () => t.layerNorm(whole(), [3]),
      "dtype",
      'layerNorm: not for int32; use to(x, "float32")',
    ],
  ],
  linear: [
    [
      "weight the other way round",
      () => t.linear(x(), t.zeros([3, 2])),
      "shape",
      "linear: x [2, 3] and weight [3, 2] do not agree: x's last axis must be weight's second (weight is [out, in])",
    ],
    [
      "weight's rank",
      () => t.linear(x(), t.zeros([3])),
      "shape",
      "linear: x [2, 3] and weight [3] do not agree: x's last axis must be weight's second (weight is [out, in])",
    ],
    [
      "a scalar",
      () => t.linear(t.tensor(1), t.zeros([2, 3])),
      "shape",
      "linear: x [] and weight [2, 3] do not agree: x's last axis must be weight's second (weight is [out, in])",
    ],
    [
      "bias",
      () => t.linear(x(), t.zeros([2, 3]), t.zeros([3])),
      "shape",
      "linear: bias [3] must be [2], one number for each output",
    ],
    [
      "scale",
      () => t.linear(x(), t.zeros([2, 3]), null, { scale: t.zeros([2, 1]) }),
      "shape",
      "linear: scale [2, 1] must be [2], one number for each output",
    ],
    [
      "an option of PyTorch's quantized linear",
      () => t.linear(x(), t.zeros([2, 3]), null, { zeroPoint: 0 } as never),
      "value",
      'linear: there is no option "zeroPoint"; there are scale',
    ],
  ],
  linearActivation: [
    [
      "weight the other way round",
      () => t.linearActivation(x(), t.zeros([3, 2]), null, "relu"),
      "shape",
      "linearActivation: x [2, 3] and weight [3, 2] do not agree: x's last axis must be weight's second (weight is [out, in])",
    ],
    [
      "an activation that is not known",
      () => t.linearActivation(x(), t.zeros([4, 3]), null, "swish" as "silu"),
      "value",
      'linearActivation: activation "swish" must be one of "relu", "gelu", "gelu_tanh", "silu"',
    ],
  ],
  logSoftmax: [
    [
      "dim",
      () => t.logSoftmax(x(), -3),
      "dim",
      "logSoftmax: dim -3 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "integers",
      () => t.logSoftmax(whole(), 1),
      "dtype",
      'logSoftmax: not for int32; use to(x, "float32")',
    ],
  ],
  matmul: [
    [
      "batch axes",
      () => t.matmul(t.zeros([2, 3, 4]), t.zeros([3, 4, 5])),
      "shape",
      "matmul (batch axes): shapes [2] and [3] do not broadcast: axis -1 (from the end) is 2 in one and 3 in another; they must be equal or 1",
    ],
    [
      "vectors",
      () => t.matmul(t.zeros([3]), t.zeros([4])),
      "shape",
      "matmul: a [3] and b [4] do not agree: a's last axis (3) meets b's only one (4)",
    ],
  ],
  oneHot: [
    [
      "a fraction of a class",
      () => t.oneHot(ids(0), 2.5),
      "value",
      "oneHot: numClasses 2.5 must be a whole number of at least 0",
    ],
    [
      "a class outside",
      () => t.oneHot(ids(0, 4), 4),
      "index",
      "oneHot: id 4 at position 1 of [2] is outside 0 … 3",
    ],
    [
      "dtype",
      () => t.oneHot(x(), 4),
      "dtype",
      'oneHot: ids are float32, they must be int32; use to(ids, "int32")',
    ],
  ],
  padding: [
    [
      "a negative length",
      () => attend(t.padding([-1])),
      "value",
      "attention mask padding: length -1 must be a whole number of at least 0",
    ],
    [
      "a fraction of a length",
      () => attend(t.padding([0.5])),
      "value",
      "attention mask padding: length 0.5 must be a whole number of at least 0",
    ],
    [
      "dtype",
      () => attend(t.padding(t.tensor([0.5]))),
      "value",
      "attention mask padding: length 0.5 must be a whole number of at least 0",
    ],
  ],
  rmsNorm: [
    [
      "the shape",
      () => t.rmsNorm(x(), [2, 4]),
      "shape",
      "rmsNorm: normalizedShape [2, 4] must be the last axes of x [2, 3]",
    ],
    [
      "a misspelt option",
      () => t.rmsNorm(x(), [3], { epsilon: 1e-6 } as never),
      "value",
      'rmsNorm: there is no option "epsilon"; did you mean "eps"?',
    ],
  ],
  safeSoftmax: [
    [
      "dim",
      () => t.safeSoftmax(t.tensor(1), 0),
      "dim",
      "safeSoftmax: dim 0 does not exist in a tensor of rank 0: a 0-d tensor has no dim",
    ],
  ],
  scaledDotProductAttention: [
    [
      "rank",
      () => t.scaledDotProductAttention(t.zeros([3]), x(), x()),
      "shape",
      "scaledDotProductAttention: query [3], key [2, 3], value [2, 3]: each needs at least two axes [positions, width]",
    ],
    [
      "one value a key",
      () => t.scaledDotProductAttention(x(), x(), t.zeros([3, 3])),
      "shape",
      "scaledDotProductAttention: query [2, 3], key [2, 3], value [3, 3]: there must be one value for each key (second last axis)",
    ],
    [
      "heads",
      () =>
        t.scaledDotProductAttention(t.zeros([3, 2, 4]), t.zeros([2, 2, 4]), t.zeros([2, 2, 4]), {
          enableGqa: true,
        }),
      "shape",
      "scaledDotProductAttention: query [3, 2, 4], key [2, 2, 4], value [2, 2, 4]: with enableGqa the query heads must be a multiple of the key heads, and values have the key heads",
    ],
    [
      "a bare tensor as the mask",
      () => t.scaledDotProductAttention(x(), x(), x(), { mask: mask() as never }),
      "value",
      "attention mask: expected causal(), padding(lengths), allow(tensor), block(tensor), bias(tensor) or and(…), got a tensor",
    ],
    [
      "PyTorch's is_causal",
      () => t.scaledDotProductAttention(x(), x(), x(), { isCausal: true } as never),
      "value",
      'scaledDotProductAttention: there is no option "isCausal"; there are mask, scale, dropoutP, enableGqa, probe',
    ],
    [
      "a mask that is too large",
      () =>
        t.scaledDotProductAttention(x(), x(), x(), {
          mask: t.block(t.zeros([3, 2], { dtype: "bool" })),
        }),
      "shape",
      "attention mask block: shapes [3, 2] and [2, 2] do not broadcast: axis -2 (from the end) is 3 in one and 2 in another; they must be equal or 1",
    ],
    [
      "scale",
      () => t.scaledDotProductAttention(x(), x(), x(), { scale: NaN }),
      "value",
      "scaledDotProductAttention: scale NaN must be a finite number",
    ],
    [
      "dropoutP",
      () => t.scaledDotProductAttention(x(), x(), x(), { dropoutP: 2 }),
      "value",
      "scaledDotProductAttention: dropoutP 2 is a probability: it must be from 0 to 1",
    ],
  ],
  quantize: [
    [
      "integers",
      () => t.quantize(whole()),
      "dtype",
      'quantize: not for int32; use to(x, "float32")',
    ],
    [
      "a scalar",
      () => t.quantize(t.tensor(1)),
      "dim",
      "quantize: dim 0 does not exist in a tensor of rank 0: a 0-d tensor has no dim",
    ],
    [
      "dim",
      () => t.quantize(x(), { dim: 2 }),
      "dim",
      "quantize: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "NaN",
      () => t.quantize(t.tensor([[1], [NaN]])),
      "value",
      "quantize: slice 1 along dim 0 holds NaN or infinity, which no scale brings to 8 bits",
    ],
    [
      "PyTorch's axis",
      () => t.quantize(x(), { axis: 0 } as never),
      "value",
      'quantize: there is no option "axis"; there are dim',
    ],
  ],
  softmax: [
    [
      "no dim",
      () => (t.softmax as (...all: unknown[]) => void)(x()),
      "dim",
      "softmax: dim undefined does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "integers",
      () => t.softmax(whole(), 1),
      "dtype",
      'softmax: not for int32; use to(x, "float32")',
    ],
    [
      "a scalar",
      () => t.softmax(t.tensor(1), 0),
      "dim",
      "softmax: dim 0 does not exist in a tensor of rank 0: a 0-d tensor has no dim",
    ],
  ],
};
