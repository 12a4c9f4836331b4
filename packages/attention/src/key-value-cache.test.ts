import { causal, inference, manualSeed, randn, slice, zeros, type Tensor } from "@clearhead/nn";
import { expect, it } from "vitest";
import { KeyValueCache } from "./key-value-cache.ts";
import { MultiheadAttention } from "./multihead-attention.ts";

it.each([true, false])("attends to the positions before, batchFirst %s", async (batchFirst) => {
  manualSeed(1);
  const attention = new MultiheadAttention({ embedDim: 8, numHeads: 2, batchFirst });
  const time = batchFirst ? 1 : 0;
  const x = randn(batchFirst ? [3, 6, 8] : [6, 3, 8]);
  const call = (part: Tensor, cache?: KeyValueCache): Tensor =>
    inference(attention, () =>
      attention.forward(part, part, part, { mask: causal(), cache, needWeights: false }),
    ).output;
  const expected = await call(x).data();
  using cache = new KeyValueCache({ maxLength: 7 });
  for (const [from, to] of [
    [0, 2],
    [2, 3],
    [3, 6],
  ] as const) {
    const actual = await call(slice(x, time, from, to), cache).data();
    const width = batchFirst ? 8 : 24;
    const rows = batchFirst ? 3 : 1;
    for (let row = 0; row < rows; row++) {
      const part = expected.subarray((row * 6 + from) * width, (row * 6 + to) * width);
      // The same sums in another order: one row is multiplied otherwise than several.
      part.forEach((value, at) =>
        expect(actual[row * (to - from) * width + at]).toBeCloseTo(value, 5),
      );
    }
    expect(cache.length).toBe(to);
  }
});

it("copies nothing of the past: what it returns lies in its memory", () => {
  using cache = new KeyValueCache({ maxLength: 5 });
  const first = cache.append(zeros([1, 2, 3, 4]), zeros([1, 2, 3, 4]));
  const second = cache.append(zeros([1, 2, 1, 4]), zeros([1, 2, 1, 4]));
  expect(second.keys.shape).toEqual([1, 2, 4, 4]);
  expect(second.keys.strides).toEqual([40, 20, 4, 1]);
  expect(second.keys.storage).toBe(first.keys.storage);
  expect(second.values.storage).toBe(first.values.storage);
});

it("says what does not fit", () => {
  expect(() => new KeyValueCache({ maxLength: 0.5 })).toThrow(
    "KeyValueCache: maxLength is 0.5; give a whole number from 1",
  );
  using cache = new KeyValueCache({ maxLength: 3 });
  expect(() => cache.append(zeros([1, 2, 1, 4]), zeros([1, 2, 2, 4]))).toThrow(
    "KeyValueCache: keys [1, 2, 1, 4] and values [1, 2, 2, 4] do not fit each other; they are [batch, heads, positions, headDim], and a cache is for one batch of sequences",
  );
  cache.append(zeros([1, 2, 2, 4]), zeros([1, 2, 2, 5]));
  expect(() => cache.append(zeros([2, 2, 1, 4]), zeros([2, 2, 1, 5]))).toThrow(
    "KeyValueCache: keys [2, 2, 1, 4] and values [2, 2, 1, 5] do not fit those that it holds, keys [1, 2, 3, 4] and values [1, 2, 3, 5]",
  );
  expect(() => cache.append(zeros([1, 2, 2, 4]), zeros([1, 2, 2, 5]))).toThrow(
    "KeyValueCache: 2 positions behind 2 are more than its maxLength 3",
  );
  expect(() => cache.truncate(3)).toThrow(
    "KeyValueCache: truncate to 3 positions; give a whole number from 0 to 2, as many as it holds",
  );
  cache.dispose();
  expect(cache.length).toBe(0);
  cache.append(zeros([2, 2, 1, 4]), zeros([2, 2, 1, 4]));
  const attention = new MultiheadAttention({ embedDim: 8, numHeads: 2, addZeroAttn: true });
  const x = zeros([1, 1, 8]);
  expect(() => attention.forward(x, x, x, { cache })).toThrow(
    "MultiheadAttention: a layer with addBiasKv or addZeroAttn cannot use a cache; its added keys would come again with every call",
  );
});
