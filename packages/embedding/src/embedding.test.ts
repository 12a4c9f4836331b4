import { manualSeed, sum, tensor, zeros, type Tensor } from "@clearhead/nn";
import { expect, it } from "vitest";
import { Embedding, TokenEmbedding } from "./embedding.ts";

const ids = (values: number[] | number[][]): Tensor => tensor(values, { dtype: "int32" });
/** PyTorch 2.13's numbers, printed with seven decimals; normal numbers differ between processors by some 1e-7. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 6));
const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];

it("looks rows up in ids of any shape", async () => {
  const layer = Embedding.fromPretrained(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  );
  expect(await layer.forward(ids([[2, 0]])).array()).toEqual([
    [
      [5, 6],
      [1, 2],
    ],
  ]);
  expect(layer.forward(zeros([0], { dtype: "int32" })).shape).toEqual([0, 2]);
  expect(layer.weight.requiresGrad).toBe(false);
});

it("starts with PyTorch's numbers for a seed, padding with 0", async () => {
  manualSeed(0);
  const layer = new Embedding(3, 2, { paddingIdx: 1 });
  expect(await numbers(layer.weight)).toEqual(
    near([1.5409961, -0.2934289, 0, 0, -1.0845224, -1.3985955]),
  );
});

it("gives padding no gradient, counts from the end, and loads padding as it is", async () => {
  const layer = new Embedding(3, 1, { paddingIdx: -1 });
  expect(layer.paddingIdx).toBe(2);
  sum(layer.forward(ids([0, 2, 2, 0, 1]))).backward();
  expect(await numbers(layer.weight.grad!)).toEqual([2, 1, 0]);
  layer.loadStateDict({ weight: tensor([[1], [2], [3]]) });
  expect(await layer.forward(ids([2])).array()).toEqual([[3]]);
});

it("shortens the vectors that are looked up, in place, and only those", async () => {
  const table = tensor([
    [3, 4],
    [0.3, 0.4],
    [6, 8],
  ]);
  const layer = Embedding.fromPretrained(table, { freeze: false, maxNorm: 1 });
  expect(await numbers(layer.forward(ids([0, 1])))).toEqual(near([0.6, 0.8, 0.3, 0.4]));
  expect(await numbers(layer.weight)).toEqual(near([0.6, 0.8, 0.3, 0.4, 6, 8]));
  const byLargest = Embedding.fromPretrained(tensor([[3, -1]]), { maxNorm: 2, normType: 1 });
  expect(await numbers(byLargest.forward(ids([0])))).toEqual(near([1.5, -0.5]));
});

it("divides gradients by how often an id occurs, with the same values", async () => {
  const layer = Embedding.fromPretrained(tensor([[0.1], [0.2], [0.3]]), {
    freeze: false,
    scaleGradByFreq: true,
  });
  const y = layer.forward(ids([0, 1, 0]));
  expect(await numbers(y)).toEqual([0.1, 0.2, 0.1].map(Math.fround));
  sum(y).backward();
  expect(await numbers(layer.weight.grad!)).toEqual([1, 1, 0]);
});

it("says which id is outside the table, and which arguments do not fit", () => {
  const layer = new Embedding(3, 2);
  expect(() => layer.forward(ids([0, 3]))).toThrow(/3/);
  expect(() => layer.forward(ids([-1]))).toThrow(/-1/);
  expect(() => layer.forward(tensor([0.5]))).toThrow(/float32/);
  expect(() => new Embedding(3, 2, { paddingIdx: 3 })).toThrow(
    "Embedding: paddingIdx 3 is not a row of a table of 3; give one from -3 to 2",
  );
  expect(() => new Embedding(3, 1.5)).toThrow("Embedding: a table cannot be [3, 1.5]");
  expect(() => Embedding.fromPretrained(zeros([2]))).toThrow("the table is [2]");
});

it("prints as PyTorch prints", () => {
  expect(String(new Embedding(3, 4, { paddingIdx: 1 }))).toBe("Embedding(3, 4, padding_idx=1)");
  const options = { maxNorm: 0.5, normType: 3, scaleGradByFreq: true };
  expect(String(new Embedding(3, 4, options))).toBe(
    "Embedding(3, 4, max_norm=0.5, norm_type=3, scale_grad_by_freq=True)",
  );
});

it("scales tokens by √dModel as the paper does, from a table that makes up for it", async () => {
  manualSeed(3);
  const scaled = new TokenEmbedding(5, 16);
  manualSeed(3);
  const plain = new TokenEmbedding(5, 16, { scale: false });
  manualSeed(3);
  const torch = new Embedding(5, 16);
  expect(await numbers(plain.weight)).toEqual(await numbers(torch.weight));
  const [a, b] = await Promise.all(
    [scaled, plain].map((layer) => numbers(layer.forward(ids([4, 2])))),
  );
  expect(a).toEqual(near(b));
  expect(await numbers(scaled.weight)).toEqual(
    near((await numbers(plain.weight)).map((w) => w / 4)),
  );
  expect(Object.keys(scaled.stateDict())).toEqual(["weight"]);
});
