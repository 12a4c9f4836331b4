import { describe, expect, it } from "vitest";
import { arange, sum, tensor, zeros } from "../index.ts";
import { chunk, split, unbind } from "./concat.ts";
import { flatten } from "./views.ts";

describe("flatten", () => {
  it("joins a range of axes", () => {
    expect(flatten(zeros([2, 3, 4])).shape).toEqual([24]);
    expect(flatten(zeros([2, 3, 4]), 1).shape).toEqual([2, 12]);
    expect(flatten(zeros([2, 3, 4]), 0, -2).shape).toEqual([6, 4]);
    expect(flatten(zeros([2, 0, 4]), 0, 1).shape).toEqual([0, 4]);
    expect(flatten(zeros([2, 3]), 1, 1).shape).toEqual([2, 3]);
    expect(flatten(tensor(3)).shape).toEqual([1]);
  });

  it("refuses a range that runs backwards", () => {
    expect(() => flatten(zeros([2, 3, 4]), 2, 1)).toThrow(
      "flatten: startDim 2 comes after endDim 1 in [2, 3, 4]",
    );
    expect(() => flatten(zeros([2]), 1)).toThrow("flatten: dim 1 does not exist");
  });
});

describe("chunk, split, unbind", () => {
  const lengths = (parts: readonly { shape: readonly number[] }[]): readonly number[] =>
    parts.map(({ shape }) => shape[0]);

  it("cut as torch does", () => {
    expect(lengths(chunk(arange(5), 3))).toEqual([2, 2, 1]);
    expect(lengths(chunk(arange(5), 4))).toEqual([2, 2, 1]);
    expect(lengths(chunk(arange(2), 4))).toEqual([1, 1]);
    expect(lengths(chunk(arange(0), 3))).toEqual([0, 0, 0]);
    expect(lengths(split(arange(5), 2))).toEqual([2, 2, 1]);
    expect(lengths(split(arange(0), 3))).toEqual([0]);
    const rows = unbind(zeros([2, 3]), -1);
    expect(rows.map(({ shape }) => shape)).toEqual([[2], [2], [2]]);
    expect(unbind(zeros([0, 3]))).toEqual([]);
  });

  it("lead the gradient back to the part", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    sum(chunk(x, 2)[1]).backward();
    unbind(x)[0].backward();
    expect([...x.grad!.view()]).toEqual([1, 0, 1]);
  });

  it("say what is wrong", () => {
    expect(() => chunk(arange(3), 0)).toThrow(
      "chunk: chunks 0 must be a whole number of at least 1",
    );
    expect(() => split(arange(3), 0)).toThrow(
      "split: the size 0 of a part must be a whole number of at least 1",
    );
    expect(() => split(arange(3), [1.5, 1.5])).toThrow(
      "split: parts [1.5, 1.5] do not add up to axis 0 of [3], which has 3",
    );
    expect(() => unbind(tensor(1))).toThrow("unbind: dim 0 does not exist");
  });
});
