import { describe, expect, it } from "vitest";
import { applyAll } from "./apply.ts";
import { explain } from "./explain.ts";
import { trace } from "./modes.ts";
import { scope } from "./scope.ts";
import type { Index, Shape } from "./shape.ts";
import { boundOf, recompute } from "./testing/bound.ts";
import { cases } from "./testing/cases.ts";
import { draw } from "./testing/draw.ts";

/** The first element, the last, and some between. */
function places(shape: Shape): Index[] {
  return [0, 0.3, 0.5, 0.8, 1].map((share) =>
    shape.map((length) => Math.min(length - 1, Math.floor(length * share))),
  );
}

describe("explains elements with terms that evaluate to them", () => {
  it.each(cases)("$name", ({ operation, sample: { inputs, options } }) => {
    scope(() => {
      const outputs = trace(() => applyAll(operation, draw(inputs, "cpu"), options));
      for (const output of outputs.filter((x) => x.size > 0)) {
        for (const place of places(output.shape)) {
          const explanation = explain(output, place);
          expect(explanation.operation).toBe(operation.name);
          const again = recompute(explanation.term);
          expect(explanation.recomputed).toBe(again.value);
          const isSame = Object.is(explanation.value, again.value); // ∞ − ∞ would be NaN
          expect(explanation.remainder).toBe(isSame ? 0 : explanation.value - again.value);
          const expected = output.dtype === "float32" ? Math.fround(again.value) : again.value;
          const error = Math.abs(explanation.value - expected);
          if (!Object.is(explanation.value, expected))
            expect(error).toBeLessThanOrEqual(boundOf(again));
          for (const read of explanation.reads.slice(0, 20)) {
            expect(explain(read.tensor, read.index).value).toBe(read.value);
          }
        }
      }
    });
  });
});
