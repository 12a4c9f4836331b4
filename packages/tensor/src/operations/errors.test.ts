import { describe, expect, it } from "vitest";
import * as t from "../index.ts";

const x = (): t.Tensor => t.zeros([2, 3]);
const ids = (...values: number[]): t.Tensor => t.tensor(values, { dtype: "int32" });

/** Wrong calls and what a person reads: the operation, the shapes, what to do. */
const table: readonly [string, () => unknown, t.TensorErrorCode, string][] = [
  [
    "matmul, inner axes",
    () => t.matmul(t.zeros([2, 5, 64]), t.zeros([32, 64])),
    "shape",
    "matmul: a [2, 5, 64] and b [32, 64] do not agree: a's last axis (64) meets b's first of the last two (32); did you mean transpose(b, -2, -1)?",
  ],
  [
    "matmul, a scalar",
    () => t.matmul(t.tensor(1), x()),
    "shape",
    "matmul: a [] and b [2, 3]: both need at least one axis; use mul for a scalar",
  ],
  [
    "add, shapes",
    () => t.add(x(), t.zeros([4])),
    "shape",
    "add: shapes [2, 3] and [4] do not broadcast: axis -1 (from the end) is 3 in one and 4 in another; they must be equal or 1",
  ],
  [
    "add, two numbers",
    () => t.add(1, 2),
    "value",
    "add: expected a tensor, got 1; make one with tensor(…)",
  ],
  [
    "softmax, dim",
    () => t.softmax(x(), 2),
    "dim",
    "softmax: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
  ],
  [
    "sum, a dim twice",
    () => t.sum(x(), { dim: [0, -2] }),
    "dim",
    "sum: dims [0, 0] name an axis twice",
  ],
  [
    "reshape",
    () => t.reshape(x(), [4, -1]),
    "shape",
    "reshape: [2, 3] has 6 elements, which do not fill [4, -1]",
  ],
  [
    "permute",
    () => t.permute(x(), [0]),
    "dim",
    "permute: dims [0] must name each of the 2 axes of [2, 3] once",
  ],
  [
    "expand",
    () => t.expand(x(), [2, 4]),
    "shape",
    "expand: [2, 3] does not expand to [2, 4]: only axes of size 1 repeat, and new axes come first",
  ],
  [
    "slice, step",
    () => t.slice(x(), 0, 0, 2, 0),
    "value",
    "slice: step 0 must be a whole number of at least 1; use flip to walk backwards",
  ],
  ["select", () => t.select(x(), 0, 2), "index", "select: index 2 is outside axis 0 of [2, 3]"],
  [
    "concat, shapes",
    () => t.concat([x(), t.zeros([2, 4])], 0),
    "shape",
    "concat: shapes [2, 3], [2, 4] must be equal but for axis 0",
  ],
  [
    "concat, nothing",
    () => t.concat([]),
    "value",
    "concat: the list is empty; give at least one tensor",
  ],
  [
    "split",
    () => t.split(x(), [1, 2], 0),
    "shape",
    "split: parts [1, 2] do not add up to axis 0 of [2, 3], which has 2",
  ],
  [
    "topk",
    () => t.topk(x(), 4),
    "value",
    "topk: k 4 must be a whole number from 0 to 3, the size of axis 1 of [2, 3]",
  ],
  [
    "amax of nothing",
    () => t.amax(t.zeros([0])),
    "shape",
    "amax: x [0] is empty along the reduced axes [0]; nothing has no amax",
  ],
  [
    "embedding, id",
    () => t.embedding(ids(0, 7), t.zeros([5, 2])),
    "index",
    "embedding: id 7 at position 1 of [2] is outside 0 … 4",
  ],
  [
    "embedding, dtype",
    () => t.embedding(t.zeros([2]), t.zeros([5, 2])),
    "dtype",
    'embedding: ids are float32, they must be int32; use to(ids, "int32")',
  ],
  [
    "gather, rank",
    () => t.gather(x(), 0, ids(0)),
    "shape",
    "gather: index [1] must have the rank of x [2, 3] and be no larger on any axis but 0",
  ],
  [
    "layerNorm",
    () => t.layerNorm(x(), [4]),
    "shape",
    "layerNorm: normalizedShape [4] must be the last axes of x [2, 3]",
  ],
  [
    "linear",
    () => t.linear(x(), t.zeros([3, 4])),
    "shape",
    "linear: x [2, 3] and weight [3, 4] do not agree: x's last axis must be weight's second (weight is [out, in])",
  ],
  [
    "linear, bias",
    () => t.linear(x(), t.zeros([4, 3]), t.zeros([3])),
    "shape",
    "linear: bias [3] must be [4], one number for each output",
  ],
  [
    "dropout",
    () => t.dropout(x(), { p: 1.5 }),
    "value",
    "dropout: p 1.5 is a probability: it must be from 0 to 1",
  ],
  [
    "where",
    () => t.where(x(), 1, x()),
    "dtype",
    "where: the mask is float32, it must be bool; make one with a comparison, such as gt(x, 0)",
  ],
  [
    "maskedFill",
    () => t.maskedFill(x(), t.zeros([4, 1, 1], { dtype: "bool" }), 0),
    "shape",
    "maskedFill: the mask [4, 1, 1] must broadcast to x [2, 3]",
  ],
  ["clamp", () => t.clamp(x(), { min: 2, max: 1 }), "value", "clamp: min 2 is above max 1"],
  [
    "crossEntropy, shapes",
    () => t.crossEntropy(x(), ids(0)),
    "shape",
    "crossEntropy: logits [2, 3] need a target [2] (axis 1 is the classes), got [1]",
  ],
  [
    "crossEntropy, class",
    () => t.crossEntropy(x(), ids(0, 3)),
    "index",
    "crossEntropy: id 3 at position 1 of [2] is outside 0 … 2",
  ],
  [
    "mseLoss",
    () => t.mseLoss(x(), t.zeros([3])),
    "shape",
    "mseLoss: input [2, 3] and target [3] must have the same shape",
  ],
  [
    "attention, widths",
    () => t.scaledDotProductAttention(x(), t.zeros([2, 4]), x()),
    "shape",
    "scaledDotProductAttention: query [2, 3], key [2, 4], value [2, 3]: query and key must have the same width (last axis)",
  ],
  [
    "allow",
    () => t.allow(x()),
    "dtype",
    "allow: expected a bool tensor, got float32; for a float mask use bias()",
  ],
  [
    "padding lengths",
    () =>
      t.scaledDotProductAttention(
        t.zeros([2, 1, 3, 4]),
        t.zeros([2, 1, 3, 4]),
        t.zeros([2, 1, 3, 4]),
        { mask: t.padding([3]) },
      ),
    "shape",
    "attention mask padding: 1 lengths for scores [2, 1, 3, 3]: there must be one for each of the 2 sequences",
  ],
  [
    "tensor, ragged",
    () => t.tensor([[1, 2], [3]]),
    "shape",
    "tensor: the nested arrays are ragged: at depth 1 expected 2 items, got 1 items",
  ],
  [
    "tensor, shape",
    () => t.tensor([1, 2, 3], { shape: [2] }),
    "shape",
    "tensor: 3 numbers do not fill the shape [2], which has 2",
  ],
  [
    "tensor, int32",
    () => t.tensor([1.5], { dtype: "int32" }),
    "value",
    "tensor: 1.5 at position 0 is not a whole number of 32 bits, which int32 needs",
  ],
  [
    "zeros",
    () => t.zeros([-1]),
    "shape",
    "zeros: [-1] is not a shape: a list of at most 8 whole sizes ≥ 0",
  ],
  [
    "arange",
    () => t.arange(0, 3, 0),
    "value",
    "arange: from 0 to 3 in steps of 0 never arrives; step must be finite, not 0, and point from start to end",
  ],
  [
    "float64 on the cpu",
    () => t.tensor([1], { dtype: "float64" }),
    "dtype",
    'the device "cpu" has no float64 (it has float32, int32, bool, int8, float16, bfloat16); use withDevice("reference", …) for float64',
  ],
  [
    "mixed devices",
    () => t.add(x(), t.zeros([2, 3], { device: "reference" })),
    "device",
    'add: operands on different devices (cpu, reference); move one with await toDevice(x, "cpu")',
  ],
  [
    "integers want no gradient",
    () => t.tensor([1], { dtype: "int32", requiresGrad: true }),
    "dtype",
    'requiresGrad: only float32 and float64 are trained, this is int32; use to(x, "float32")',
  ],
  [
    "einsum, sizes",
    () => t.einsum("ij,jk->ik", x(), x()),
    "shape",
    'einsum: "ij,jk->ik": "j" is 3 in one place and 2 in another',
  ],
  [
    "einsum, letters",
    () => t.einsum("ij->k", x()),
    "shape",
    'einsum: "ij->k": the result has "k", which no operand has',
  ],
  ["tril of a vector", () => t.tril(t.zeros([3])), "shape", "tril: x [3] needs at least two axes"],
];

