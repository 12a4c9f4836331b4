import { describe, expect, it } from "vitest";
import { erf } from "../erf.ts";
import * as code from "./opcode.ts";
import { Bench, builds, firstDifference, product, randoms, type Placed, ulps } from "./testing.ts";

const { exp, sqrt, PI } = Math;
const sigmoid = (x: number): number => 1 / (1 + exp(-x));
const alpha = 0.25;

interface Case {
  readonly name: string;
  readonly opcode: number;
  readonly exact: (a: number, b: number) => number;
  /** The largest error relative to |b|, for gradients, whose slopes are all below 1.2: a few roundings of 6e-8; 0 means correctly rounded. */
  readonly error: number;
  /** a is in [-scale, scale]; 6 unless told. */
  readonly scale?: number;
}

const cases: readonly Case[] = [
  { name: "add", opcode: code.binaryAdd, exact: (a, b) => a + b, error: 0 },
  { name: "sub", opcode: code.binarySub, exact: (a, b) => a - b, error: 0 },
  { name: "mul", opcode: code.binaryMul, exact: (a, b) => a * b, error: 0 },
  { name: "div", opcode: code.binaryDiv, exact: (a, b) => a / b, error: 0 },
  { name: "maximum", opcode: code.binaryMaximum, exact: Math.max, error: 0 },
  { name: "minimum", opcode: code.binaryMinimum, exact: Math.min, error: 0 },
  // alpha is a power of two, so that one rounding and two give the same.
  { name: "addScaled", opcode: code.binaryAddScaled, exact: (a, b) => a + alpha * b, error: 0 },
  {
    name: "reluGradient",
    opcode: code.binaryReluGradient,
    exact: (x, g) => (x > 0 ? g : 0),
    error: 0,
  },
  {
    name: "geluGradient",
    opcode: code.binaryGeluGradient,
    exact: (x, g) => g * ((1 + erf(x / Math.SQRT2)) / 2 + (x * exp((-x * x) / 2)) / sqrt(2 * PI)),
    error: 4e-7,
  },
  {
    name: "geluTanhGradient",
    opcode: code.binaryGeluTanhGradient,
    exact: (x, g) => {
      const s = sigmoid(2 * sqrt(2 / PI) * (x + 0.044715 * x ** 3));
      return g * (s + x * s * (1 - s) * 2 * sqrt(2 / PI) * (1 + 3 * 0.044715 * x * x));
    },
    // The cubic argument reaches 24 and passes its rounding errors on.
    error: 2e-6,
  },
  {
    name: "siluGradient",
    opcode: code.binarySiluGradient,
    exact: (x, g) => g * sigmoid(x) * (1 + x * (1 - sigmoid(x))),
    error: 4e-7,
  },
  {
    name: "tanhGradient",
    opcode: code.binaryTanhGradient,
    exact: (y, g) => g * (1 - y * y),
    error: 4e-7,
    scale: 1,
  },
  {
    name: "sigmoidGradient",
    opcode: code.binarySigmoidGradient,
    exact: (y, g) => g * y * (1 - y),
    error: 4e-7,
    scale: 1,
  },
];

/** Shapes of a and b that broadcast to the first. */
const broadcasts = [
  [[], [], []],
  [[1], [1], [1]],
  [[5000], [5000], [5000]],
  [[5000], [5000], [1]],
  [[9001], [1], [9001]],
  [[7, 13], [7, 13], [13]],
  [[7, 13], [13], [7, 1]],
  [
    [3, 1, 5],
    [3, 1, 1],
    [1, 1, 5],
  ],
  [
    [2, 3, 4, 5],
    [2, 1, 4, 1],
    [3, 1, 5],
  ],
  [
    [40, 1030],
    [40, 1],
    [40, 1030],
  ],
  [[0, 4], [0, 4], [4]],
] as const;

