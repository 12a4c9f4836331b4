import { tensor, zeros } from "@clearhead/tensor";
import { expect, test } from "vitest";
import { difference, largestDifference, matrixOf } from "./compare.ts";

test("the largest difference", async () => {
  expect(largestDifference([[1, 2]], [[1.5, 1]])).toBe(1);
  expect(await difference([[1, 2]], tensor([[1, 2.25]]))).toBe(0.25);
});

test("what cannot be compared is infinitely far apart", () => {
  expect(largestDifference([[1, 2]], [[1]])).toBe(Infinity);
  expect(largestDifference([[1]], [[1], [2]])).toBe(Infinity);
  expect(largestDifference([[Number.NaN]], [[1]])).toBe(Infinity);
});

test("a matrix has two axes", async () => {
  await expect(matrixOf(zeros([1, 2, 3]))).rejects.toThrow("two axes, not [1, 2, 3]");
});
