import { describe, expect, it } from "vitest";
import { reduceMax, reduceMin, reduceSum } from "./opcode.ts";
import {
  Bench,
  builds,
  firstDifference,
  offsetOf,
  product,
  randoms,
  type Placed,
} from "./testing.ts";

/** Kept axes, then reduced axes. */
const cases = [
  [[], []],
  [[], [1]],
  [[], [7]],
  [[], [100_003]],
  [[], [30, 41]],
  [[5], [1]],
  [[5], [3]],
  [[3, 7], [11]],
  [[513], [5]],
  [[1], [9]],
  [[9], [70, 3]],
  [[600], [150]],
  [[2, 1030], [67]],
  [[0], [4]],
  [
    [2, 3],
    [2, 2, 3, 2],
  ],
] as const;

/** Axes from outermost to innermost in memory: all of them in order, turned, the kept ones innermost, and mixed. */
const orders = (kept: number, rank: number): readonly (readonly number[])[] => {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const odd = axes.filter((axis) => axis % 2 === 1);
  return [
    axes,
    [...axes].reverse(),
    [...axes.slice(kept), ...axes.slice(0, kept)],
    [...odd, ...axes.filter((axis) => axis % 2 === 0)],
  ];
};

describe.each(builds)("reduce, %s", (build) => {
  const bench = new Bench(build);

  it.each(cases)("%j kept, %j reduced", (kept, reduced) => {
    const shape = [...kept, ...reduced];
    const terms = product(reduced);
    const values = randoms(1, product(shape));
    for (const order of orders(kept.length, shape.length)) {
      for (const layout of [{}, { gap: 1 }, { isReversed: true }]) {
        const x = bench.place(shape, values, { ...layout, order });
        const operands = [bench.out(kept), x];
        const groups = Array.from({ length: product(kept) }, (_, at) =>
          values.subarray(at * terms, (at + 1) * terms),
        );

        const sums = bench.run("reduce", operands, [reduceSum, kept.length]);
        const worst = groups.reduce((most, group, at) => {
          const exact = group.reduce((sum, value) => sum + value, 0);
          return Math.max(most, Math.abs(sums[at] - exact));
        }, 0);
        // Up to 64 numbers below 1 in a lane are added in single precision: chains of 8 (eight sums below 8, each rounded by 2^-22 at
        // the worst), then pairs. Seldom more than a tenth of that; then double precision takes over, and the errors of blocks are independent.
        expect(worst).toBeLessThanOrEqual(2 ** -19 * Math.sqrt(Math.ceil(terms / 64)));
        expect(
          firstDifference(bench.runTileByTile("reduce", operands, [reduceSum, kept.length]), sums),
        ).toBe(-1);

        const largest = bench.run("reduce", operands, [reduceMax, kept.length]);
        expect(
          firstDifference(
            largest,
            groups.map((group) => group.reduce((a, b) => Math.max(a, b), -Infinity)),
          ),
        ).toBe(-1);
        const smallest = bench.run("reduce", operands, [reduceMin, kept.length]);
        expect(
          firstDifference(
            smallest,
            groups.map((group) => group.reduce((a, b) => Math.min(a, b), Infinity)),
          ),
        ).toBe(-1);
        bench.heap.free(operands[0].pointer);
      }
    }
  });

  it("a sum of ten million numbers keeps six digits, along rows and along columns", () => {
    const terms = 10_000_000;
    const pair = bench.place([2], [0.1, 0.2]);
    const row: Placed = { ...pair, shape: [terms], strides: [0], size: terms };
    const columns: Placed = { ...pair, shape: [2, terms], strides: [1, 0], size: 2 * terms };
    const sums = [
      ...bench.run("reduce", [bench.out([]), row], [reduceSum, 0]),
      ...bench.run("reduce", [bench.out([2]), columns], [reduceSum, 1]),
    ];
    // One after another in single precision the first would be 1 087 937. The roundings of 8 equal numbers do not cancel: 8 · 2^-24 at the worst.
    const errors = [1e6, 1e6, 2e6].map((exact, index) => Math.abs(sums[index] / exact - 1));
    expect(Math.max(...errors)).toBeLessThan(8 * 2 ** -24);
  });

  it("NaN is the largest and the smallest, wherever it stands", () => {
    for (const length of [1, 4, 5, 7, 260]) {
      for (const place of [0, length >> 1, length - 1]) {
        const values = randoms(2, length);
        values[place] = NaN;
        for (const [kept, shape, order] of [
          [[], [length], [0]],
          [[2], [2, length], [1, 0]],
        ] as const) {
          const x = bench.place(shape, [...values, ...values], { order });
          for (const opcode of [reduceMax, reduceMin, reduceSum]) {
            expect(bench.run("reduce", [bench.out(kept), x], [opcode, kept.length])[0]).toBeNaN();
          }
        }
      }
    }
  });

  it("of nothing: 0, -Infinity and Infinity", () => {
    const x = bench.place([3, 0], []);
    const results = [reduceSum, reduceMax, reduceMin].map((opcode) => [
      ...bench.run("reduce", [bench.out([3]), x], [opcode, 1]),
    ]);
    expect(results.map(([first]) => first)).toEqual([0, -Infinity, Infinity]);
  });

  it("reads a broadcast axis by its stride of 0", () => {
    const x = bench.place([4], [1, 2, 3, 4]);
    const seen: Placed = { ...x, shape: [4, 5], strides: [1, 0], size: 20 };
    expect(offsetOf(seen, 19)).toBe(3);
    expect([...bench.run("reduce", [bench.out([4]), seen], [reduceSum, 1])]).toEqual([
      5, 10, 15, 20,
    ]);
  });
});
