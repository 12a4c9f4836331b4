import { describe, expect, it } from "vitest";
import type { DType } from "../dtype.ts";
import { decodeHalves } from "../half.ts";
import { elementTypes } from "./operand.ts";
import { Bench, builds, firstDifference, randoms, type Placed } from "./testing.ts";

/** A type of weights: its patterns (bits) and their values. */
interface Stored {
  readonly dtype: DType;
  readonly bytes: 1 | 2;
  readonly patterns: readonly number[];
  readonly values: (bits: ArrayLike<number>) => Float32Array;
}

const every = (count: number): number[] => Array.from({ length: count }, (_, bits) => bits);

const types: readonly Stored[] = [
  {
    dtype: "int8",
    bytes: 1,
    patterns: every(256),
    values: (bits) => Float32Array.from(Int8Array.from(bits)),
  },
  ...(["float16", "bfloat16"] as const).map((dtype) => ({
    dtype,
    bytes: 2 as const,
    patterns: every(65536),
    values: (bits: ArrayLike<number>) => decodeHalves(dtype, Uint16Array.from(bits)),
  })),
];

/** Options of the kernel for a b of the type. */
const optionsFor = (dtype: DType, hasBias = 0, hasScale = 0): number[] => [
  hasBias,
  0,
  0,
  1,
  elementTypes.indexOf(dtype),
  hasScale,
];

