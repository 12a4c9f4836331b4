import { describe, expect, test } from "vitest";
import { batches, padSequences } from "./batches.ts";

describe("padSequences", () => {
  test("fills up with the padding id, to the longest or to a length", async () => {
    const ids = padSequences([[5, 6, 7], [8], []], { paddingId: 1 });
    expect(ids.dtype).toBe("int32");
    expect(await ids.array()).toEqual([
      [5, 6, 7],
      [8, 1, 1],
      [1, 1, 1],
    ]);
    expect(padSequences([[5]], { paddingId: 0, length: 4 }).shape).toEqual([1, 4]);
  });

  test("refuses nothing, and what is too long", () => {
    expect(() => padSequences([], { paddingId: 0 })).toThrow("there are no sequences");
    expect(() => padSequences([[1, 2, 3]], { paddingId: 0, length: 2 })).toThrow(
      "a sequence has 3 tokens, longer than length 2",
    );
  });
});

describe("batches", () => {
  const numbers = Array.from({ length: 103 }, (_, index) => index);

  test("an epoch has every example at most once, in an order of its own", () => {
    const batch = batches(numbers, { batchSize: 10, seed: 1 });
    const epoch = (from: number): number[] =>
      Array.from({ length: 10 }, (_, step) => batch(from + step)).flat();
    expect(new Set(epoch(0)).size).toBe(100);
    expect(new Set(epoch(10)).size).toBe(100);
    expect(epoch(0)).not.toEqual(epoch(10));
    expect(epoch(0)).not.toEqual(numbers.slice(0, 100));
  });

  test("the same step gives the same examples whenever it is asked, another seed others", () => {
    const first = batches(numbers, { batchSize: 10, seed: 1 });
    const jumped = batches(numbers, { batchSize: 10, seed: 1 });
    for (let step = 0; step < 25; step++) first(step);
    expect(jumped(25)).toEqual(first(25));
    expect(first(3)).toEqual(jumped(3));
    expect(batches(numbers, { batchSize: 10, seed: 2 })(0)).not.toEqual(first(0));
  });

  test("with lengths, a batch holds examples of like length and batches come in mixed order", () => {
    const words = Array.from({ length: 400 }, (_, index) => "x".repeat(1 + (index % 20)));
    const batch = batches(words, { batchSize: 20, seed: 3, length: (word) => word.length });
    const epoch = Array.from({ length: 20 }, (_, step) => batch(step).map((word) => word.length));
    // The pool holds the whole epoch, 20 words of each of 20 lengths: every batch is of one length.
    for (const lengths of epoch) expect(Math.max(...lengths)).toBe(Math.min(...lengths));
    const order = epoch.map((lengths) => lengths[0]);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(20);
  });

  test("pools keep neighbours of the shuffle together", () => {
    const batch = batches(numbers, { batchSize: 10, seed: 1, length: (x) => x, poolBatches: 1 });
    // A pool of one batch only sorts inside the batch.
    for (let step = 0; step < 10; step++) {
      expect(batch(step)).toEqual([...batch(step)].sort((a, b) => a - b));
    }
    expect(Math.max(...batch(0)) - Math.min(...batch(0))).toBeGreaterThan(20);
  });

  test("a function makes each epoch anew: data without end", () => {
    const epochs: number[] = [];
    const batch = batches(
      (epoch) => {
        epochs.push(epoch);
        return [10 * epoch, 10 * epoch + 1, 10 * epoch + 2, 10 * epoch + 3];
      },
      { batchSize: 2, seed: 0 },
    );
    const sorted = (...steps: number[]): number[] => steps.flatMap(batch).sort((a, b) => a - b);
    expect(sorted(0, 1)).toEqual([0, 1, 2, 3]);
    expect(sorted(14, 15)).toEqual([70, 71, 72, 73]);
    expect(epochs).toEqual([0, 7]);
    const uneven = batches((epoch) => Array.from({ length: 4 - epoch }, () => epoch), {
      batchSize: 2,
      seed: 0,
    });
    expect(() => uneven(2)).toThrow("epoch 1 has 1 batches, the first one 2");
  });

  test("refuses what gives no batch", () => {
    expect(() => batches([1, 2], { batchSize: 3, seed: 0 })).toThrow(
      "2 examples do not fill one batch of 3",
    );
    expect(() => batches([1, 2], { batchSize: 0, seed: 0 })).toThrow("batchSize is 0");
  });
});
