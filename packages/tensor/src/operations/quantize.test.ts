import { describe, expect, it } from "vitest";
import {
  createGenerator,
  div,
  expand,
  grad,
  linear,
  matmul,
  memory,
  mul,
  quantize,
  randn,
  reshape,
  scope,
  tensor,
  to,
  toDevice,
  transpose,
  type Tensor,
} from "../index.ts";
import { firstDifference } from "../cpu/testing.ts";

const normal = (...shape: number[]): Tensor =>
  randn(shape, { generator: createGenerator(shape.length) });

describe("quantize", () => {
  it("gives each row the scale at which its largest number is 127", async () => {
    const { values, scale } = quantize(
      tensor([
        [1, -2, 0.5],
        [0, 0, 0],
        [-127, 126.6, 3.5],
      ]),
    );
    expect([values.dtype, scale.dtype]).toEqual(["int8", "float32"]);
    expect(await values.array()).toEqual([
      [64, -127, 32],
      [0, 0, 0],
      [-127, 127, 4], // a tie goes to the even neighbour
    ]);
    expect(await scale.array()).toEqual([Math.fround(2 / 127), 0, 1]);
  });

  it.each([
    [0, [4, 1, 1]],
    [1, [1, 3, 1]],
    [-1, [1, 1, 5]],
  ])("moves no number by more than half its scale, dim %i", async (dim, shape) => {
    const x = normal(4, 3, 5);
    const { values, scale } = quantize(x, { dim });
    const steps = expand(reshape(scale, shape), x.shape);
    const [exact, restored, step] = await Promise.all([
      x.data(),
      mul(values, steps).data(),
      div(steps, 2).data(),
    ]);
    // The product is rounded: half a unit in the last place of a number of at most 127 scales.
    exact.forEach((value, at) => {
      expect(Math.abs(value - restored[at])).toBeLessThanOrEqual(step[at] * (1 + 127 * 2 ** -23));
    });
  });

  it("takes vectors, halves and nothing", async () => {
    const { values, scale } = quantize(to(tensor([3, -0.5]), "float16"));
    expect([await values.array(), await scale.array()]).toEqual([
      [127, -127],
      [3 / 127, 0.5 / 127].map(Math.fround),
    ]);
    const empty = quantize(reshape(tensor([]), [2, 0]));
    expect([empty.values.shape, await empty.scale.array()]).toEqual([
      [2, 0],
      [0, 0],
    ]);
  });

  it("makes constants", () => {
    const { values, scale } = quantize(tensor([[1, 2]], { requiresGrad: true }));
    expect([values.requiresGrad, scale.requiresGrad]).toEqual([false, false]);
  });
});

const weightsIn = (type: "float16" | "bfloat16" | "int8"): Tensor =>
  type === "int8" ? quantize(normal(9, 40)).values : to(normal(9, 40), type);

describe.each(["float16", "bfloat16", "int8"] as const)("weights in %s", (type) => {
  it.each([[], [1], [3], [7], [2, 5]])("linear over [%s…]", async (...rows) => {
    const weight = weightsIn(type);
    const plain = to(weight, "float32");
    const [x, bias, scale] = [normal(...rows, 40), normal(9), normal(9)];
    // Both are within (40 + 4) · 2^-24 · Σ |x w| of the exact sum, which here is below 80.
    const error = 80 * 44 * 2 ** -23;
    for (const [actual, expected] of [
      [linear(x, weight, bias), linear(x, plain, bias)],
      [linear(x, weight, bias, { scale }), linear(x, plain, bias, { scale })],
      [matmul(x, transpose(weight, 0, 1)), linear(x, plain)],
    ]) {
      expect(actual.dtype).toBe("float32");
      const values = await expected.data();
      (await actual.data()).forEach((value, at) => {
        expect(Math.abs(value - values[at])).toBeLessThanOrEqual(error);
      });
    }
  });

  it("is read by the reference device as it is stored", async () => {
    const operands = [normal(2, 40), weightsIn(type), normal(9)];
    const there = operands.map((x) => toDevice(x, "reference"));
    const [x, weight, scale] = await Promise.all(there);
    const plain = to(weight, "float32");
    const actual = await linear(x, weight, null, { scale }).data();
    const expected = await linear(x, plain, null, { scale }).data();
    expect(firstDifference(actual, expected)).toBe(-1);
  });

  it("lets gradients through to everything else", async () => {
    const weight = weightsIn(type);
    const plain = to(weight, "float32");
    const leaves = [normal(3, 40), normal(9), mul(normal(9), 2)].map((x) => x.detach());
    for (const leaf of leaves) leaf.requiresGrad = true;
    const [x, scale, bias] = leaves;
    const seed = normal(3, 9);
    const gradients = (w: Tensor): Tensor[] =>
      grad(linear(x, w, bias, { scale }), leaves, { gradient: seed });
    const expected = await Promise.all(gradients(plain).map((g) => g.data()));
    const actual = await Promise.all(gradients(weight).map((g) => g.data()));
    actual.forEach((values, i) => {
      // Sums of at most 40 products, in another order.
      const error = 44 * 2 ** -23 * Math.max(...expected[i].map(Math.abs));
      values.forEach((value, at) =>
        expect(Math.abs(value - expected[i][at])).toBeLessThanOrEqual(error),
      );
    });
  });

  it.each([1, 8])("has no float32 copy of the weight, %i rows", (rows) => {
    const weight = to(to(normal(300, 200), "int8"), type);
    const x = normal(rows, 200);
    const before = memory();
    // The peak so far may be above: a tensor as large as the weight in float32 would show in a scope that already holds so much.
    const filling = normal(Math.ceil((before.peak - before.bytes) / 4) + 1);
    const { peak } = memory();
    scope(() => void linear(x, weight));
    expect(memory().peak - peak).toBeLessThanOrEqual(rows * 300 * 4);
    filling.dispose();
  });
});
