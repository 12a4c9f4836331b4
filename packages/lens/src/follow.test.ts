import { expect, test } from "vitest";
import { explainAt } from "./explain.ts";
import { largestOperand } from "./follow.ts";
import { record } from "./record.ts";
import { tinyAttention } from "./testing/tiny-model.ts";

test("the largest term leads from a weight of the pattern to a learned weight, and there it ends", () => {
  const { model, x } = tinyAttention();
  using run = record(model, () => model.forward(x));
  const follow: number[] = [];
  const labels: (string | undefined)[] = [];
  for (;;) {
    const explained = explainAt(run, { path: "pattern", index: [0, 1], follow }).at(-1)!;
    labels.push(explained.place.label);
    const next = largestOperand(explained);
    if (next === null) break;
    follow.push(next);
    expect(follow.length).toBeLessThan(8);
  }
  expect(labels.slice(0, 3)).toEqual(["pattern", "scores", "query"]);
  expect(labels.length).toBe(4);
});

test("of a sum of products it is the largest product's computed factor", () => {
  const product = (value: number, weight: number, computed: number) => ({
    operation: "times",
    value,
    children: [
      { operation: "read", value: 1, children: [], operand: weight },
      { operation: "read", value: 1, children: [], operand: computed },
    ],
  });
  const place = { label: "w", index: [0], declaration: undefined };
  const given = { place: { ...place, operation: "given" }, value: 1 };
  const computed = { place: { ...place, operation: "softmax" }, value: 1 };
  expect(
    largestOperand({
      place: { ...place, operation: "linear" },
      formula: "",
      value: -2,
      term: { operation: "sum", value: -2, children: [product(1, 0, 1), product(-3, 2, 3)] },
      operands: [given, computed, given, computed],
      remainder: 0,
    }),
  ).toBe(3);
});
