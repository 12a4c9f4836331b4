import { expect, test } from "vitest";
import { linesOf, rowsOf } from "./report.ts";

const item = {
  name: "exp",
  task: { kind: "elementwise", operation: "exp", rows: 1, columns: 1000 },
  unit: "ns",
  amount: (milliseconds: number) => milliseconds * 1e3,
} as const;
const measured = [
  { name: "ours", threads: 1, samples: [1, 2, 3] },
  { name: "theirs", threads: 2, samples: [4, 8, 12] },
];

test("a row for each contestant, in the case's unit", () => {
  expect(rowsOf("elementwise", item, measured)).toEqual([
    {
      suite: "elementwise",
      case: "exp",
      name: "ours",
      threads: 1,
      unit: "ns",
      median: 2000,
      min: 1000,
      max: 3000,
    },
    {
      suite: "elementwise",
      case: "exp",
      name: "theirs",
      threads: 2,
      unit: "ns",
      median: 8000,
      min: 4000,
      max: 12_000,
    },
  ]);
});

test("a line for each row, with how many times as fast the first is", () => {
  expect(linesOf(rowsOf("elementwise", item, measured), measured)).toEqual([
    "  ours                  2000 ns (1000 … 3000)",
    "  theirs, 2 threads     8000 ns (4000 … 12000)  4.00 ×",
  ]);
});

test("ratios are taken to the contestant of a name, where it takes part", () => {
  const rows = rowsOf("elementwise", item, measured);
  expect(linesOf(rows, measured, "theirs")).toEqual([
    "  ours                  2000 ns (1000 … 3000)  0.25 ×",
    "  theirs, 2 threads     8000 ns (4000 … 12000)",
  ]);
  expect(linesOf(rows, measured, "others")).toEqual(linesOf(rows, measured));
});
