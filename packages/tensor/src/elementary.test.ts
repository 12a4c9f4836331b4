import { describe, expect, it } from "vitest";
import { cos, exp, log, power, sin, tanh } from "./elementary.ts";
import { random } from "./cpu/testing.ts";

const next = random(1);
const between = (low: number, high: number): number => low + ((next() + 1) / 2) * (high - low);
const many = (draw: () => number): number[] => Array.from({ length: 20_000 }, draw);
const ulp = 2 ** -52;

/** The largest error relative to what JavaScript's own function gives, itself within an ulp of the truth. */
function farthest(xs: readonly number[], ours: (x: number) => number, theirs: typeof ours): number {
  const errors = xs.map((x) => Math.abs(ours(x) - theirs(x)) / Math.abs(theirs(x)));
  return errors.reduce((most, error) => Math.max(most, error), 0);
}

describe("agrees with JavaScript's own, relatively", () => {
  const cases: [string, number[], (x: number) => number, (x: number) => number, number][] = [
    ["exp", many(() => between(-708, 709)), exp, Math.exp, 2 * ulp],
    ["exp near 0", many(() => between(-0.5, 0.5)), exp, Math.exp, 2 * ulp],
    ["log", many(() => Math.exp(between(-744, 709))), log, Math.log, 2 * ulp],
    ["log near 1", many(() => between(0.7, 1.5)), log, Math.log, 3 * ulp],
    ["tanh", many(() => between(-3, 3)), tanh, Math.tanh, 3 * ulp],
    // Between the zeros: at a zero only the absolute error is small.
    ["sin", many(() => between(0.1, 3.04)), sin, Math.sin, 2 * ulp],
    ["cos", many(() => between(-1.47, 1.47)), cos, Math.cos, 2 * ulp],
  ];
  it.each(cases)("%s", (_, xs, ours, theirs, bound) => {
    expect(farthest(xs, ours, theirs)).toBeLessThan(bound);
  });

  it("sin and cos of many turns, absolutely", () => {
    for (const x of many(() => between(-1e6, 1e6))) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(2 * ulp);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(2 * ulp);
    }
  });

  it("powers", () => {
    for (const b of many(() => between(-30, 30)).slice(0, 2000)) {
      const a = between(0, 20);
      for (const exponent of [b, Math.round(b)]) {
        const expected = a ** exponent;
        expect(Math.abs(power(a, exponent) - expected)).toBeLessThan(1e-13 * expected);
        expect(Math.abs(power(-a, Math.round(b)) - (-a) ** Math.round(b))).toBeLessThan(
          1e-13 * a ** Math.round(b),
        );
      }
    }
  });
});

describe("at the edges", () => {
  const edges = [0, -0, 1, -1, 0.5, -0.5, 3, -3, 1025, -1025, 2 ** 53, 0.7, -0.7];
  const wild = [...edges, Infinity, -Infinity, NaN, 1e308, -1e308, 5e-324, -5e-324];

  const isNear = (a: number, b: number): boolean =>
    Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.abs(b);

  it.each<[string, (x: number) => number, (x: number) => number]>([
    ["exp", exp, Math.exp],
    ["log", log, Math.log],
    ["tanh", tanh, Math.tanh],
  ])("%s", (_, ours, theirs) => {
    expect(wild.filter((x) => !isNear(ours(x), theirs(x)))).toEqual([]);
  });

  it("sin and cos", () => {
    expect([sin(0), sin(-0), cos(-0), sin(5e-324)]).toEqual([0, -0, 1, 5e-324]);
    expect([sin(NaN), cos(NaN), sin(Infinity), cos(-Infinity)]).toEqual([NaN, NaN, NaN, NaN]);
  });

  /** JavaScript says NaN of 1 to any power that is no number, and of −1 to an infinite one. */
  const powerOfC = (a: number, b: number): number =>
    a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;

  it("powers are those of C", () => {
    const far: unknown[] = [];
    for (const a of wild) {
      for (const b of wild) {
        const [actual, expected] = [power(a, b), powerOfC(a, b)];
        if (!isNear(actual, expected)) far.push({ a, b, actual, expected });
      }
    }
    expect(far).toEqual([]);
  });

  it("whole powers of whole numbers are whole", () => {
    expect(power(3, 33)).toBe(5559060566555523);
    expect(power(-2, 31)).toBe(-(2 ** 31));
    expect(power(10, -3)).toBe(1 / 1000);
  });
});
