import { expect, it } from "vitest";
import { arange, reshape, sum, tensor, to, zeros } from "../index.ts";
import { repeat, repeatInterleave } from "./repeat.ts";

it("repeats the whole, in front too", async () => {
  expect(await repeat(tensor([1, 2]), [2, 3]).array()).toEqual([
    [1, 2, 1, 2, 1, 2],
    [1, 2, 1, 2, 1, 2],
  ]);
  expect(await repeat(tensor(3), [2]).array()).toEqual([3, 3]);
  expect(repeat(zeros([2, 3]), [1, 0]).shape).toEqual([2, 0]);
  expect(repeat(zeros([0, 3]), [2, 2]).shape).toEqual([0, 6]);
});

it("repeats each slice", async () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(await repeatInterleave(x, 2, -1).array()).toEqual([
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
  expect(await repeatInterleave(x, 2, 0).array()).toEqual([
    [1, 2],
    [1, 2],
    [3, 4],
    [3, 4],
  ]);
  expect(repeatInterleave(x, 0, 0).shape).toEqual([0, 2]);
});

it("sums the gradients of the copies", () => {
  for (const copies of [repeat, repeatInterleave]) {
    const x = to(reshape(arange(6), [2, 3]), "float32");
    x.requiresGrad = true;
    const y =
      copies === repeat ? repeat(x, [2, 2, 1]) : repeatInterleave(repeatInterleave(x, 2, 0), 2, 1);
    sum(y).backward();
    expect([...x.grad!.view()]).toEqual([4, 4, 4, 4, 4, 4]);
  }
});

it("says what is wrong", () => {
  expect(() => repeat(zeros([2, 3]), [2])).toThrow(
    "repeat: repeats [2] must be whole numbers ≥ 0, at least one for each of the 2 axes of [2, 3]",
  );
  expect(() => repeat(zeros([2]), [-1])).toThrow("repeat: repeats [-1] must be whole numbers ≥ 0");
  expect(() => repeatInterleave(zeros([2]), 1.5, 0)).toThrow(
    "repeatInterleave: times 1.5 must be a whole number of at least 0",
  );
  expect(() => repeatInterleave(zeros([2]), 2, 1)).toThrow(
    "repeatInterleave: dim 1 does not exist in a tensor of rank 1",
  );
});
