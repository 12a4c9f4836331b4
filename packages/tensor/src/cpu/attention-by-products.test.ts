// Products that are substituted by nobody run as kernels: here what is between them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { setNumThreads, substituteProducts } from "./threads.ts";

type Inputs = [query: t.Tensor, key: t.Tensor, value: t.Tensor];

function drawn(queries: number, keys: number, heads: number, own = heads): Inputs {
  const generator = t.createGenerator(3);
  const of = (count: number, length: number, width: number): t.Tensor => {
    // As layers have them: the heads of a position side by side.
    const x = t.transpose(t.randn([2, length, count, width], { generator }), 1, 2).detach();
    x.requiresGrad = true;
    return x;
  };
  return [of(heads, queries, 12), of(own, keys, 12), of(own, keys, 9)];
}

/** The result and its gradients. */
function results(inputs: Inputs, options: t.AttentionOptions): t.Tensor[] {
  const y = t.scaledDotProductAttention(...inputs, options);
  const gradient = t.randn(y.shape, { generator: t.createGenerator(4) });
  return [y, ...t.grad(y, inputs, { gradient })];
}

function largestDifference(a: t.Tensor, b: t.Tensor): number {
  const right = b.view();
  let worst = 0;
  a.view().forEach((value, at) => {
    const difference = Math.abs(value - right[at]);
    if (!Object.is(value, right[at])) worst = difference >= worst ? difference : worst;
    if (Number.isNaN(value) !== Number.isNaN(right[at])) worst = Infinity;
  });
  return worst;
}

const truths = (...shape: number[]): t.Tensor =>
  t.lt(t.rand(shape, { generator: t.createGenerator(7) }), 0.3);
const biases = (...shape: number[]): t.Tensor =>
  t.randn(shape, { generator: t.createGenerator(8) });

describe("attention by products", () => {
  const nobody = { name: "nobody", compute: () => false };
  beforeEach(() => setNumThreads(1));
  afterEach(() => substituteProducts(null));

  // Beyond a block of queries and one of keys, and a rest of each.
  const [queries, keys] = [291, 523];
  it.each<[string, () => [Inputs, t.AttentionOptions]]>([
    ["plain", () => [drawn(queries, keys, 2), {}]],
    ["causal", () => [drawn(queries, keys, 2), { mask: t.causal() }]],
    ["causal, more queries", () => [drawn(keys, queries, 2), { mask: t.causal(), scale: 0.5 }]],
    [
      "few heads, grouped, padded",
      () => [
        drawn(queries, keys, 2, 1),
        { enableGqa: true, mask: t.and(t.causal(), t.padding([200, 0])) },
      ],
    ],
    [
      "blocked and biased",
      () => [
        drawn(queries, keys, 2),
        { mask: t.and(t.block(truths(queries, keys)), t.bias(biases(2, 1, keys))) },
      ],
    ],
    [
      "grouped",
      () => [drawn(queries, keys, 4, 2), { enableGqa: true, mask: t.block(truths(2, 1, 1, keys)) }],
    ],
  ])("is what the kernel computes: %s", (_, make) => {
    t.scope(() => {
      const [inputs, options] = make();
      const expected = results(inputs, options);
      substituteProducts(nobody);
      const ours = results(inputs, options);
      // Sums of up to 523 products of numbers about 1, in another order.
      const differences = ours.map((x, i) => largestDifference(x, expected[i]));
      for (const difference of differences) expect(difference).toBeLessThan(2e-5);
      // Else the kernel ran both times.
      expect(Math.max(...differences)).toBeGreaterThan(0);
    });
  });

  it("minds what is masked: NaN reaches nothing", () => {
    substituteProducts(nobody);
    t.scope(() => {
      const [query, , value] = drawn(queries, keys, 2);
      const key = t.full([2, 2, keys, 12], NaN, { requiresGrad: true });
      const mask = t.block(t.ge(t.arange(0, keys), 0));
      for (const x of results([query, key, value], { mask })) {
        expect(x.view().every((number) => number === 0)).toBe(true);
      }
    });
  });
});
