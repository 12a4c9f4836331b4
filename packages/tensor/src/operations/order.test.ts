import { describe, expect, it } from "vitest";
import { maximum, sum, tensor, zeros } from "../index.ts";
import { argmax, argmin, argsort, max, min, topk } from "./order.ts";

const rows = [
  [1, 3, 3],
  [NaN, 2, NaN],
];

describe("max, min", () => {
  it("of everything is one number, NaN where one is", async () => {
    expect(await max(tensor([1, 3, 2])).item()).toBe(3);
    expect(await min(tensor([1, 3, 2])).item()).toBe(1);
    expect(await max(tensor(rows)).item()).toBeNaN();
    expect(await min(tensor(-4)).item()).toBe(-4);
  });

  it("along an axis tell where it stands: the first of equal ones, the first NaN", () => {
    const { values, indices } = max(tensor(rows), { dim: 1 });
    expect([...values.view()]).toEqual([3, NaN]);
    expect([...indices.view()]).toEqual([1, 0]);
    expect(indices.dtype).toBe("int32");
    const least = min(tensor(rows), { dim: 0, keepdim: true });
    expect(least.values.shape).toEqual([1, 3]);
    expect([...least.indices.view()]).toEqual([1, 1, 1]);
  });

  it("keep integers and booleans", () => {
    const { values } = max(tensor([[true, false]]), { dim: 1 });
    expect(values.dtype).toBe("bool");
    expect([...values.view()]).toEqual([1]);
    expect(min(tensor([2, 1], { dtype: "int32" })).dtype).toBe("int32");
  });

  it("share the gradient of equal ones, or give it to the first along an axis", () => {
    const x = tensor([[1, 3, 3]], { requiresGrad: true });
    max(x).backward();
    expect([...x.grad!.view()]).toEqual([0, 0.5, 0.5]);
    x.grad = null;
    sum(max(x, { dim: 1 }).values).backward();
    expect([...x.grad!.view()]).toEqual([0, 1, 0]);
  });

  it("of no row give no row", () => {
    expect(max(zeros([0, 3]), { dim: 1 }).values.shape).toEqual([0]);
  });

  it("say what is wrong", () => {
    expect(() => max(zeros([3, 0]), { dim: 1 })).toThrow("argmax: axis 1 of [3, 0] is empty");
    expect(() => min(zeros([3, 0]), { dim: 1 })).toThrow("argmin: axis 1 of [3, 0] is empty");
    expect(() => max(zeros([0]))).toThrow("max: x [0] is empty; nothing has no max");
    expect(() => min(zeros([2]), { dim: 1 })).toThrow("min: dim 1 does not exist");
    const b: unknown = zeros([2]);
    expect(() => max(zeros([2]), b as { dim: number })).toThrow(
      "max: the second argument is a tensor; for the larger or smaller of two, element by element, use maximum(a, b)",
    );
    expect(maximum(zeros([2]), zeros([2])).shape).toEqual([2]);
  });
});

it("argsort puts NaN last, and equal ones in their order", () => {
  const x = tensor([3, NaN, 1, 3]);
  expect([...argsort(x).view()]).toEqual([2, 0, 3, 1]);
  expect([...argsort(x, { descending: true }).view()]).toEqual([1, 0, 3, 2]);
});

it("topk gives the smallest when asked", () => {
  const { values, indices } = topk(tensor([3, NaN, 1, 2]), 2, { largest: false });
  expect([...values.view()]).toEqual([1, 2]);
  expect([...indices.view()]).toEqual([2, 3]);
});

it("argmax and argmin of everything keep the axes when asked", () => {
  const x = tensor([
    [1, 4],
    [0, 2],
  ]);
  expect(argmax(x, { keepdim: true }).shape).toEqual([1, 1]);
  expect([...argmax(x, { keepdim: true }).view()]).toEqual([1]);
  expect([...argmin(x).view()]).toEqual([2]);
});
