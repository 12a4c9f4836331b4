import { expect, test } from "vitest";
import type { Prepared } from "./contestant.ts";
import { interleave, median, pairedRatio } from "./measure.ts";

/** Takes its turns on a clock of its own. */
const contestant = (name: string, milliseconds: number, turns: string[]): Prepared => ({
  time(count) {
    turns.push(name);
    return Promise.resolve(count * milliseconds);
  },
  result: () => Promise.resolve(new Float32Array()),
  dispose: () => undefined,
});

const options = { rounds: 5, turnMilliseconds: 20, capMilliseconds: 1000 };

test("the middle of some values, or between the two in the middle", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow("there are no values");
});

test("ratios are taken within a round, so that a slow round does not count twice", () => {
  expect(pairedRatio([1, 10, 1], [2, 20, 2])).toBe(2);
});

test("every round gives everybody one turn and begins with another", async () => {
  const turns: string[] = [];
  const samples = await interleave(
    [contestant("a", 1, turns), contestant("b", 4, turns), contestant("c", 2, turns)],
    options,
  );
  expect(samples).toEqual([Array(5).fill(1), Array(5).fill(4), Array(5).fill(2)]);
  expect(turns.slice(-15).join("")).toBe("abcbcacababcbca");
});

test("a slow contestant gets fewer rounds, but never less than three", async () => {
  const [slow, fast] = await interleave(
    [contestant("a", 400, []), contestant("b", 1, [])],
    options,
  );
  expect(slow).toHaveLength(3);
  expect(fast).toHaveLength(5);
  expect(pairedRatio(slow, fast)).toBe(1 / 400);
});

test("one of which a single run is above the cap is not measured, and the others are", async () => {
  const turns: string[] = [];
  const samples = await interleave(
    [contestant("a", 2000, turns), contestant("b", 1, turns)],
    options,
  );
  expect(samples.map(({ length }) => length)).toEqual([0, 5]);
  expect(turns.filter((name) => name === "a")).toHaveLength(1);
});
