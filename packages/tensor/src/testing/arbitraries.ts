import * as fc from "fast-check";
import { plain, type Plain } from "./plain.ts";

/** Seeded, so that every run checks the same cases. */
export const runs = { seed: 20260101, numRuns: 250 };

export function shapes(maximumRank: number, maximumLength = 3): fc.Arbitrary<number[]> {
  return fc.array(fc.nat({ max: maximumLength }), { maxLength: maximumRank });
}

/** Small whole numbers: sums and products of a few of them are exact in float32, so models must agree bit by bit. */
export const wholeNumbers: fc.Arbitrary<number> = fc.integer({ min: -9, max: 9 });

export function plainsOf(
  shape: readonly number[],
  numbers: fc.Arbitrary<number> = wholeNumbers,
): fc.Arbitrary<Plain> {
  const size = shape.reduce((product, length) => product * length, 1);
  return fc
    .array(numbers, { minLength: size, maxLength: size })
    .map((values) => plain(shape, values));
}

/** A shape, and operands that broadcast to it: leading axes left out, others of size 1. */
export function broadcasting(
  operands: number,
  numbers: fc.Arbitrary<number> = wholeNumbers,
): fc.Arbitrary<{ shape: number[]; operands: Plain[] }> {
  return shapes(4).chain((shape) => {
    const operand = fc
      .tuple(
        fc.nat({ max: shape.length }),
        fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      )
      .chain(([dropped, repeats]) =>
        plainsOf(shape.map((length, axis) => (repeats[axis] ? 1 : length)).slice(dropped), numbers),
      );
    // The first has the whole shape, so that it is the result's.
    const others = fc.tuple(...Array.from({ length: operands - 1 }, () => operand));
    return fc.tuple(plainsOf(shape, numbers), others).map(([first, rest]) => ({
      shape,
      operands: [first, ...rest],
    }));
  });
}

/** Some axes of a rank, in any order, counted from either end. */
export function axesOf(rank: number, minimum = 0): fc.Arbitrary<number[]> {
  const all = Array.from({ length: rank }, (_, axis) => axis);
  return fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: Math.min(minimum, rank) }),
      fc.array(fc.boolean(), { minLength: rank, maxLength: rank }),
    )
    .map(([axes, negative]) => axes.map((axis) => (negative[axis] ? axis - rank : axis)));
}
