import { expect, it } from "vitest";
import { TensorError } from "../errors.ts";
import { philox4x32, philoxUniform } from "./philox.ts";

it("gives the known answers of Random123 (kat_vectors, philox4x32 with 10 rounds)", () => {
  expect(philoxUniform(0, 0, 0)).toBe(0.3990464210510254);
  expect(philox4x32([0, 0, 0, 0], [0, 0])).toEqual([
    0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8,
  ]);
  const ones = 0xffffffff;
  expect(philox4x32([ones, ones, ones, ones], [ones, ones])).toEqual([
    0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
  ]);
  // The digits of pi.
  expect(
    philox4x32([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
  ).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
});

it("takes the four lanes of a block as four elements", () => {
  const seed = 0x299f31d0_a4093822n;
  const offset = 0x03707344_13198a2en;
  const words = philox4x32([5, 0, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]);
  const uniforms = [20, 21, 22, 23].map((element) => philoxUniform(seed, offset, element));
  expect(uniforms).toEqual(words.map((word) => (word >>> 8) / 2 ** 24));
});

it("counts blocks beyond 32 bits", () => {
  const words = philox4x32([1, 2, 3, 0], [7, 0]);
  expect(philoxUniform(7, 3, (2 ** 33 + 1) * 4)).toBe((words[0] >>> 8) / 2 ** 24);
});

it("takes number and bigint seeds alike, negative ones modulo 2^64", () => {
  expect(philoxUniform(7n, 1n, 9)).toBe(philoxUniform(7, 1, 9));
  expect(philoxUniform(-1, 0, 0)).toBe(philoxUniform(2n ** 64n - 1n, 0, 0));
});

it("gives float32 numbers spread evenly over [0, 1)", () => {
  const uniforms = Array.from({ length: 20_000 }, (_, element) => philoxUniform(1, 2, element));
  expect(uniforms.every((value) => value >= 0 && value < 1 && Math.fround(value) === value)).toBe(
    true,
  );
  const buckets = Array.from({ length: 10 }, () => 0);
  for (const value of uniforms) buckets[Math.floor(value * 10)] += 1;
  // Four standard deviations of a binomial count: 4 * sqrt(20000 * 0.1 * 0.9).
  for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(170);
});

it.each([
  ["a fraction as seed", () => philoxUniform(0.5, 0, 0), /seed must be an integer, not 0.5/],
  ["an infinite offset", () => philoxUniform(0, Infinity, 0), /offset must be an integer/],
  [
    "a negative element",
    () => philoxUniform(0, 0, -1),
    /element must be an integer in \[0, 2\^53\), not -1/,
  ],
])("refuses %s", (_, act, message) => {
  expect(act).toThrow(TensorError);
  expect(act).toThrow(message);
});
