import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluate, runner, sweep, worstAbsolute, worstUlp } from "../testing/sweep.ts";
import { functions, slopes, type Truth } from "../testing/truths.ts";
import { Bench, builds, firstDifference } from "./testing.ts";

/** A million of the four thousand million float32 numbers; `npm run accuracy` tries more of them. */
const x = sweep(4096);

const titled = (truths: readonly Truth[]): [string, number, Truth][] =>
  truths.map((truth) => [truth.name, truth.ulp, truth]);

describe("is as exact as promised, over all float32 numbers", () => {
  const runners = builds.map((build) => runner(build, "unary", x.length));

  it.each(titled(functions))("%s: %d ulp", (_, ulp, { opcode, exact, from, absolute = 0 }) => {
    const expected = evaluate(exact, x);
    for (const run of runners) {
      const actual = run(opcode, x);
      const worst = worstUlp(x, actual, expected, from);
      expect(worst.error, `worst at ${worst.at}`).toBeLessThanOrEqual(ulp);
      const far = worstAbsolute(x, actual, expected, -Infinity, from ?? -Infinity);
      expect(far.error, `worst at ${far.at}`).toBeLessThanOrEqual(absolute);
    }
  });
});

it.each(titled(functions.filter(({ ulp }) => ulp > 0)))(
  "%s: docs/numerics.md states the bound of %d ulp",
  (name, ulp) => {
    const page = readFileSync(new URL("../../../../docs/numerics.md", import.meta.url), "utf8");
    const table = page.slice(page.indexOf("## Functions"));
    const row = table.split("\n").find((line) => line.startsWith(`| \`${name}\``));
    expect(row?.split("|")[2].trim()).toBe(String(ulp));
  },
);

describe("gradients of gated functions are exact to some roundings of numbers about 1", () => {
  const inside = x.filter((value) => Math.abs(value) < 20);
  const runners = builds.map((build) => runner(build, "binary", inside.length));

  it.each(slopes)("$name: $absolute", ({ opcode, exact, absolute = 0 }) => {
    const expected = evaluate(exact, inside);
    for (const run of runners) {
      const worst = worstAbsolute(inside, run(opcode, inside), expected, -20, 20);
      expect(worst.error, `worst at ${worst.at}`).toBeLessThanOrEqual(absolute);
    }
  });
});

describe.each(builds)("the same number gives the same bits wherever it stands, %s", (build) => {
  const bench = new Bench(build);
  const values = x.filter((_, index) => index % 9973 === 0 || index > x.length - 40);
  const whole = bench.place([values.length], values);

  it.each(functions)("$name", ({ opcode }) => {
    const expected = bench.run("unary", [bench.out([values.length]), whole], [opcode]);
    const spread = bench.place([values.length], values, { gap: 2 });
    const turned = bench.place([values.length], values, { isReversed: true });
    for (const operand of [spread, turned]) {
      const actual = bench.run("unary", [bench.out([values.length]), operand], [opcode]);
      expect(firstDifference(actual, expected)).toBe(-1);
    }
    // Lanes and rests: every number is once alone, once in each place of four, and once in each place of a rest.
    for (const length of [1, 2, 3, 4, 5, 6, 7]) {
      const out = bench.out([length]);
      for (let first = 0; first + length <= values.length; first++) {
        const part = {
          ...whole,
          pointer: whole.pointer + 4 * first,
          shape: [length],
          size: length,
        };
        const actual = bench.run("unary", [out, part], [opcode]);
        expect(firstDifference(actual, expected.slice(first, first + length))).toBe(-1);
      }
    }
  });
});
