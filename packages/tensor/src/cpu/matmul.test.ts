import { describe, expect, it } from "vitest";
import { erf } from "../erf.ts";
import { unaryGelu, unaryRelu } from "./opcode.ts";
import { Bench, builds, firstDifference, randoms, type Placed } from "./testing.ts";

/** `[batch, rows, depth] · [batch, depth, columns]` */
type Sizes = readonly [batch: number, rows: number, depth: number, columns: number];

// Edges of the 6 × 8 tile, of the 96-row and 512-column block and of the 256-deep block; vectors; nothing at all.
const sizes: readonly Sizes[] = [
  [1, 1, 1, 1],
  [1, 6, 8, 8],
  [1, 7, 3, 9],
  [3, 5, 4, 6],
  [2, 97, 5, 7],
  [1, 4, 257, 9],
  [1, 3, 600, 11],
  [1, 2, 3, 515],
  [1, 1, 300, 33],
  [5, 2, 6, 16],
  [1, 3, 7, 19],
  [1, 100, 260, 1],
  [40, 14, 16, 14],
  [1, 0, 3, 4],
  [0, 2, 3, 4],
  [2, 3, 0, 4],
];

/** Float32 rounds each of k products and sums: |error| <= (k + 2) · 2^-24 · Σ |a b|; here |a b| < 1. */
const tolerance = (depth: number): number => (depth + 2) * depth * 2 ** -24;

function product(
  a: Float32Array,
  b: Float32Array,
  [batch, rows, depth, columns]: Sizes,
): Float64Array {
  const out = new Float64Array(batch * rows * columns);
  for (let z = 0, to = 0; z < batch; z++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, to++) {
        for (let k = 0; k < depth; k++) {
          out[to] += a[(z * rows + i) * depth + k] * b[(z * depth + k) * columns + j];
        }
      }
    }
  }
  return out;
}

function expectNear(actual: Float32Array, expected: ArrayLike<number>, error: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - expected[index])),
    0,
  );
  expect(worst).toBeLessThanOrEqual(error);
}

const plain = [0, 0, 0, 1];
const gelu = (x: number): number => (x * (1 + erf(x / Math.SQRT2))) / 2;