describe.each(builds)("binary, %s", (build) => {
  const bench = new Bench(build);

  /** A placed operand, seen in the shape of the output through strides of 0. */
  function broadcast(
    shape: readonly number[],
    values: Float32Array,
    to: readonly number[],
    layout = {},
  ) {
    const placed = bench.place(shape, values, layout);
    const missing = to.length - shape.length;
    const strides = to.map((_, axis) =>
      axis < missing || shape[axis - missing] === 1 ? 0 : placed.strides[axis - missing],
    );
    return { pointer: placed.pointer, shape: to, strides, size: product(to) };
  }

  function expectCase(
    { exact, error }: Case,
    result: Float32Array,
    a: Float32Array,
    b: Float32Array,
  ): void {
    const expected = a.map((value, index) => exact(value, b[index]));
    if (error === 0) return expect(firstDifference(result, expected)).toBe(-1);
    const worst = result.map(
      (value, index) => Math.abs(value - exact(a[index], b[index])) / Math.abs(b[index]),
    );
    expect(Math.max(...worst)).toBeLessThanOrEqual(error);
  }

  it.each(cases)("$name is exact or within $error", (item) => {
    const a = randoms(1, 3001).map((x) => x * (item.scale ?? 6));
    const b = randoms(2, 3001);
    const operands = [bench.out([3001]), bench.place([3001], a), bench.place([3001], b)];
    expectCase(item, bench.run("binary", operands, [item.opcode, alpha]), a, b);
  });

  it.each(broadcasts)("%j from %j and %j, in any layout", (shape, aShape, bShape) => {
    const [sub] = cases.filter(({ name }) => name === "sub");
    for (const layout of [
      {},
      { order: aShape.map((_, axis) => aShape.length - 1 - axis) },
      { gap: 1 },
      { isReversed: true },
    ]) {
      const a = broadcast(aShape, randoms(3, product(aShape)), shape, layout);
      const b = broadcast(bShape, randoms(4, product(bShape)), shape, {
        ...layout,
        order: undefined,
      });
      const out = bench.out(shape);
      const result = bench.run("binary", [out, a, b], [sub.opcode]);
      expectCase(sub, result, bench.read(a), bench.read(b));
      expect(
        firstDifference(bench.runTileByTile("binary", [out, a, b], [sub.opcode]), result),
      ).toBe(-1);
    }
  });

  it("may write over its first operand", () => {
    const a = randoms(5, 4099);
    const b = randoms(6, 4099);
    const target = bench.place([4099], a);
    const result = bench.run(
      "binary",
      [target, target, bench.place([4099], b)],
      [code.binaryAddScaled, alpha],
    );
    expect(
      firstDifference(
        result,
        a.map((value, index) => value + alpha * b[index]),
      ),
    ).toBe(-1);
  });

  it("NaN wins maximum and minimum, and gradients at infinity are 0 or g", () => {
    const a = bench.place([6], [NaN, 1, NaN, -Infinity, Infinity, 3]);
    const b = bench.place([6], [1, NaN, NaN, 2, 2, 2]);
    const out = bench.out([6]);
    for (const opcode of [code.binaryMaximum, code.binaryMinimum]) {
      expect([...bench.run("binary", [out, a, b], [opcode])].slice(0, 3)).toEqual([NaN, NaN, NaN]);
    }
    for (const opcode of [
      code.binaryReluGradient,
      code.binaryGeluGradient,
      code.binaryGeluTanhGradient,
      code.binarySiluGradient,
    ]) {
      const [, , , low, high] = bench.run("binary", [out, a, b], [opcode]);
      expect([Math.abs(low), high]).toEqual([0, 2]);
    }
  });
});

const float32ToFloat32 = [code.typeFloat32, code.typeFloat32];

