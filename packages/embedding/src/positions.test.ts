import { observe, ones, sum, tensor, zeros, type Tensor } from "@clearhead/nn";
import { expect, it } from "vitest";
import { LearnedPositions, SinusoidalPositions, sinusoidalPositions } from "./positions.ts";

/** The paper's formula in float64. */
function formula(place: number, column: number, dModel: number): number {
  const angle = place / 10000 ** ((column - (column % 2)) / dModel);
  return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
}

it.each([
  [50, 16],
  [7, 5],
  [1, 1],
])("is the paper's table, %i places wide %i", async (length, dModel) => {
  const table = sinusoidalPositions(length, dModel);
  expect(table.shape).toEqual([length, dModel]);
  const values = await table.data();
  values.forEach((value, at) => {
    // The angle, up to 50, is rounded to float32: 50 · 2⁻²⁴ twice.
    expect(value).toBeCloseTo(formula(Math.floor(at / dModel), at % dModel, dModel), 5);
  });
});

it("adds the place to each vector, from an offset on", async () => {
  const positions = new SinusoidalPositions({ dModel: 4, maxLength: 6 });
  const table = await positions.table.data();
  const y = await positions.forward(zeros([2, 3, 4]), { offset: 2 }).data();
  expect([...y]).toEqual([...table.slice(8, 20), ...table.slice(8, 20)]);
  expect(Object.keys(positions.stateDict())).toEqual([]);
});

it("learns its table where asked", async () => {
  const positions = new LearnedPositions({ dModel: 2, maxLength: 3 });
  expect(Object.keys(positions.stateDict())).toEqual(["weight"]);
  positions.loadStateDict({
    weight: tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  });
  const y = positions.forward(ones([2, 2]));
  expect(await y.array()).toEqual([
    [2, 3],
    [4, 5],
  ]);
  sum(y).backward();
  expect(await positions.weight.grad!.array()).toEqual([
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
});

it("says how long a sequence may be", () => {
  const positions = new SinusoidalPositions({ dModel: 4, maxLength: 3 });
  expect(() => positions.forward(zeros([1, 4, 4]))).toThrow(
    "SinusoidalPositions: x is [1, 4, 4]; it takes [..., length, 4] up to place 3 (maxLength)",
  );
  expect(() => positions.forward(zeros([2, 4]), { offset: 2 })).toThrow("x is [2, 4] from place 2");
  expect(() => positions.forward(zeros([2, 5]))).toThrow("x is [2, 5]");
  expect(() => positions.forward(zeros([4]))).toThrow("x is [4]");
  expect(String(positions)).toBe("SinusoidalPositions(3, 4)");
});

it("shows the places and lets them be taken away", async () => {
  const positions = new SinusoidalPositions({ dModel: 4, maxLength: 3 });
  const run = (): Tensor => positions.forward(ones([1, 2, 4]));
  const names: string[] = [];
  const off = observe(
    positions,
    ({ name, value }) => {
      names.push(name);
      return name === "positions" ? zeros(value.shape) : undefined;
    },
    run,
  );
  expect(names).toEqual(["positions", "output"]);
  expect(new Set(await off.data())).toEqual(new Set([1]));
});
