import { describe, expect, it } from "vitest";
import { philoxUniform } from "../random/philox.ts";
import * as code from "./opcode.ts";
import { Bench, builds, firstDifference, product, randoms, type Placed } from "./testing.ts";

const shapes = [[], [1], [3], [0], [4099], [5, 7], [3, 1, 1030], [2, 3, 4, 5]];
const layouts = [{}, { gap: 1 }, { isReversed: true }, { isTurned: true }];

const relations = [
  { name: "eq", opcode: code.compareEq, holds: (a: number, b: number) => a === b },
  { name: "ne", opcode: code.compareNe, holds: (a: number, b: number) => a !== b },
  { name: "lt", opcode: code.compareLt, holds: (a: number, b: number) => a < b },
  { name: "le", opcode: code.compareLe, holds: (a: number, b: number) => a <= b },
  { name: "gt", opcode: code.compareGt, holds: (a: number, b: number) => a > b },
  { name: "ge", opcode: code.compareGe, holds: (a: number, b: number) => a >= b },
];

describe.each(builds)("choosing, %s", (build) => {
  const bench = new Bench(build);

  function forEachLayout(
    visit: (
      shape: readonly number[],
      place: (values: ArrayLike<number>, bytes?: 1 | 4) => Placed,
    ) => void,
  ): void {
    for (const shape of shapes) {
      for (const { isTurned, ...rest } of layouts.map((layout) => ({
        isTurned: false,
        ...layout,
      }))) {
        const order = shape.map((_, axis) => (isTurned ? shape.length - 1 - axis : axis));
        visit(shape, (values, bytes = 4) => bench.place(shape, values, { ...rest, order, bytes }));
      }
    }
  }

  const maskOf = (size: number): Uint8Array =>
    Uint8Array.from(randoms(9, size), (x) => (x > 0 ? Math.ceil(x * 255) : 0));
  /** The same operand seen with every index of it going to its first element. */
  const repeat = (operand: Placed): Placed => ({ ...operand, strides: operand.shape.map(() => 0) });
  const bytesOf = (operand: Placed): Uint8Array =>
    bench.heap.uint8.slice(operand.pointer, operand.pointer + operand.size);

  it("where", () => {
    forEachLayout((shape, place) => {
      const size = product(shape);
      const [a, b, mask] = [randoms(1, size), randoms(2, size), maskOf(size)];
      const operands = [bench.out(shape), place(mask, 1), place(a), place(b)];
      const expected = a.map((value, index) => (mask[index] ? value : b[index]));
      expect(firstDifference(bench.run("where", operands), expected)).toBe(-1);
      expect(firstDifference(bench.runTileByTile("where", operands), expected)).toBe(-1);
      const [out, condition, , other] = operands;
      const number = bench.run("where", [out, condition, repeat(bench.place(shape, a)), other]);
      expect(
        firstDifference(
          number,
          b.map((value, index) => (mask[index] ? a[0] : value)),
        ),
      ).toBe(-1);
    });
  });

  it("maskedFill", () => {
    forEachLayout((shape, place) => {
      const size = product(shape);
      const [x, mask] = [randoms(3, size), maskOf(size)];
      const operands = [bench.out(shape), place(x), place(mask, 1)];
      const expected = x.map((value, index) => (mask[index] ? -Infinity : value));
      expect(firstDifference(bench.run("maskedFill", operands, [-Infinity]), expected)).toBe(-1);
      expect(
        firstDifference(bench.runTileByTile("maskedFill", operands, [-Infinity]), expected),
      ).toBe(-1);
      const [out, values, seen] = operands;
      const all = bench.run("maskedFill", [out, values, repeat(seen)], [2]);
      const first = bench.heap.uint8[seen.pointer] !== 0;
      expect(firstDifference(all, first ? x.map(() => 2) : x)).toBe(-1);
    });
  });

  it.each(relations)("compare $name", ({ opcode, holds }) => {
    forEachLayout((shape, place) => {
      const size = product(shape);
      const a = randoms(4, size).map((x) => Math.round(x * 3));
      const b = randoms(5, size).map((x) => Math.round(x * 3));
      for (let index = 0; index < size; index += 11) a[index] = NaN;
      const out = bench.out(shape, 1);
      const operands = [out, place(a), place(b)];
      const expected = Uint8Array.from(a, (value, index) => Number(holds(value, b[index])));
      bench.run("compare", operands, [opcode]);
      expect(firstDifference(bytesOf(out), expected)).toBe(-1);
      bench.heap.uint8.fill(77, out.pointer, out.pointer + size);
      bench.runTileByTile("compare", operands, [opcode]);
      expect(firstDifference(bytesOf(out), expected)).toBe(-1);
    });
  });

  it("compare writes no byte beyond its row", () => {
    const out = bench.out([8], 1);
    const x = bench.place([5], [1, 2, 3, 4, 5]);
    bench.run("compare", [{ ...out, shape: [5], size: 5 }, x, x], [code.compareEq]);
    expect([...bytesOf(out)]).toEqual([1, 1, 1, 1, 1, 77, 77, 77]);
  });

  it("gatherRows and scatterAddRows", () => {
    for (const [rows, width, places] of [
      [1, 1, [1]],
      [5, 3, [7]],
      [10, 64, [4, 6]],
      [3, 515, [2, 2, 2]],
      [4, 2, [0]],
    ] as const) {
      const table = randoms(6, rows * width);
      const count = product(places);
      const numbers = Array.from(randoms(7, count), (x) => Math.floor(((x + 1) / 2) * rows));
      for (const layout of [
        {},
        { gap: 1 },
        { order: places.map((_, axis) => places.length - 1 - axis) },
      ]) {
        const index = bench.place(places, numbers, layout);
        bench.placeIntegers(index, numbers);
        for (const order of [
          [0, 1],
          [1, 0],
        ]) {
          const operands = [
            bench.out([...places, width]),
            bench.place([rows, width], table, { order }),
            index,
          ];
          const expected = numbers.flatMap((row) => [
            ...table.subarray(row * width, (row + 1) * width),
          ]);
          expect(firstDifference(bench.run("gatherRows", operands, [4]), expected)).toBe(-1);
          expect(firstDifference(bench.runTileByTile("gatherRows", operands, [4]), expected)).toBe(
            -1,
          );
        }

        const source = randoms(8, count * width);
        const sums = table.slice();
        numbers.forEach((row, place) => {
          for (let column = 0; column < width; column++)
            sums[row * width + column] += source[place * width + column];
        });
        for (const run of ["run", "runTileByTile"] as const) {
          for (const sourceLayout of [{}, { gap: 1 }]) {
            const from = bench.place([...places, width], source, sourceLayout);
            const operands = [bench.place([rows, width], table), from, index];
            expect(firstDifference(bench[run]("scatterAddRows", operands), sums)).toBe(-1);
          }
        }
      }
    }
  });

  it("gatherRows takes bytes", () => {
    const index = bench.place([2], [0, 0]);
    bench.placeIntegers(index, [2, 0]);
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const table = bench.place([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], { order, bytes: 1 });
      const out = bench.out([2, 3], 1);
      bench.run("gatherRows", [out, table, index], [1]);
      expect([...bytesOf(out)]).toEqual([7, 8, 9, 1, 2, 3]);
    }
  });

  it.each([-1, 3, 2 ** 31 - 1])(
    "row %i outside the table of 3 stops the kernel before it reads or writes there",
    (row) => {
      const index = bench.place([1], [0]);
      bench.placeIntegers(index, [row]);
      const table = bench.place([3, 2], new Float32Array(6));
      expect(() => bench.run("gatherRows", [bench.out([1, 2]), table, index], [4])).toThrow(
        WebAssembly.RuntimeError,
      );
      expect(() => bench.run("scatterAddRows", [table, bench.out([1, 2]), index])).toThrow(
        WebAssembly.RuntimeError,
      );
    },
  );

  it.each([
    [0.1, 0, 0],
    [0.5, 12345, 7],
    [1 / 3, 2 ** 40 + 5, 2 ** 33 + 1],
    [0, 1, 1],
    [1, 1, 1],
  ])("dropout p = %d, seed %d, draw %d is Philox's mask", (p, seed, offset) => {
    forEachLayout((shape, place) => {
      const x = randoms(10, product(shape));
      const operands = [bench.out(shape), place(x)];
      const options = [p, seed % 2 ** 32, Math.floor(seed / 2 ** 32), offset];
      const scale = Math.fround(1 / (1 - p));
      const expected = x.map((value, element) =>
        philoxUniform(seed, offset, element) < p ? 0 : value * scale,
      );
      expect(firstDifference(bench.run("dropout", operands, options), expected)).toBe(-1);
      expect(firstDifference(bench.runTileByTile("dropout", operands, options), expected)).toBe(-1);
    });
  });

  it("dropout in place, and of NaN: a dropped NaN is 0", () => {
    const x = bench.place([40], new Float32Array(40).fill(NaN));
    const result = [...bench.run("dropout", [x, x], [0.5, 3, 0, 0])];
    expect(result).toEqual(
      Array.from({ length: 40 }, (_, element) => (philoxUniform(3, 0, element) < 0.5 ? 0 : NaN)),
    );
    expect(result.some(Number.isNaN) && result.some((value) => value === 0)).toBe(true);
  });
});
