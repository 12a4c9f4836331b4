// A file of its own: the peak of a process only rises.
import { expect, it } from "vitest";
import * as t from "../index.ts";

it("attention holds memory that grows with the length, not with its square", () => {
  /** The most bytes that the lengths up to this one have held, forward and backward. */
  const peakUpTo = (length: number): number =>
    t.scope(() => {
      const inputs = [0, 1, 2].map((seed) =>
        t.randn([1, length, 8], { requiresGrad: true, generator: t.createGenerator(seed) }),
      ) as [t.Tensor, t.Tensor, t.Tensor];
      t.sum(t.scaledDotProductAttention(...inputs, { mask: t.causal() })).backward();
      return t.memory().peak;
    });
  const [first, second, third] = [512, 1024, 2048].map(peakUpTo);
  // Twice the length more is twice the bytes more; by the matrix of scores it would be four times as many.
  expect((third - second) / (second - first)).toBeCloseTo(2, 1);
  expect(third).toBeLessThan(2048 * 2048 * 4);
});