describe.each(builds)("unary and copy over layouts, %s", (build) => {
  const bench = new Bench(build);
  const shapes = [
    [],
    [1],
    [3],
    [0],
    [4097],
    [5, 7],
    [2, 3, 4, 5],
    [3, 1, 1500],
    [2, 2, 2, 2, 2, 2, 2, 3],
  ];
  const layouts = [{}, { gap: 3 }, { isReversed: true }, { isTurned: true }];

  it.each(shapes.map((shape) => [shape]))("%j", (shape) => {
    const values = randoms(7, product(shape));
    for (const { isTurned, ...rest } of layouts.map((layout) => ({ isTurned: false, ...layout }))) {
      const order = shape.map((_, axis) => (isTurned ? shape.length - 1 - axis : axis));
      const x = bench.place(shape, values, { ...rest, order });
      const out = bench.out(shape);
      const squares = values.map((value) => value * value);
      expect(firstDifference(bench.run("unary", [out, x], [code.unarySquare]), squares)).toBe(-1);
      expect(firstDifference(bench.runTileByTile("copy", [out, x], float32ToFloat32), values)).toBe(
        -1,
      );
      // Back from contiguous memory into the layout.
      const back = bench.place(
        shape,
        values.map(() => 0),
        { ...rest, order },
      );
      expect(firstDifference(bench.run("copy", [back, out], float32ToFloat32), values)).toBe(-1);
    }
  });

  it.each(shapes.map((shape) => [shape]))("%j, into each type and back", (shape) => {
    // Eighths below 16, which every type but the integers has.
    const values = randoms(9, product(shape)).map((value) => Math.round(value * 127) / 8);
    const types = [
      { type: code.typeFloat16, bytes: 2, as: (value: number) => value },
      { type: code.typeBfloat16, bytes: 2, as: (value: number) => value },
      { type: code.typeInt8, bytes: 1, as: Math.trunc },
      { type: code.typeInt32, bytes: 4, as: Math.trunc },
      { type: code.typeBool, bytes: 1, as: (value: number) => Number(value !== 0) },
    ] as const;
    for (const { isTurned, ...rest } of layouts.map((layout) => ({ isTurned: false, ...layout }))) {
      const order = shape.map((_, axis) => (isTurned ? shape.length - 1 - axis : axis));
      const place = (numbers: ArrayLike<number>, bytes: 1 | 2 | 4): Placed =>
        bench.place(shape, numbers, { ...rest, order, bytes });
      const nothing = values.map(() => 0);
      for (const { type, bytes, as } of types) {
        const stored = place(nothing, bytes);
        bench.runTileByTile("copy", [stored, place(values, 4)], [type, code.typeFloat32]);
        const back = bench.run("copy", [bench.out(shape), stored], [code.typeFloat32, type]);
        // Adding 0 makes 0 of the -0 that an integer does not have.
        expect(
          firstDifference(
            back.map((x) => x + 0),
            values.map((x) => as(x) + 0),
          ),
        ).toBe(-1);
        const again = bench.run("copy", [place(nothing, 4), stored], [code.typeFloat32, type]);
        expect(firstDifference(again, back)).toBe(-1);
        const raw = bench.out(shape, bytes);
        bench.run("copy", [raw, stored], [type, type]);
        const dense = bench.run("copy", [bench.out(shape), raw], [code.typeFloat32, type]);
        expect(firstDifference(dense, back)).toBe(-1);
      }
    }
  });

  it("the last lanes of a row go through the same arithmetic as the first", () => {
    const values = randoms(8, 16).map((x) => x * 5);
    const whole = bench.run(
      "unary",
      [bench.out([16]), bench.place([16], values)],
      [code.unaryGelu],
    );
    for (let length = 1; length < 16; length++) {
      const part = bench.run(
        "unary",
        [bench.out([length]), bench.place([length], values)],
        [code.unaryGelu],
      );
      expect(part).toEqual(whole.slice(0, length));
    }
  });

  it("copies bytes", () => {
    const values = Uint8Array.from({ length: 3 * 50 }, (_, index) => (index * 7) % 256);
    for (const layout of [{}, { order: [1, 0] }, { gap: 2 }]) {
      const x = bench.place([3, 50], values, { ...layout, bytes: 1 });
      const out = bench.out([3, 50], 1);
      bench.run("copy", [out, x], [code.typeBool, code.typeBool]);
      expect(bench.heap.uint8.slice(out.pointer, out.pointer + 150)).toEqual(values);
    }
  });
});

describe("ulps", () => {
  it("counts units of the last place", () => {
    expect(ulps(1, 1)).toBe(0);
    expect(ulps(1 + 2 ** -23, 1)).toBe(1);
    expect(ulps(2 ** -149, 0)).toBe(1);
    expect(ulps(1, NaN)).toBe(Infinity);
  });
});
