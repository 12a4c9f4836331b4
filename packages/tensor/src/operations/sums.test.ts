import { describe, expect, it } from "vitest";
import { full } from "../creation.ts";
import { scope } from "../scope.ts";
import { otherErrors, series, sumErrors } from "../testing/sums.ts";
import { torchErrors } from "../testing/torch-errors.ts";
import { variance } from "./mean.ts";
import { layerNorm } from "./norm.ts";

/** A result that is a float32 may be wrong by half its last place, however it was computed. */
const rounding = 2 ** -24;

/** The names of those errors that are larger than PyTorch's from the same numbers. */
function worse(ours: Readonly<Record<string, number>>, torch: Readonly<Record<string, number>>) {
  expect(Object.keys(ours)).toEqual(Object.keys(torch));
  return Object.keys(ours).filter((name) => !(ours[name] <= Math.max(torch[name], rounding)));
}

describe("is as exact as PyTorch", () => {
  it.each(Object.keys(series))("in the sum of ten million terms, %s", (name) => {
    expect(worse(sumErrors(name), torchErrors.sums[name])).toEqual([]);
  });

  it("in means, variances, norms, softmax, running sums and products of long rows", () => {
    expect(worse(otherErrors(), torchErrors.other)).toEqual([]);
  });
});

describe("equal numbers", () => {
  it.each([3, 100, 1030])(
    "%i of them vary by nothing, and are normalised to exactly 0",
    (length) => {
      scope(() => {
        for (const value of [0.1, 1 / 3, -12_345.678, 1e6 + 0.1]) {
          const x = full([2, length], value);
          expect([...variance(x, { dim: 1 }).view()]).toEqual([0, 0]);
          expect(
            layerNorm(x, [length])
              .view()
              .every((y) => y === 0),
          ).toBe(true);
        }
      });
    },
  );
});
