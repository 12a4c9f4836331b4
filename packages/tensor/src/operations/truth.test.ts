import { describe, expect, it } from "vitest";
import { memory, tensor, zeros, type Tensor } from "../index.ts";
import { all, allclose, any, equal, isclose, isfinite, isinf, isnan } from "./truth.ts";

const odd = (): Tensor => tensor([1, NaN, Infinity, -Infinity]);

/** A bool tensor as numbers. */
function bits(x: Tensor): number[] {
  expect(x.dtype).toBe("bool");
  return [...x.view()];
}

describe("isnan, isinf, isfinite", () => {
  it("tell the four kinds of float apart", () => {
    expect(bits(isnan(odd()))).toEqual([0, 1, 0, 0]);
    expect(bits(isinf(odd()))).toEqual([0, 0, 1, 1]);
    expect(bits(isfinite(odd()))).toEqual([1, 0, 0, 0]);
  });

  it("find every whole number finite", () => {
    const x = tensor([0, -5], { dtype: "int32" });
    expect([isnan(x), isinf(x), isfinite(x)].map(bits)).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
  });
});

describe("any, all", () => {
  it("count NaN as true", () => {
    expect(bits(any(tensor([0, NaN])))).toEqual([1]);
    expect(bits(all(tensor([0, NaN])))).toEqual([0]);
  });

  it("go along an axis", () => {
    const x = tensor([
      [1, 0],
      [2, 3],
      [0, 0],
    ]);
    expect(bits(all(x, { dim: 1 }))).toEqual([0, 1, 0]);
    expect(bits(any(x, { dim: 1 }))).toEqual([1, 1, 0]);
    expect(any(x, { dim: 0, keepdim: true }).shape).toEqual([1, 2]);
  });

  it("of nothing are false and true", () => {
    expect(bits(any(zeros([2, 0]), { dim: 1 }))).toEqual([0, 0]);
    expect(bits(all(zeros([0])))).toEqual([1]);
  });
});

describe("isclose", () => {
  it("allows the tolerance, equal infinities, and NaN when asked", () => {
    const a = tensor([Infinity, NaN, 1, 1, Infinity, 1]);
    const b = tensor([Infinity, NaN, 1.000001, 1.1, -Infinity, Infinity]);
    expect(bits(isclose(a, b))).toEqual([1, 0, 1, 0, 0, 0]);
    expect(bits(isclose(a, b, { rtol: 0.1, equalNan: true }))).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it("refuses a negative tolerance", () => {
    expect(() => isclose(odd(), odd(), { rtol: -1 })).toThrow(
      "isclose: rtol -1 and atol 1e-8 must be at least 0",
    );
  });
});

describe("allclose, equal", () => {
  it("answer with a promise", async () => {
    expect(await allclose(tensor([1, 2]), tensor([1, 2.0000001]))).toBe(true);
    expect(await allclose(tensor([1, 2]), tensor([1, 2.1]))).toBe(false);
    expect(await allclose(tensor([1, 2]), tensor([1, 2.1]), { atol: 0.2 })).toBe(true);
    expect(await allclose(zeros([2, 3]), zeros([3]))).toBe(true);
    expect(await equal(zeros([2, 3]), zeros([3]))).toBe(false);
    expect(await equal(tensor([1], { dtype: "int32" }), tensor([1]))).toBe(true);
    expect(await equal(odd(), odd())).toBe(false);
  });

  it("reject what does not broadcast", async () => {
    await expect(allclose(zeros([2]), zeros([3]))).rejects.toThrow(
      "isclose: shapes [2] and [3] do not broadcast",
    );
  });

  it("leave no tensor behind", async () => {
    const [a, b] = [odd(), odd()];
    const before = memory().tensors;
    await allclose(a, b);
    await equal(a, b);
    expect(memory().tensors).toBe(before);
  });
});
