import type { Term } from "@clearhead/views";
import { describe, expect, test } from "vitest";
import { explainAt, type Explained } from "./explain.ts";
import { record, type Recorded } from "./record.ts";
import { tinyAttention } from "./testing/tiny-model.ts";

const run: Recorded<unknown> = (() => {
  const { model, x } = tinyAttention();
  return record(model, () => model.forward(x));
})();
const at = (path: string, index: number[], follow: number[] = []): Explained =>
  explainAt(run, { path, index, follow }).at(-1)!;

/** An evaluator of its own, so that the told terms are checked and not only compared with themselves. */
function evaluate({ operation, children, value }: Term): number {
  const [a = NaN, b = NaN] = children.map(evaluate);
  switch (operation) {
    case "plus":
      return a + b;
    case "minus":
      return a - b;
    case "times":
      return a * b;
    case "divide":
      return a / b;
    case "exp":
      return Math.exp(a);
    case "sum":
      return children.reduce((sum, child) => sum + evaluate(child), 0);
    case "largest":
      return Math.max(...children.map(evaluate));
    case "choose":
      return b;
    case "named":
      return a;
    case "number":
    case "read":
      return value;
    default:
      throw new Error(`unexpected ${operation}`);
  }
}

describe("one number", () => {
  test("a weight of the pattern is softmax of the scores of its row", () => {
    const { place, formula, operands, term, value } = at("pattern", [1, 2]);
    expect(place).toMatchObject({ label: "pattern", operation: "softmax", index: [1, 2] });
    expect(place.declaration?.meaning.pt).toBe("peso");
    expect(formula).toBe("y[i] = exp(x[i] − max) / Σ_k exp(x[k] − max)");
    expect(
      operands.map(({ place: { label, index } }) => `${label} ${index.join()}`).sort(),
    ).toEqual(["scores 1,0", "scores 1,1", "scores 1,2"]);
    expect(evaluate(term!)).toBeCloseTo(value, 6); // float32 carries seven digits
  });

  test("what has no name is written out: a score is (Σ q · k) · 0.5, though a product and a transpose lie between", () => {
    const { term, operands } = at("scores", [0, 1]);
    expect(term).toMatchObject({
      operation: "times",
      children: [{ operation: "sum" }, { operation: "number", value: 0.5 }],
    });
    expect(operands.map(({ place: { label, index } }) => `${label} ${index.join()}`)).toEqual([
      "query 0,0",
      "key 1,0",
      "query 0,1",
      "key 1,1",
      "query 0,2",
      "key 1,2",
      "query 0,3",
      "key 1,3",
    ]);
  });

  test("a walk ends at a weight, which nothing computes", () => {
    const chain = explainAt(run, { path: "pattern", index: [0, 0], follow: [0, 0, 1] });
    expect(chain.map(({ place: { label } }) => label)).toEqual([
      "pattern",
      "scores",
      "query",
      "q.weight",
    ]);
    expect(chain.at(-1)).toMatchObject({ term: null, operands: [], remainder: 0, formula: "" });
  });

  test("every number of the run is its terms to float32's rounding, and says what rounding left", () => {
    for (const [path, { value: values }] of run.probes) {
      const [rows = 0, columns = 0] = values.shape;
      for (let i = 0; i < rows * columns; i++) {
        const { term, value, remainder } = at(path, [Math.floor(i / columns), i % columns]);
        const again = evaluate(term!);
        // a few roundings of numbers below 4 in float32 (2⁻²⁴ each)
        expect(Math.abs(value - again)).toBeLessThan(2e-6);
        expect(value - again).toBeCloseTo(remainder, 12);
      }
    }
  });

  test("it is plain data", () => {
    const explained = at("pattern", [0, 1]);
    expect(structuredClone(explained)).toEqual(explained);
  });
});

describe("an address that leads nowhere", () => {
  test("a path that was not recorded", () => {
    expect(() => at("values", [0, 0])).toThrow(
      '"values" was not recorded; there are query, key, scores, pattern',
    );
  });
  test("an operand that is not there", () => {
    expect(() => at("pattern", [0, 0], [0, 99])).toThrow("step 2 follows operand 99; there are 8");
  });
  test("an index outside", () => {
    expect(() => at("pattern", [0, 3])).toThrow(/index/);
  });
});
