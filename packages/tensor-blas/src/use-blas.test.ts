import {
  and,
  causal,
  deviceInfo,
  grad,
  linear,
  linearActivation,
  manualSeed,
  matmul,
  padding,
  permute,
  randn,
  scaledDotProductAttention,
  scope,
  slice,
  sum,
  transpose,
  type Tensor,
  TensorError,
  useDeterministicAlgorithms,
} from "@clearhead/tensor";
import { afterEach, describe, expect, test } from "vitest";
import { useBlas, withoutBlas } from "./index.ts";

const missing = await useBlas().then(
  () => null,
  (error: unknown) => (error instanceof TensorError ? error.message : String(error)),
);
withoutBlas();
afterEach(withoutBlas);

/** Sums of 300 products of numbers around 1, in float32 and in another order. */
const tolerance = 2e-4;

const turned = (x: Tensor): Tensor => transpose(x, -2, -1);

const heads = (queries: number, keys: number): [Tensor, Tensor, Tensor] => [
  randn([2, 3, queries, 8]),
  randn([2, 3, keys, 8]),
  randn([2, 3, keys, 8]),
];

/** Products of every kind that the kernel meets: layouts, batches, broadcasting, strides on both axes, sizes of 1 and 0. */
const products: Record<string, () => Tensor> = {
  NN: () => matmul(randn([70, 300]), randn([300, 50])),
  NT: () => matmul(randn([70, 300]), turned(randn([50, 300]))),
  TN: () => matmul(turned(randn([300, 70])), randn([300, 50])),
  TT: () => matmul(turned(randn([300, 70])), turned(randn([50, 300]))),
  "a batch": () => matmul(randn([3, 2, 7, 5]), randn([3, 2, 5, 9])),
  "a batch, broadcast": () => matmul(randn([3, 1, 7, 5]), randn([2, 5, 9])),
  "heads side by side": () =>
    matmul(permute(randn([2, 7, 4, 5]), [0, 2, 1, 3]), permute(randn([2, 9, 4, 5]), [0, 2, 3, 1])),
  "part of a matrix": () => matmul(slice(randn([8, 40]), 1, 3, 20), randn([17, 6])),
  "apart on both axes": () => matmul(slice(randn([8, 40]), 1, 0, 40, 2), randn([20, 6])),
  attention: () =>
    scaledDotProductAttention(...heads(150, 140), { mask: and(causal(), padding([140, 90])) }),
  "the gradient of attention"() {
    const operands = heads(150, 140);
    for (const operand of operands) operand.requiresGrad = true;
    return grad(sum(scaledDotProductAttention(...operands)), [operands[1]])[0];
  },
  "a row": () => matmul(randn([1, 300]), randn([300, 50])),
  "a column": () => matmul(randn([70, 300]), randn([300, 1])),
  "an outer product": () => matmul(randn([7, 1]), randn([1, 5])),
  vectors: () => matmul(randn([300]), randn([300])),
  "nothing inside": () => matmul(randn([3, 0]), randn([0, 4])),
  "nothing at all": () => matmul(randn([0, 3]), randn([3, 4])),
  "with a bias": () => linear(randn([5, 7, 30]), randn([20, 30]), randn([20])),
  "with an activation": () =>
    linearActivation(randn([5, 7, 30]), randn([20, 30]), randn([20]), "gelu"),
  "the gradients behind an activation"() {
    const [x, weight, bias] = [randn([5, 7, 30]), randn([20, 30]), randn([20])];
    x.requiresGrad = true;
    return grad(sum(linearActivation(x, weight, bias, "gelu")), [x])[0];
  },
  gradients() {
    const [x, weight, bias] = [randn([5, 7, 30]), randn([20, 30]), randn([20])];
    for (const operand of [x, weight, bias]) operand.requiresGrad = true;
    return grad(sum(linear(x, weight, bias)), [weight])[0];
  },
};

describe.skipIf(missing !== null)(
  `with a BLAS${missing === null ? "" : ` (skipped: ${missing})`}`,
  () => {
    test.each(Object.entries(products))("%s: what the kernels compute", async (_, product) => {
      const compute = (): number[] => {
        manualSeed(3);
        return scope(() => Array.from(product().view()));
      };
      const expected = compute();
      await useBlas();
      const actual = compute();
      expect(actual).toHaveLength(expected.length);
      actual.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(tolerance));
    });

    test("tells who computes, until the kernels do again", async () => {
      const { library, threads } = await useBlas({ threads: 1 });
      expect(deviceInfo().cpu).toContain(`matrix products by ${library}`);
      expect(threads ?? 1).toBe(1);
      withoutBlas();
      expect(deviceInfo().cpu).not.toContain("matrix products");
    });

    test("goes on after the memory has grown, which may move it", async () => {
      await useBlas();
      manualSeed(0);
      const [a, b] = [randn([4, 4]), randn([4, 4])];
      const before = Array.from(matmul(a, b).view());
      scope(() => randn([40_000_000]));
      expect(Array.from(matmul(a, b).view())).toEqual(before);
    });
  },
);

test("deterministic algorithms exclude it", async () => {
  useDeterministicAlgorithms(true);
  try {
    await expect(useBlas()).rejects.toThrow(
      "useBlas: a BLAS may add in another order on another machine; call useDeterministicAlgorithms(false) first",
    );
  } finally {
    useDeterministicAlgorithms(false);
  }
});

test.each([0, 1.5, NaN])("%d threads", async (threads) => {
  await expect(useBlas({ threads })).rejects.toThrow(
    `useBlas: threads is ${threads}, give a whole number from 1`,
  );
});

test("an empty path", async () => {
  await expect(useBlas({ path: "" })).rejects.toThrow(
    'useBlas: path is "", give the file of a library, or leave it out',
  );
});
