import { expect, test } from "vitest";
import { agree, compare } from "./compare.ts";
import type { Contestant } from "./contestant.ts";
import { suites } from "./suites.ts";

const [item] = suites["matvec"];
const options = { rounds: 2, turnMilliseconds: 1, capMilliseconds: 1000 };

const contestant = (
  name: string,
  result: Float32Array | null,
  milliseconds = 1,
): Contestant & { disposed: number } => {
  const one = {
    name,
    threads: 1,
    disposed: 0,
    prepare: () =>
      Promise.resolve({
        time: (count: number) => Promise.resolve(count * milliseconds),
        result: () => Promise.resolve(result),
        dispose: () => void one.disposed++,
      }),
    close: () => undefined,
  };
  return one;
};

test("who takes part is measured; who does not says why", async () => {
  const unable = { ...contestant("c", null), prepare: () => Promise.resolve("has no such thing") };
  const { measured, skipped } = await compare(
    item,
    [
      contestant("a", Float32Array.of(1)),
      contestant("control", null),
      unable,
      contestant("slow", Float32Array.of(1), 2000),
    ],
    options,
  );
  expect(measured.map(({ name, samples }) => [name, samples])).toEqual([
    ["a", [1, 1]],
    ["control", [1, 1]],
  ]);
  expect(skipped).toEqual([
    { name: "c", reason: "has no such thing" },
    { name: "slow", reason: "a single run takes longer than the 1 s of a case" },
  ]);
});

test("a failure is told, and the others are measured; that of the first ends it", async () => {
  const failing = {
    ...contestant("b", null),
    prepare: () => Promise.reject(new Error("no such function")),
  };
  const whole = contestant("a", Float32Array.of(1));
  const { measured, skipped } = await compare(item, [whole, failing], options);
  expect(measured.map(({ name }) => name)).toEqual(["a"]);
  expect(skipped).toEqual([{ name: "b", reason: "fails: no such function" }]);
  await expect(compare(item, [failing, whole], options)).rejects.toThrow("no such function");
});

test("nobody is measured where somebody computes something else", async () => {
  const ours = contestant("ours", Float32Array.of(1, 2));
  const theirs = contestant("theirs", Float32Array.of(1, 3));
  await expect(compare(item, [ours, theirs], options)).rejects.toThrow(
    `theirs computes something else in ${item.name}`,
  );
  expect([ours.disposed, theirs.disposed]).toEqual([1, 1]);
});

test("results agree to a share of the largest element", () => {
  const a = Float32Array.of(100, 0.001);
  expect(agree(a, Float32Array.of(100.05, 0.05), 1e-3)).toBe(true);
  expect(agree(a, Float32Array.of(100.2, 0.001), 1e-3)).toBe(false);
  expect(agree(a, Float32Array.of(NaN, 0.001), 1e-3)).toBe(false);
  expect(agree(a, Float32Array.of(100), 1e-3)).toBe(false);
});
