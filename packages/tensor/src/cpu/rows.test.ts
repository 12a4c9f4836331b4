import { describe, expect, it } from "vitest";
import {
  Bench,
  builds,
  firstDifference,
  product,
  randoms,
  type Placed,
  type KernelName,
} from "./testing.ts";

// One number, rests of every length, longer than a summing block of 256, longer than a column tile of 512, no rows, no columns.
const shapes = [
  [1],
  [3],
  [5, 1],
  [7, 6],
  [2, 3, 17],
  [3, 256],
  [2, 259],
  [2, 1030],
  [200, 5],
  [0, 4],
  [3, 0],
];
const layouts = [{}, { gap: 1 }, { isReversed: true }, { isTurned: true }];

type Rows = readonly Float64Array[];
const rowsOf = (shape: readonly number[], values: Float32Array): Rows => {
  const length = shape[shape.length - 1];
  return Array.from({ length: length === 0 ? 0 : product(shape) / length }, (_, row) =>
    Float64Array.from(values.subarray(row * length, (row + 1) * length)),
  );
};

const total = (row: Float64Array): number => row.reduce((sum, value) => sum + value, 0);
const mean = (row: Float64Array): number => total(row) / row.length;

function softmax(x: Float64Array): Float64Array {
  const peak = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - peak));
  return powers.map((value) => value / total(powers));
}

const logSoftmax = (x: Float64Array): Float64Array => {
  const peak = Math.max(...x);
  const logTotal = Math.log(total(x.map((value) => Math.exp(value - peak))));
  return x.map((value) => value - peak - logTotal);
};

const eps = 1e-5;

/** The normalised row and one over its spread. */
function normalize(
  x: Float64Array,
  isCentered: boolean,
): { normal: Float64Array; inverse: number } {
  const center = isCentered ? mean(x) : 0;
  const inverse = 1 / Math.sqrt(mean(x.map((value) => (value - center) ** 2)) + eps);
  return { normal: x.map((value) => (value - center) * inverse), inverse };
}

