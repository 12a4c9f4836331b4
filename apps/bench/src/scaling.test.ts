import { expect, test } from "vitest";
import { scalingLine } from "./scaling.ts";

const measured = (copies: number) => [
  { name: "clearhead-wasm", threads: 1, samples: [10, 20, 10] },
  { name: "clearhead-blas", threads: 1, samples: [1, 1, 1] },
  { name: "clearhead-wasm", threads: 2, samples: [5, 10, 6] },
  { name: "two-copies", threads: 2, samples: [copies, 2 * copies, copies] },
];

test("two threads beside two copies, ratios within a round", () => {
  expect(scalingLine(measured(10))).toBe(
    "  two threads 2.00 × one, two copies 2.00 × (control): 100 % of it",
  );
  expect(scalingLine(measured(11))).toBe(
    "  two threads 2.00 × one, two copies 1.82 × (control): 110 % of it",
  );
});

test("where two copies gain little, the row is void", () => {
  expect(scalingLine(measured(14))).toBe(
    "  two threads 2.00 × one, two copies 1.43 × (control): void, the control is below 1.5 ×",
  );
});

test("nothing is said where one is missing", () => {
  expect(scalingLine(measured(10).slice(0, 3))).toBeNull();
  expect(scalingLine([])).toBeNull();
});
