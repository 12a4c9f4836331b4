import { expect, it } from "vitest";
import { MersenneTwister } from "./mt19937.ts";

it("gives the published outputs of seed 5489", () => {
  const twister = new MersenneTwister(5489);
  const outputs = Array.from({ length: 10_000 }, () => twister.next());
  expect(outputs.slice(0, 5)).toEqual([3499211612, 581869302, 3890346734, 3586334585, 545404204]);
  // The value that the C++ standard, [rand.predef], requires of mt19937.
  expect(outputs.at(-1)).toBe(4123659995);
});

it("takes the seed modulo 2^32", () => {
  expect(new MersenneTwister(2 ** 32 + 5489).next()).toBe(3499211612);
});
