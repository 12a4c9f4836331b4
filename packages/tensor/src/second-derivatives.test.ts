// The registry's tests differentiate every entry twice; here the functions that are made of several.
import { expect, it } from "vitest";
import * as t from "./index.ts";

type Tensor = t.Tensor;

// Made where they are used: gradCheck runs on the reference device.
const ids = (): Tensor => t.tensor([1, 0, 2], { dtype: "int32" });
const places = (): Tensor =>
  t.tensor(
    [
      [1, 0, 2],
      [0, 0, 1],
    ],
    { dtype: "int32" },
  );
const p = (shape: number[]): Tensor => t.full(shape, 0.3);

const functions: Readonly<Record<string, [fn: (...x: Tensor[]) => Tensor, ...shapes: number[][]]>> =
  {
    "attention, causal": [
      (q, k, v) => t.scaledDotProductAttention(q, k, v, { mask: t.causal() }),
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 2],
    ],
    "attention, grouped": [
      (q, k, v) => t.scaledDotProductAttention(q, k, v, { enableGqa: true }),
      [1, 4, 3, 2],
      [1, 2, 3, 2],
      [1, 2, 3, 2],
    ],
    crossEntropy: [(x) => t.crossEntropy(x, ids(), { labelSmoothing: 0.1 }), [3, 4]],
    nllLoss: [(x) => t.nllLoss(t.logSoftmax(x, 1), ids()), [3, 4]],
    binaryCrossEntropy: [(x) => t.binaryCrossEntropy(t.sigmoid(x), p([3])), [3]],
    binaryCrossEntropyWithLogits: [(x) => t.binaryCrossEntropyWithLogits(x, p([3])), [3]],
    klDiv: [(x) => t.klDiv(t.logSoftmax(x, -1), p([2, 3])), [2, 3]],
    mseLoss: [(x, y) => t.mseLoss(x, y), [3], [3]],
    logsumexp: [(x) => t.logsumexp(x, 1), [3, 4]],
    "softmax over the first axis": [(x) => t.softmax(x, 0), [3, 2]],
    "einsum, a product": [(a, b) => t.einsum("ij,jk->ik", a, b), [2, 3], [3, 2]],
    "einsum, a diagonal": [(a) => t.einsum("ii->i", a), [3, 3]],
    "layerNorm over two axes": [(x, w) => t.layerNorm(x, [2, 4], { weight: w }), [2, 2, 4], [2, 4]],
    rmsNorm: [(x, w) => t.rmsNorm(x, [4], { weight: w }), [2, 4], [4]],
    variance: [(x) => t.variance(x, { dim: 1 }), [3, 4]],
    std: [(x) => t.std(x, { dim: 1 }), [3, 4]],
    norm: [(x) => t.norm(x), [3, 4]],
    "matmul, a matrix and a vector": [(a, b) => t.matmul(a, b), [2, 3], [3]],
    "matmul, two vectors": [(a, b) => t.matmul(a, b), [3], [3]],
    "linear of a vector": [(x, w, b) => t.linear(x, w, b), [3], [4, 3], [4]],
    embedding: [(w) => t.embedding(ids(), w, { paddingIdx: 0 }), [4, 3]],
    gather: [(x) => t.gather(x, 1, places()), [2, 3]],
    scatterAdd: [(x, s) => t.scatterAdd(x, 1, places(), s), [2, 3], [2, 3]],
    indexSelect: [(x) => t.indexSelect(x, 0, ids()), [3, 2]],
    sort: [(x) => t.sort(x, { dim: 1 }).values, [3, 4]],
    "max over an axis": [(x) => t.amax(x, { dim: 1 }), [3, 4]],
    "where, with a condition of the operand": [(x, y) => t.where(t.gt(x, 0), x, y), [4], [4]],
    "concat, pad and roll": [(x) => t.roll(t.pad(t.concat([x, x], 0), [1, 2]), 2, 1), [2, 3]],
    dropout: [(x) => t.dropout(x, { generator: t.createGenerator(4) }), [8]],
    pow: [(x) => t.add(t.pow(x, 3), t.pow(x, 1)), [5]],
  };

it.each(Object.entries(functions))("%s", (_, [fn, ...shapes]) => {
  const generator = t.createGenerator(6);
  const inputs = shapes.map((shape) => t.randn(shape, { generator }));
  const slope = (...x: Tensor[]): Tensor => {
    const gradients = t.grad(t.sum(t.square(fn(...x))), x, { createGraph: true });
    return t.concat(gradients.map((gradient) => t.reshape(gradient, [-1])));
  };
  expect(t.gradCheck(slope, inputs)).toBeLessThan(1e-6);
});