describe.each(builds)("rows, %s", (build) => {
  const bench = new Bench(build);

  function place(
    shape: readonly number[],
    values: Float32Array,
    { isTurned = false, ...rest },
  ): Placed {
    return bench.place(shape, values, {
      ...rest,
      order: shape.map((_, axis) => (isTurned ? shape.length - 1 - axis : axis)),
    });
  }

  /** Runs a kernel over all shapes and layouts of its inputs and compares each row; also tile by tile, bit for bit. */
  function expectRows(
    kernel: KernelName,
    options: readonly number[],
    exact: (inputs: readonly Float64Array[]) => Float64Array,
    {
      inputs = 1,
      columns = [],
      error,
    }: { inputs?: number; columns?: readonly Float32Array[]; error: number },
    scale = 4,
  ): void {
    for (const shape of shapes) {
      for (const layout of layouts) {
        const values = Array.from({ length: inputs }, (_, seed) =>
          randoms(seed, product(shape)).map((x) => x * scale),
        );
        const vectors = columns.map((column) => bench.place([shape[shape.length - 1]], column));
        const operands = [
          bench.out(shape),
          ...values.map((each) => place(shape, each, layout)),
          ...vectors,
        ];
        const result = bench.run(kernel, operands, options);
        const rows = values.map((each) => rowsOf(shape, each));
        const expected = rowsOf(shape, result).map((_, row) =>
          exact(rows.map((each) => each[row])),
        );
        let worst = 0;
        rowsOf(shape, result).forEach((row, at) => {
          row.forEach((value, column) => {
            worst = Math.max(worst, Math.abs(value - expected[at][column]));
          });
        });
        expect(worst, `${kernel} of [${shape.join(", ")}]`).toBeLessThanOrEqual(error);
        expect(firstDifference(bench.runTileByTile(kernel, operands, options), result)).toBe(-1);
      }
    }
  }

  const weight = randoms(20, 2000).map((x) => x + 1);
  const bias = randoms(21, 2000);

  it("softmax", () => {
    // Results are at most 1; exp and the division are off by about 2e-7 together.
    expectRows("softmax", [0], ([x]) => softmax(x), { error: 4e-7 });
  });
  it("logSoftmax", () => {
    // Numbers up to 15, whose last place is 1e-6.
    expectRows("logSoftmax", [], ([x]) => logSoftmax(x), { error: 2e-6 });
  });
  it("softmaxBackward", () => {
    const exact = ([y, g]: readonly Float64Array[]): Float64Array => {
      const along = total(y.map((value, index) => value * g[index]));
      return y.map((value, index) => value * (g[index] - along));
    };
    // Sums of up to 1030 products of size 1: a few last places of 64 sums a lane.
    expectRows("softmaxBackward", [], exact, { inputs: 2, error: 4e-5 }, 1);
  });
  it("logSoftmaxBackward", () => {
    const exact = ([y, g]: readonly Float64Array[]): Float64Array =>
      g.map((value, index) => value - Math.exp(y[index]) * total(g));
    expectRows("logSoftmaxBackward", [], exact, { inputs: 2, error: 4e-5 }, 1);
  });

  it.each([
    ["layerNorm", "layerNormBackward", true],
    ["rmsNorm", "rmsNormBackward", false],
  ] as const)("%s and its gradient of the input", (forward, backward, isCentered) => {
    // Normalised numbers reach 32 = √1030, weights 2.
    const error = 1e-5;
    expectRows(forward, [eps, 0, 0], ([x]) => normalize(x, isCentered).normal, { error });
    expectRows(
      forward,
      [eps, 1, 0],
      ([x]) => normalize(x, isCentered).normal.map((n, i) => n * weight[i]),
      { columns: [weight], error },
    );
    expectRows(
      forward,
      [eps, 0, 1],
      ([x]) => normalize(x, isCentered).normal.map((n, i) => n + bias[i]),
      { columns: [bias], error },
    );
    expectRows(
      forward,
      [eps, 1, 1],
      ([x]) => normalize(x, isCentered).normal.map((n, i) => n * weight[i] + bias[i]),
      { columns: [weight, bias], error },
    );

    const gradient =
      (hasWeight: boolean) =>
      ([x, g]: readonly Float64Array[]): Float64Array => {
        const { normal, inverse } = normalize(x, isCentered);
        const h = g.map((value, index) => (hasWeight ? value * weight[index] : value));
        const center = isCentered ? mean(h) : 0;
        const along = mean(h.map((value, index) => value * normal[index]));
        return h.map((value, index) => inverse * (value - center - normal[index] * along));
      };
    // A row of one number has no spread: its gradient is 1/√eps = 316 times a difference that cancels.
    expectRows(backward, [eps, 0], gradient(false), { inputs: 2, error: 4e-4 });
    expectRows(backward, [eps, 1], gradient(true), { inputs: 2, columns: [weight], error: 4e-4 });
  });

  it.each([
    ["layerNormParameterBackward", true],
    ["rmsNormParameterBackward", false],
  ] as const)("%s", (kernel, isCentered) => {
    for (const shape of [...shapes, [1000, 9]]) {
      for (const layout of layouts) {
        const length = shape[shape.length - 1];
        const x = randoms(1, product(shape)).map((value) => value * 4);
        const g = randoms(2, product(shape));
        const outs = [bench.out([length]), bench.out([length])].slice(0, isCentered ? 2 : 1);
        const operands = [...outs, place(shape, x, layout), place(shape, g, layout)];
        const result = bench.run(kernel, operands, [eps]);
        const normals = rowsOf(shape, x).map((row) => normalize(row, isCentered).normal);
        const gradients = rowsOf(shape, g);
        const sums = Array.from({ length }, (_, column) =>
          normals.reduce((sum, row, at) => sum + row[column] * gradients[at][column], 0),
        );
        const biasSums = Array.from({ length }, (_, column) =>
          gradients.reduce((sum, row) => sum + row[column], 0),
        );
        // Up to 1000 terms of size 32, 64 at a time in single precision.
        const worst = sums.reduce(
          (most, value, column) => Math.max(most, Math.abs(value - result[column])),
          0,
        );
        expect(worst).toBeLessThanOrEqual(1e-4);
        if (isCentered) {
          const actual = bench.read(outs[1]);
          expect(
            biasSums.reduce(
              (most, value, column) => Math.max(most, Math.abs(value - actual[column])),
              0,
            ),
          ).toBeLessThanOrEqual(1e-5);
        }
        expect(firstDifference(bench.runTileByTile(kernel, operands, [eps]), result)).toBe(-1);
      }
    }
  });

  it("softmax of extremes", () => {
    const inf = Infinity;
    const x = bench.place(
      [5, 5],
      [
        ...[-inf, -inf, -inf, -inf, -inf],
        ...[0, -inf, 0, -inf, -inf],
        ...[1000, 1000, -1000, -inf, 1000],
        ...[1, 2, NaN, 4, 5],
        ...[3.4e38, -3.4e38, 0, 0, 0],
      ],
    );
    const out = bench.out([5, 5]);
    const rows = (options: readonly number[]): number[][] =>
      rowsOf([5, 5], bench.run("softmax", [out, x], options)).map((row) => [...row]);
    const third = Math.fround(1 / 3);
    const expected = [
      [NaN, NaN, NaN, NaN, NaN],
      [0.5, 0, 0.5, 0, 0],
      [third, third, 0, 0, third],
      [NaN, NaN, NaN, NaN, NaN],
      [1, 0, 0, 0, 0],
    ];
    expect(rows([0])).toEqual(expected);
    expect(rows([1])).toEqual([[0, 0, 0, 0, 0], ...expected.slice(1)]);
    const logs = rowsOf([5, 5], bench.run("logSoftmax", [out, x])).map((row) => [...row]);
    expect(logs[1].map((value) => Math.fround(Math.exp(value)))).toEqual([0.5, 0, 0.5, 0, 0]);
    expect(logs[4]).toEqual([
      0,
      -inf,
      -Math.fround(3.4e38),
      -Math.fround(3.4e38),
      -Math.fround(3.4e38),
    ]);
  });

  it("layer norm far from 0 keeps its variance", () => {
    const values = Float32Array.from({ length: 64 }, (_, index) => 4096 + (index % 2));
    const out = bench.run("layerNorm", [bench.out([64]), bench.place([64], values)], [0, 0, 0]);
    expect([...new Set(out)]).toEqual([-1, 1]);
  });

  it("layer norm passes a gradient of 0 through equal numbers, and none through what is beyond them", () => {
    for (const length of [7, 8]) {
      const x = bench.place([length], new Array<number>(length).fill(1e38));
      const gradient = bench.place([length], new Array<number>(length).fill(1));
      const out = bench.run("layerNormBackward", [bench.out([length]), x, gradient], [eps, 0]);
      expect([...out]).toEqual(new Array(length).fill(0));
    }
  });

  // The first number of a row is what all are compared with, until it proves to lie apart.
  it.each([0, 1, 4, 1e3, 1e6, -3e18])("layer norm of a row that begins with %f", (first) => {
    const values = Float32Array.from({ length: 1030 }, (_, k) => (k ? Math.sin(k) : first));
    const out = bench.run(
      "layerNorm",
      [bench.out([1030]), bench.place([1030], values)],
      [eps, 0, 0],
    );
    const { normal } = normalize(Float64Array.from(values), true);
    // Each number is rounded as it is compared, as the spread and as the result are.
    const worst = normal.reduce((most, y, k) => Math.max(most, Math.abs(out[k] - y)), 0);
    expect(worst).toBeLessThanOrEqual(4 * 2 ** -24 * Math.max(...normal.map(Math.abs)));
  });
});
