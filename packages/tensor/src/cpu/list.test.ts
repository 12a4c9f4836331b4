import { describe, expect, it } from "vitest";
import { writeList } from "./list.ts";
import { Bench, builds, firstDifference, randoms, type Placed } from "./testing.ts";

/** Sizes below, at and above a tile, with rests of a vector. */
const sizes = [1, 3, 4096, 10_001];
const total = sizes.reduce((sum, size) => sum + size, 0);

describe.each(builds)("kernels over a list of tensors, %s", (build) => {
  const bench = new Bench(build);

  /** Rows of as many tensors as there are lists of values, cut to the sizes. */
  const place = (...values: readonly Float32Array[]): { list: Placed; tensors: Placed[][] } => {
    let from = 0;
    const tensors = sizes.map((size) => {
      const row = values.map((all) => bench.place([size], all.subarray(from, from + size)));
      from += size;
      return row;
    });
    const rows = tensors.map((row) => ({
      size: row[0].size,
      pointers: row.map(({ pointer }) => pointer),
    }));
    const list = writeList(bench.heap, rows);
    return { list: { ...list, size: list.shape[0] }, tensors };
  };
  const read = (tensors: readonly Placed[][], position: number): Float32Array =>
    Float32Array.from(tensors.flatMap((row) => [...bench.read(row[position])]));

  it("AdamW agrees with float64 over 50 steps", () => {
    const [rate, beta1, beta2, eps, weightDecay] = [1e-3, 0.9, 0.999, 1e-8, 0.01];
    const start = randoms(1, total);
    const zeros = new Float32Array(total);
    const { list, tensors } = place(start, start, zeros, zeros);
    const p = Float64Array.from(start);
    const m = new Float64Array(total);
    const v = new Float64Array(total);
    for (let step = 1; step <= 50; step++) {
      const gradients = randoms(step + 1, total);
      let from = 0;
      for (const [, { pointer, size }] of tensors) {
        bench.heap.float32.set(gradients.subarray(from, from + size), pointer / 4);
        from += size;
      }
      for (let index = 0; index < total; index++) {
        const g = gradients[index];
        p[index] -= rate * weightDecay * p[index];
        m[index] = beta1 * m[index] + (1 - beta1) * g;
        v[index] = beta2 * v[index] + (1 - beta2) * g * g;
        const denominator = Math.sqrt(v[index]) / Math.sqrt(1 - beta2 ** step) + eps;
        p[index] -= ((rate / (1 - beta1 ** step)) * m[index]) / denominator;
      }
      bench.run("adamW", [list], [rate, beta1, beta2, eps, weightDecay, step]);
    }
    const off = (actual: Float32Array, exact: Float64Array): number =>
      actual.reduce((most, value, index) => Math.max(most, Math.abs(value - exact[index])), 0);
    // Fifty steps, each rounding a number below 1.1 to 24 bits.
    expect(off(read(tensors, 0), p)).toBeLessThan(50 * 2 ** -24);
    expect(off(read(tensors, 2), m)).toBeLessThan(1e-6);
    expect(off(read(tensors, 3), v)).toBeLessThan(1e-7);
  });

  it("AdamW does not depend on the split into tiles", () => {
    const values = [1, 2, 3, 4].map((seed) => randoms(seed, total).map(Math.abs));
    const options = [1e-3, 0.9, 0.999, 1e-8, 0.01, 7];
    const [once, split] = [place(...values), place(...values)];
    bench.run("adamW", [once.list], options);
    bench.runTileByTile("adamW", [split.list], options);
    for (const position of [0, 2, 3]) {
      const results = [once, split].map(({ tensors }) => read(tensors, position));
      expect(firstDifference(results[1], results[0])).toBe(-1);
    }
  });

  it("sums squares and scales, tile by tile alike", () => {
    const values = randoms(5, total);
    const { list, tensors } = place(values);
    const [sums, split] = [bench.out([list.size]), bench.out([list.size])];
    bench.run("sumsOfSquares", [list, sums]);
    bench.runTileByTile("sumsOfSquares", [list, split]);
    expect(firstDifference(bench.read(split), bench.read(sums))).toBe(-1);
    const exact = values.reduce((sum, value) => sum + value * value, 0);
    const found = bench.read(sums).reduce((sum, value) => sum + value, 0);
    // A sum in single precision, in chains of 8, is rounded at each step.
    expect(Math.abs(found / exact - 1)).toBeLessThan(1e-6);
    bench.runTileByTile("scaleAll", [list, bench.place([1], [0.3])]);
    const factor = Math.fround(0.3);
    const scaled = values.map((value) => value * factor);
    expect(firstDifference(read(tensors, 0), scaled)).toBe(-1);
  });
});
