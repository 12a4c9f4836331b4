import { describe, expect, it } from "vitest";
import { attentionBlock, attentionQueries } from "./layout.ts";
import { Bench, builds, firstDifference, product, randoms, type Placed } from "./testing.ts";

/** Heads of keys, queries that share one, queries, keys, width, width of values. */
type Sizes = readonly [
  heads: number,
  group: number,
  queries: number,
  keys: number,
  width: number,
  valueWidth: number,
];

const sizes: readonly Sizes[] = [
  [1, 1, 1, 1, 1, 1],
  [3, 2, 7, 13, 5, 9],
  [2, 1, attentionQueries + 7, attentionBlock + 5, 12, 7],
  [1, 2, 2 * attentionBlock + 1, 2 * attentionBlock + 9, 8, 16],
];

describe.each(builds)("attention, %s: the same bits tile by tile", (build) => {
  const bench = new Bench(build);
  const drawn = (seed: number, shape: readonly number[]): Placed =>
    bench.place(shape, randoms(seed, product(shape)));

  it.each(sizes)("%i × %i heads, %i queries, %i keys, widths %i and %i", (...size) => {
    const [heads, group, queries, keys, width, valueWidth] = size;
    const options = [0.5, 1, 0, 0, 0];
    const query = drawn(1, [heads, group, queries, width]);
    const given = [query, drawn(2, [heads, keys, width]), drawn(3, [heads, keys, valueWidth])];
    const head = [...given, query, query, query];
    const out = bench.out([heads, group, queries, valueWidth]);
    const logSumExp = bench.out([heads, group, queries, 1]);
    const forward = [out, logSumExp, ...head];
    const whole = bench.run("attention", forward, options);
    const expected = bench.read(logSumExp);
    expect(firstDifference(bench.runTileByTile("attention", forward, options), whole)).toBe(-1);
    expect(firstDifference(bench.read(logSumExp), expected)).toBe(-1);

    const gradients = given.map(({ shape }) => bench.out(shape));
    const gout = drawn(4, out.shape);
    const backward = [...gradients, ...head, out, gout, logSumExp];
    const all = (run: () => unknown): Float32Array[] => {
      run();
      return gradients.map((gradient) => bench.read(gradient));
    };
    const atOnce = all(() => bench.run("attentionBackward", backward, options));
    const ways: (() => unknown)[] = [
      () => bench.runTileByTile("attentionBackward", backward, options),
      () => bench.runTileByTile("attentionQueryBackward", backward, options),
      () => bench.runTileByTile("attentionKeyBackward", backward, options),
    ];
    for (const way of ways) {
      all(way).forEach((gradient, i) => {
        // By queries and by keys, sums of blocks are added in the same order as by heads.
        expect(firstDifference(gradient, atOnce[i])).toBe(-1);
      });
    }
  });
});
