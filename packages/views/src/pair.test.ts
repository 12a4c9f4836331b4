import { describe, expect, test } from "vitest";
import { pairOf, pairSteps } from "./pair-data.ts";
import { pairView } from "./pair.ts";
import { attributes, markup, textOf } from "./testing/markup.ts";
import { source, trace } from "./testing/trace.ts";
import type { Recording, Trace } from "./trace.ts";

const recording = (shape: number[], ...data: number[]): Recording => ({
  shape,
  data: Float32Array.from(data),
  axes: [],
  formula: "",
  meaning: { en: "", pt: "" },
});
const layer = "transformer.encoder.layers.0.self_attn";
/** One head of four dimensions over two words; q · k / √4 by hand: 0.5 and −1, the second word masked in the first row. */
const run: Trace = {
  ...trace,
  probes: {
    [`${layer}.query`]: recording([1, 1, 2, 4], 1, 2, 0, -1, 0, 1, 0, 0),
    [`${layer}.key`]: recording([1, 1, 2, 4], 1, 0, 5, 0, 0, -2, 0, 0),
    [`${layer}.scores`]: recording([1, 1, 2, 2], 0.5, -Infinity, 0, -1),
    [`${layer}.pattern`]: recording([1, 1, 2, 2], 1, 0, 0.7310585786, 0.2689414214),
  },
};
const place = { kind: "encoder", layer: 0, head: 0 } as const;

describe("one pair", () => {
  test("goes from q and k to the weight, a step at a time", () => {
    const pair = pairOf(run, place, { row: 1, column: 1 });
    expect([...pair.query]).toEqual([0, 1, 0, 0]);
    expect([...pair.key]).toEqual([0, -2, 0, 0]);
    const steps = pairSteps(pair);
    expect(steps.products.map((product) => product + 0)).toEqual([0, -2, 0, 0]);
    expect(steps.dot).toBe(-2);
    expect(steps.scaled).toBe(-1);
    expect(steps.largest).toBe(0);
    expect(steps.total).toBeCloseTo(1 + Math.exp(-1), 12);
    expect(steps.weight).toBeCloseTo(0.2689414214, 9); // 1 / (1 + e)
  });

  test("a masked pair has no weight", () => {
    const steps = pairSteps(pairOf(run, place, { row: 0, column: 1 }));
    expect(steps.isMasked).toBe(true);
    expect(steps.weight).toBe(0);
  });

  test("says what the trace lacks and what lies outside", () => {
    expect(() => pairOf(trace, place, { row: 0, column: 0 })).toThrow(
      "no query of encoder layer 0",
    );
    expect(() => pairOf(run, place, { row: 2, column: 0 })).toThrow("row 2");
  });
});

test("the picture names the roles and every step", () => {
  const pair = pairOf(run, place, { row: 1, column: 1 });
  const html = markup(pairView, { pair, asker: { token: source[1] }, answerer: source[0] });
  const text = textOf(html);
  expect(text).toContain("car asks, red answers");
  expect(text).toContain("q · k = −2");
  expect(text).toContain("−2 ÷ √4 = −1");
  expect(text).toContain("allowed: nothing is added");
  expect(text).toContain("exp(−1 − 0) ÷ 1.368 ≈ 0.2689");
  expect(attributes(html, "class").filter((name) => name === "number query")).toHaveLength(4);
  expect(textOf(markup(pairView, { pair: pairOf(run, place, { row: 0, column: 1 }) }))).toContain(
    "masked: −∞ is added",
  );
});