describe.each(builds)("products with stored weights, %s", (build) => {
  const bench = new Bench(build);

  describe.each(types)("$dtype", ({ dtype, bytes, patterns, values }) => {
    const options = optionsFor(dtype);

    // One number of each column is a pattern and meets 1, all others are 0: what comes out is the pattern's value, bit for bit (but
    // that NaN is NaN), whichever way the kernel reads it.
    it.each([
      ["a row times rows", 1, 1, [0, 1]],
      ["a row times columns, their rest", 1, 1, [1, 0]],
      ["a row times columns, four at a time", 1, 4, [1, 0]],
      ["a row times columns, sixteen at a time", 1, 16, [1, 0]],
      ["packed, lanes side by side", 4, 1, [0, 1]],
      ["packed, steps side by side", 4, 4, [1, 0]],
    ] as const)("decodes every pattern: %s", (_, rows, depth, order) => {
      const columns = patterns.length;
      const place = (column: number): number => column % depth;
      // An infinity times the zeros of other lanes would be NaN, so each pattern has a product to itself.
      for (let only = 0; only < depth; only++) {
        const a = bench.place(
          [rows, depth],
          Array.from({ length: rows * depth }, (_, at) => (at % depth === only ? 1 : 0)),
        );
        const bits = new Array<number>(depth * columns).fill(0);
        patterns.forEach((pattern, column) => {
          if (place(column) === only) bits[only * columns + column] = pattern;
        });
        const b = bench.place([depth, columns], bits, { order, bytes });
        const result = bench.run("matmul", [bench.out([rows, columns]), a, b], options);
        const expected = values(patterns.map((bit, column) => (place(column) === only ? bit : 0)));
        // −0 + 0 is 0.
        const actual = result.map((x) => x + 0);
        for (let row = 0; row < rows; row++) {
          const part = actual.subarray(row * columns, (row + 1) * columns);
          expect(
            firstDifference(
              part,
              expected.map((x) => x + 0),
            ),
          ).toBe(-1);
        }
        for (const { pointer } of [a, b]) bench.heap.free(pointer);
      }
    });

    it.each([
      [1, 1, 1, 1],
      [1, 6, 8, 8],
      [1, 7, 3, 9],
      [2, 97, 5, 7],
      [1, 4, 257, 9],
      [1, 3, 600, 11],
      [1, 1, 1030, 33],
      [1, 2, 3, 515],
      [5, 2, 21, 16],
      [0, 2, 3, 4],
      [2, 3, 0, 4],
    ])("%i × [%i, %i] · [%i, %i] in all layouts", (batch, rows, depth, columns) => {
      const a = randoms(1, batch * rows * depth);
      const bits = Array.from(randoms(2, batch * depth * columns), (x) =>
        dtype === "int8" ? Math.round(x * 127) & 255 : halfBits(dtype, x),
      );
      const b = values(bits);
      const scales = randoms(3, columns);
      const bias = randoms(4, columns);
      const expected = new Float64Array(batch * rows * columns);
      const sizes = new Float64Array(expected.length);
      for (let at = 0; at < expected.length; at++) {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const matrix = Math.floor(row / rows) * depth;
        for (let k = 0; k < depth; k++) {
          const term = a[row * depth + k] * b[(matrix + k) * columns + column];
          expected[at] += term;
          sizes[at] += Math.abs(term);
        }
      }
      for (const layout of [
        {},
        { order: [0, 2, 1] },
        { order: [1, 2, 0] },
        { gap: 2 },
        { isReversed: true },
      ]) {
        const operands = (...more: Placed[]): Placed[] => [
          bench.out([batch, rows, columns]),
          bench.place([batch, rows, depth], a, layout),
          bench.place([batch, depth, columns], bits, { ...layout, bytes }),
          ...more,
        ];
        const plain = bench.run("matmul", operands(), options);
        // Each of k products and sums is rounded: |error| <= (k + 2) · 2^-24 · Σ |a b|.
        const isNear = (value: number, at: number): boolean =>
          Math.abs(value - expected[at]) <= (depth + 2) * 2 ** -24 * sizes[at];
        expect(plain.every(isNear)).toBe(true);
        const again = bench.runTileByTile("matmul", operands(), options);
        expect(firstDifference(again, plain)).toBe(-1);

        const extra = [bench.place([columns], bias), bench.place([columns], scales)];
        const scaled = bench.run("matmul", operands(...extra), optionsFor(dtype, 1, 1));
        const isScaled = (value: number, at: number): boolean => {
          const scale = scales[at % columns];
          const exact = scale * expected[at] + bias[at % columns];
          const error = (depth + 4) * Math.abs(scale) * sizes[at] + 2 * Math.abs(exact) + 1;
          return Math.abs(value - exact) <= error * 2 ** -24;
        };
        expect(scaled.every(isScaled)).toBe(true);
      }
    });
  });

  it("int8 products as large as float32 goes, and NaN and infinity, come through", () => {
    const depth = 40;
    const column = Array.from({ length: depth }, (_, k) => (k % 3) - 1);
    const b = bench.place(
      [depth, 1],
      column.map((x) => x & 255),
      { order: [1, 0], bytes: 1 },
    );
    const sum = (values: readonly number[]): number => {
      const a = bench.place([1, depth], values);
      return bench.run("matmul", [bench.out([1, 1]), a, b], optionsFor("int8"))[0];
    };
    const large = Array.from({ length: depth }, (_, k) => (k % 3 === 2 ? 2 ** 120 : 0));
    expect(sum(large)).toBe(13 * 2 ** 120);
    const having = (at: number, x: number): number[] => large.map((y, k) => (k === at ? x : y));
    expect(sum(having(2, Infinity))).toBe(Infinity);
    expect(sum(having(1, Infinity))).toBeNaN();
    expect(sum(having(0, NaN))).toBeNaN();
  });

  // A row meets int8 columns as integers, a unit of which is 2^-26 of the largest number or less, and in no sum may they overflow.
  it.each([
    ["numbers of one size", 48, (k: number) => Math.sin(k + 1)],
    ["numbers of one size and a rest", 61, (k: number) => Math.sin(k + 1)],
    [
      "one number a thousand times as large",
      768,
      (k: number) => Math.sin(k + 1) * (k === 5 ? 1e3 : 1),
    ],
    ["the largest digits in a long row", 78_560, () => 2 - 2 ** -23],
    ["the smallest digits in a long row", 78_560, () => 2 ** -23 - 2],
    ["a row that is too long for its digits", 80_016, (k: number) => Math.sin(k + 1)],
    ["one number a billion times as large", 768, (k: number) => (k === 5 ? 2 ** 30 : 1)],
    ["numbers near the smallest", 64, (k: number) => Math.sin(k + 1) * 2 ** -120],
    ["zeros", 64, () => 0],
  ])("int8 columns meet %s", (_, depth, at) => {
    const row = Float32Array.from({ length: depth }, (_, k) => at(k));
    const columns = [
      () => -128,
      () => 127,
      (k: number) => (k % 2 ? -128 : 127),
      (k: number) => ((k * 37) % 256) - 128,
      (k: number) => (k === 5 ? 0 : 1),
    ].map((weight) => Array.from(row, (_, k) => weight(k)));
    const a = bench.place([1, depth], row);
    const bits = Array.from(row, (_, k) => columns.map((column) => column[k] & 255)).flat();
    const b = bench.place([depth, columns.length], bits, { order: [1, 0], bytes: 1 });
    const out = bench.run("matmul", [bench.out([1, columns.length]), a, b], optionsFor("int8"));
    const largest = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const isEven = largest * depth <= 1024 * row.reduce((sum, x) => sum + Math.abs(x), 0);
    columns.forEach((column, position) => {
      let [exact, weights, size] = [0, 0, 0];
      column.forEach((weight, k) => {
        exact += weight * row[k];
        weights += Math.abs(weight);
        size += Math.abs(weight * row[k]);
      });
      // Half a unit for each weight; where float32 computes, 64 additions in a chain, and the result.
      const rounding = isEven ? 2 ** -26 * largest * weights * 0.5 : 0;
      const error = rounding + 66 * 2 ** -24 * size;
      expect(Math.abs(out[position] - exact)).toBeLessThanOrEqual(error);
    });
    for (const { pointer } of [a, b]) bench.heap.free(pointer);
  });
});

function halfBits(dtype: DType, value: number): number {
  const word = new Int32Array(Float32Array.of(value).buffer)[0];
  if (dtype === "bfloat16") return word >>> 16;
  const exponent = ((word >> 23) & 255) - 112;
  return exponent <= 0 ? 0 : ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >> 13) & 0x3ff);
}
