import { expect, it } from "vitest";
import { type Agreement, compare, exact, relative, within } from "./agreement.ts";
import type { Stored } from "./cases.ts";

const floats = (...values: number[]): Stored => ({
  dtype: "float32",
  shape: [values.length],
  values: Float64Array.from(values),
});

it.each<[string, Stored, Stored, Agreement, boolean]>([
  ["the same bits", floats(1, 2), floats(1, 2), exact, true],
  ["one bit off", floats(1 + 2 ** -23), floats(1), exact, false],
  ["an element just within", floats(1, 2.4), floats(1, 2), within(0.5), true],
  ["an element beyond", floats(1, 2.6), floats(1, 2), within(0.5), false],
  ["a norm just within", floats(3, 4.0000499), floats(3, 4), relative(1e-5), true],
  ["a norm beyond", floats(3, 4.0000506), floats(3, 4), relative(1e-5), false],
  ["rounded zeros", floats(0.9e-7, -0.9e-7), floats(0, 0), relative(1e-5), true],
  ["more than rounded zeros", floats(1.1e-7, 1.1e-7), floats(0, 0), relative(1e-5), false],
  ["infinities and NaN in their places", floats(Infinity, NaN), floats(Infinity, NaN), exact, true],
  ["no elements", floats(), floats(), relative(1e-5), true],
  [
    "elements that do not count",
    floats(1, 9),
    floats(1, 2),
    relative(1e-5, (at) => at === 0),
    true,
  ],
  ["elements that do count", floats(1, 9), floats(1, 2), relative(1e-5, (at) => at === 1), false],
])("%s", (_, actual, expected, agreement, agrees) => {
  const { error, tolerance, problem } = compare(actual, expected, agreement);
  expect(problem).toBeUndefined();
  expect(error <= tolerance).toBe(agrees);
});

it.each<[string, Stored, Stored, string]>([
  ["another type", { ...floats(1), dtype: "int32" }, floats(1), "is int32, not float32"],
  ["another shape", { ...floats(1), shape: [] }, floats(1), "has shape [], not [1]"],
  ["a NaN of its own", floats(1, NaN), floats(1, 2), "is NaN instead of 2 at element 1"],
  ["a missing NaN", floats(1), floats(NaN), "is 1 instead of NaN at element 0"],
  ["another infinity", floats(-Infinity), floats(Infinity), "is -Infinity instead of Infinity"],
])("%s never agrees", (_, actual, expected, problem) => {
  const comparison = compare(actual, expected, relative(1e9));
  expect(comparison.error).toBe(Infinity);
  expect(comparison.problem).toContain(problem);
});
