import { expect, test } from "vitest";
import { hash, Random } from "./random.ts";

test("the same seed gives the same numbers, all in [0, 1)", () => {
  const numbers = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 1000 }, () => random.next());
  };
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
  expect(numbers(3).every((number) => number >= 0 && number < 1)).toBe(true);
});

test("is near uniform: ten bins of 10,000 numbers hold 1,000 each, within five standard deviations", () => {
  const random = new Random(4);
  const bins = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 10_000; index++) bins[random.integer(10)]++;
  // A bin's standard deviation is √(10,000 · 0.1 · 0.9) = 30.
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("picks by weight, and never what weighs nothing", () => {
  const random = new Random(5);
  const items = [
    { name: "often", weight: 3 },
    { name: "never", weight: 0 },
    { name: "seldom", weight: 1 },
  ];
  const drawn = Array.from({ length: 4000 }, () => random.weighted(items).name);
  expect(drawn).not.toContain("never");
  // Expected 3,000, standard deviation √(4,000 · 0.75 · 0.25) ≈ 27.
  expect(Math.abs(drawn.filter((name) => name === "often").length - 3000)).toBeLessThan(140);
});

test("refuses to choose from nothing, and seeds that are no whole numbers", () => {
  const random = new Random(6);
  expect(() => random.pick([])).toThrow(RangeError);
  expect(() => random.weighted([])).toThrow(RangeError);
  expect(() => random.weighted([{ weight: 0 }])).toThrow(RangeError);
  expect(() => new Random(-1)).toThrow("seed must be a whole number of at least 0, got -1");
  expect(() => new Random(1.5)).toThrow(RangeError);
});

test("the hash is FNV-1a with Murmur3's mixer: fixed, for the splits hang on it", () => {
  // Murmur3's fmix32, here in big integers; the FNV-1a values are those of its authors' test suite.
  const mix = (value: bigint): number => {
    const multiply = (left: bigint, right: bigint): bigint => (left * right) & 0xff_ff_ff_ffn;
    let mixed = multiply(value ^ (value >> 16n), 0x85_eb_ca_6bn);
    mixed = multiply(mixed ^ (mixed >> 13n), 0xc2_b2_ae_35n);
    return Number(mixed ^ (mixed >> 16n));
  };
  expect(hash("")).toBe(mix(0x81_1c_9d_c5n));
  expect(hash("a")).toBe(mix(0xe4_0c_29_2cn));
  expect(hash("foobar")).toBe(mix(0xbf_9c_f9_68n));
});
