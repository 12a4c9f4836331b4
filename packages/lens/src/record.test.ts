import { isTracing, memory } from "@clearhead/nn";
import { expect, test } from "vitest";
import { record } from "./record.ts";
import { tinyAttention } from "./testing/tiny-model.ts";
import { toTrace } from "./trace.ts";

test("keeps every probe's value in the order in which they passed", () => {
  const { model, x } = tinyAttention();
  using run = record(model, () => model.forward(x));
  expect([...run.probes.keys()]).toEqual(["query", "key", "scores", "pattern"]);
  expect(run.probes.get("pattern")?.value.shape).toEqual([3, 3]);
  expect(run.probes.get("pattern")?.declaration.formula).toBe("softmax(scores)");
  expect(run.result.isDisposed).toBe(false);
});

test("dispose frees the run, and nothing else", () => {
  const { model, x } = tinyAttention();
  const before = memory().tensors;
  const run = record(model, () => model.forward(x));
  expect(memory().tensors).toBeGreaterThan(before);
  run.dispose();
  expect(memory().tensors).toBe(before);
  expect(x.isDisposed).toBe(false);
});

test("a run that throws leaves nothing behind", () => {
  const { model, x } = tinyAttention();
  const before = memory().tensors;
  expect(() =>
    record(model, () => {
      model.forward(x);
      throw new Error("stopped");
    }),
  ).toThrow("stopped");
  expect(memory().tensors).toBe(before);
  expect(isTracing()).toBe(false);
});

test("a promise is refused: computing is synchronous", () => {
  const { model } = tinyAttention();
  expect(() => record(model, () => Promise.resolve(1))).toThrow(/promise/);
});

test("a trace is plain data with the words of the run and what the probes declare", async () => {
  const { model, x } = tinyAttention();
  using run = record(model, () => model.forward(x));
  const tokens = { source: [{ text: "a" }, { text: "b" }, { text: "c" }], target: [], written: [] };
  const trace = await toTrace(run, tokens, (path) => path === "pattern");
  expect(Object.keys(trace.probes)).toEqual(["pattern"]);
  expect(trace.probes["pattern"]).toMatchObject({
    shape: [3, 3],
    axes: ["queries", "keys"],
    formula: "softmax(scores)",
    meaning: { en: "weight", pt: "peso" },
  });
  expect(trace.probes["pattern"]?.data).toEqual(await run.result.data());
  expect(structuredClone(trace)).toEqual(trace);
});
