import { describe, expect, it } from "vitest";
import { grad, sum, tensor, zeros } from "../index.ts";
import { firstDifference, ulps } from "../cpu/testing.ts";
import { scope } from "../scope.ts";
import { sweep } from "../testing/sweep.ts";
import { contiguous } from "./contiguous.ts";
import { flip } from "./views.ts";
import { clamp, pow } from "./power.ts";

describe("pow of two tensors", () => {
  it.each(["cpu", "reference"] as const)("gives torch's powers and gradients on %s", (device) => {
    const a = tensor([0, 0, 0, 2, -2, -2, 2, 0], { device, requiresGrad: true });
    const b = tensor([0, 2, -1, 3, 3, 0.5, 0, 0.5], { device, requiresGrad: true });
    const y = pow(a, b);
    expect([...y.view()]).toEqual([1, 0, Infinity, 8, -8, NaN, 1, 0]);
    const [da, db] = grad(sum(y), [a, b]);
    // As torch.pow(a, b).sum().backward() has them.
    expect([...da.view()]).toEqual([0, 0, -Infinity, 12, 12, NaN, 0, Infinity]);
    const expected = [0, 0, -Infinity, 8 * Math.LN2, NaN, NaN, Math.LN2, 0].map((value) =>
      Number(value.toFixed(4)),
    );
    const slopes = [...db.view()].map((value) => Number(value.toFixed(4)));
    expect(slopes).toEqual(expected);
  });

  it("has 1 to any power, and any number to 0, as 1", () => {
    const y = pow(tensor([1, 1, NaN, -1]), tensor([NaN, Infinity, 0, Infinity]));
    expect([...y.view()]).toEqual([1, 1, 1, 1]);
  });

  it("broadcasts, and takes a number on either side", () => {
    expect(pow(zeros([2, 1]), zeros([3])).shape).toEqual([2, 3]);
    const exponents = tensor([3, -1], { requiresGrad: true });
    const y = pow(2, exponents);
    expect([...y.view()]).toEqual([8, 0.5]);
    const [slope] = grad(sum(y), [exponents]);
    expect(slope.view()[0]).toBeCloseTo(8 * Math.LN2, 5);
  });
});

describe("pow of integers", () => {
  const four = tensor([4], { dtype: "int32" });

  it("stays whole where it can", () => {
    expect([pow(four, 2).dtype, pow(four, 2).view()[0]]).toEqual(["int32", 16]);
    expect([pow(four, 0.5).dtype, pow(four, 0.5).view()[0]]).toEqual(["float32", 2]);
    expect([...pow(four, tensor([3, -2], { dtype: "int32" })).view()]).toEqual([64, 0]);
    expect(pow(tensor([true]), 2).dtype).toBe("int32");
  });

  it("refuses what would be none", () => {
    expect(() => pow(four, -1)).toThrow(
      'pow: exponent -1 makes fractions of whole numbers; use to(x, "float32")',
    );
  });
});

it("says what is wrong", () => {
  expect(() => pow(2, 3)).toThrow("pow: expected a tensor, got 2; make one with tensor(…)");
  expect(() => pow(zeros([2]), zeros([3]))).toThrow("pow: shapes [2] and [3] do not broadcast");
});

describe("clamp", () => {
  it("makes integers float32 where a bound is none", () => {
    const x = tensor([1, 5], { dtype: "int32" });
    expect([...clamp(x, { min: 1.5 }).view()]).toEqual([1.5, 5]);
    expect(clamp(x, { min: 2 }).dtype).toBe("int32");
    expect([...clamp(x, { max: 3 }).view()]).toEqual([1, 3]);
  });

  it("refuses a bound that is no number", () => {
    expect(() => clamp(zeros([1]), { min: NaN })).toThrow("clamp: min must be a number, got NaN");
  });
});

/** Positive numbers of every size. */
const x = sweep(2 ** 17).filter((value) => value > 0 && value < Infinity);

describe("pow is rounded once from float64", () => {
  it.each([3, 10, -2, 1 / 3, 0.1, -0.7])("exponent %d", (exponent) => {
    scope(() => {
      const input = tensor(x);
      const y = Float32Array.from(pow(input, exponent).view());
      let worst = 0;
      // By another road than the kernel's; it adds 1e-13 where the logarithm is large.
      x.forEach((value, i) => {
        const exact = Math.exp(exponent * Math.log(value));
        worst = Math.max(worst, ulps(y[i], exact));
      });
      expect(worst).toBeLessThan(0.5001);
      const turned = contiguous(flip(pow(flip(input, [0]), exponent), [0]));
      expect(firstDifference(turned.view(), y)).toBe(-1);
    });
  });
});
