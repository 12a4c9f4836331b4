import { describe, expect, it } from "vitest";
import { gradCheck, randn, tensor, zeros } from "../index.ts";
import { norm, std, variance } from "./mean.ts";

const table = [
  [1, 2],
  [3, 5],
];

describe("std", () => {
  it("is the root of the variance", () => {
    // torch.std(x, 0) and torch.std(x, correction=0)
    expect([...std(tensor(table), { dim: 0 }).view()]).toEqual([
      Math.fround(Math.SQRT2),
      Math.fround(2.1213203),
    ]);
    expect(std(tensor(table), { correction: 0 }).view()[0]).toBeCloseTo(1.479019946, 6);
    expect(std(tensor(table), { dim: 1, keepdim: true }).shape).toEqual([2, 1]);
  });

  it("of one or of nothing is NaN", () => {
    expect(std(tensor([3])).view()[0]).toBeNaN();
    expect(std(zeros([0])).view()[0]).toBeNaN();
    expect(variance(zeros([0])).view()[0]).toBeNaN();
  });

  it("has the gradient 0 where all are equal", () => {
    const x = tensor([3, 3, 3], { requiresGrad: true });
    std(x).backward();
    expect([...x.grad!.view()]).toEqual([0, 0, 0]);
  });
});

describe("norm", () => {
  it("is the length of each vector", () => {
    expect([...norm(tensor([[3, 4]]), { dim: 1 }).view()]).toEqual([5]);
    expect(norm(tensor(-3)).view()[0]).toBe(3);
    expect(norm(zeros([0])).view()[0]).toBe(0);
    expect(norm(tensor([3, 4], { dtype: "int32" })).view()[0]).toBe(5);
    expect(norm(tensor([NaN, 1])).view()[0]).toBeNaN();
  });

  it("has the gradient 0 at 0", () => {
    const x = zeros([2], { requiresGrad: true });
    norm(x).backward();
    expect([...x.grad!.view()]).toEqual([0, 0]);
  });
});

it("both have the gradient that difference quotients have", () => {
  const x = randn([3, 4]);
  expect(gradCheck((a) => std(a, { dim: 1 }), [x])).toBeLessThan(1e-6);
  expect(gradCheck((a) => norm(a, { dim: 0 }), [x])).toBeLessThan(1e-6);
});
