import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { applyAll } from "../apply.ts";
import { scope } from "../scope.ts";
import { cases, denseFrom } from "../testing/cases.ts";
import { draw, layouts } from "../testing/draw.ts";
import { policy } from "./pool.ts";
import { firstDifference } from "./testing.ts";
import { setNumThreads, workersReady } from "./threads.ts";

const usual = { ...policy };

afterEach(() => {
  Object.assign(policy, usual);
  setNumThreads(1);
});

/** What a computation gives with one thread, and with two and three, of which once the caller only waits. */
function withThreads<Result>(compute: () => Result): [one: Result, others: Result[]] {
  setNumThreads(1);
  const one = compute();
  policy.shareFrom = 0;
  const others = [2, 3].flatMap((threads) => {
    setNumThreads(threads);
    return [true, false].map((callerComputes) => {
      policy.callerComputes = callerComputes;
      return compute();
    });
  });
  Object.assign(policy, usual);
  return [one, others];
}

describe("any number of threads gives the same bits", () => {
  beforeAll(async () => {
    setNumThreads(3);
    await workersReady();
  });

  it.each(cases)("$name", ({ operation, sample: { inputs, options } }) => {
    scope(() => {
      const operands = draw(inputs, "cpu");
      const strided = denseFrom[operation.name] ?? operands.length;
      for (const change of Object.values(layouts)) {
        const changed = operands.map((x, i) => (i < strided ? change(x) : x));
        const [one, others] = withThreads(() =>
          applyAll(operation, changed, options).map((y) => y.view().slice()),
        );
        for (const other of others) {
          expect(one.map((values, i) => firstDifference(other[i], values))).toEqual(
            one.map(() => -1),
          );
        }
      }
    });
  });
});