describe.each(builds)("matmul, %s", (build) => {
  const bench = new Bench(build);

  function expectProduct(
    size: Sizes,
    place: (shape: readonly number[], values: Float32Array) => Placed,
  ): void {
    const [batch, rows, depth, columns] = size;
    const a = randoms(1, batch * rows * depth);
    const b = randoms(2, batch * depth * columns);
    const out = bench.out([batch, rows, columns]);
    const operands = [out, place([batch, rows, depth], a), place([batch, depth, columns], b)];
    const result = bench.run("matmul", operands, plain);
    expectNear(result, product(a, b, size), tolerance(depth));
    expect(firstDifference(bench.runTileByTile("matmul", operands, plain), result)).toBe(-1);
  }

  it.each(sizes)("%i × [%i, %i] · [%i, %i]", (...size) => {
    expectProduct(size, (shape, values) => bench.place(shape, values));
  });

  it.each([
    ["transposed", { order: [0, 2, 1] }],
    ["batch innermost", { order: [1, 2, 0] }],
    ["spaced", { gap: 2 }],
    ["reversed", { isReversed: true }],
  ] as const)("%s operands", (_, layout) => {
    for (const size of sizes)
      expectProduct(size, (shape, values) => bench.place(shape, values, layout));
  });

  it("broadcasts a matrix over the batch by strides of 0", () => {
    const a = randoms(3, 2 * 3 * 5 * 4);
    const b = randoms(4, 4 * 6);
    const out = bench.out([2, 3, 5, 6]);
    const shared = { ...bench.place([4, 6], b), shape: [2, 3, 4, 6], strides: [0, 0, 6, 1] };
    const result = bench.run("matmul", [out, bench.place([2, 3, 5, 4], a), shared], plain);
    const repeated = Float32Array.from({ length: 6 * 24 }, (_, index) => b[index % 24]);
    expectNear(result, product(a, repeated, [6, 5, 4, 6]), tolerance(4));
  });

  it("takes rank 8", () => {
    const a = randoms(5, 8 * 3 * 2);
    const b = randoms(6, 8 * 2 * 5);
    const out = bench.out([2, 1, 2, 1, 2, 1, 3, 5]);
    const operands = [
      out,
      bench.place([2, 1, 2, 1, 2, 1, 3, 2], a),
      bench.place([2, 1, 2, 1, 2, 1, 2, 5], b),
    ];
    expectNear(bench.run("matmul", operands, plain), product(a, b, [8, 3, 2, 5]), tolerance(2));
  });

  it.each(sizes.filter(([, rows, , columns]) => rows * columns < 2000))(
    "scale, bias and activation, %i × [%i, %i] · [%i, %i]",
    (...size) => {
      const [batch, rows, depth, columns] = size;
      const a = randoms(7, batch * rows * depth);
      const b = randoms(8, batch * depth * columns);
      const bias = randoms(9, columns);
      const operands = [
        bench.out([batch, rows, columns]),
        bench.place([batch, rows, depth], a),
        bench.place([batch, depth, columns], b),
        bench.place([columns], bias),
      ];
      const linear = product(a, b, size).map((value, index) => value * 0.5 + bias[index % columns]);
      // The slopes of relu and gelu are at most 1.13; the polynomials add a few units of the last place.
      const error = 1.13 * tolerance(depth) + 2e-6;
      expectNear(bench.run("matmul", operands, [1, 0, 0, 0.5]), linear, error);
      expectNear(
        bench.run("matmul", operands, [1, unaryRelu, 0, 0.5]),
        linear.map((x) => Math.max(x, 0)),
        error,
      );
      expectNear(bench.run("matmul", operands, [1, unaryGelu, 0, 0.5]), linear.map(gelu), error);
    },
  );

  it("adds to what is there when it accumulates", () => {
    for (const size of sizes) {
      const [batch, rows, depth, columns] = size;
      const a = randoms(10, batch * rows * depth);
      const b = randoms(11, batch * depth * columns);
      const before = randoms(12, batch * rows * columns);
      const out = bench.place([batch, rows, columns], before);
      const operands = [
        out,
        bench.place([batch, rows, depth], a),
        bench.place([batch, depth, columns], b),
      ];
      const expected = product(a, b, size).map((value, index) => value + before[index]);
      expectNear(
        bench.run("matmul", operands, [0, 0, 1, 1]),
        expected,
        tolerance(depth) + 2 ** -23,
      );
    }
  });

  it("writes only its own rows of a wider output", () => {
    const wide = bench.place([3, 10], new Float32Array(30).fill(5));
    const out = { pointer: wide.pointer + 8, shape: [3, 6], strides: [10, 1], size: 18 };
    const ones = bench.place([3, 2], new Float32Array(6).fill(1));
    bench.run("matmul", [out, ones, bench.place([2, 6], new Float32Array(12).fill(1))], plain);
    const row = [5, 5, 2, 2, 2, 2, 2, 2, 5, 5];
    expect([...bench.read(wide)]).toEqual([...row, ...row, ...row]);
  });

  it.each([
    [7, 5],
    [300, 17],
    [1000, 33],
  ])(
    "a row alone gives the bits that it gives among others: [9, %i] · [%i columns]",
    (depth, columns) => {
      const a = bench.place([9, depth], randoms(5, 9 * depth));
      const b = bench.place([depth, columns], randoms(6, depth * columns));
      const among = bench.run("matmul", [bench.out([9, columns]), a, b], plain);
      const row = { ...a, pointer: a.pointer + 2 * depth * 4, shape: [1, depth], size: depth };
      const alone = bench.run("matmul", [bench.out([1, columns]), row, b], plain);
      expect(firstDifference(alone, among.slice(2 * columns, 3 * columns))).toBe(-1);
    },
  );

  it("lets NaN and infinity through, row by row", () => {
    const a = bench.place([2, 2], [NaN, 1, 1, 1]);
    const b = bench.place([2, 2], [1, Infinity, 1, 2]);
    expect([...bench.run("matmul", [bench.out([2, 2]), a, b], plain)]).toEqual([
      NaN,
      NaN,
      2,
      Infinity,
    ]);
  });
});