describe("wrong calls", () => {
  it.each(table)("%s", (_, wrong, code, message) => {
    let thrown: unknown;
    try {
      wrong();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(t.TensorError);
    expect((thrown as t.TensorError).message).toBe(message);
    expect((thrown as t.TensorError).code).toBe(code);
  });

  it("names a disposed tensor", () => {
    const gone = x();
    gone.dispose();
    expect(() => t.relu(gone)).toThrow("relu: the tensor of shape [2, 3] was disposed");
  });

  it("rejects item() of several elements", async () => {
    await expect(x().item()).rejects.toThrow(
      "item: a tensor of shape [2, 3] has 6 elements, not one",
    );
  });
});

describe("a masked slot cannot poison", () => {
  it.each(["cpu", "reference"] as const)("on %s, forward and backward", (device) => {
    t.withDevice(device, () => {
      const query = t.tensor([[[[1, 2]], [[1, 0]]]], { shape: [1, 1, 2, 2], requiresGrad: true });
      const key = t.tensor([1, 1, NaN, Infinity], { shape: [1, 1, 2, 2], requiresGrad: true });
      const value = t.tensor([5, 6, NaN, Infinity], { shape: [1, 1, 2, 2], requiresGrad: true });
      const blocked = t.tensor([
        [false, true],
        [true, true],
      ]);
      const y = t.scaledDotProductAttention(query, key, value, { mask: t.block(blocked) });
      expect([...y.view()]).toEqual([5, 6, 0, 0]);
      t.sum(y).backward();
      expect([...query.grad!.view()].slice(2)).toEqual([0, 0]);
      expect([...value.grad!.view()]).toEqual([1, 1, 0, 0]);
    });
  });
});
