import { expect, test } from "vitest";
import type { Operand } from "@clearhead/tensor/cpu";
import { productBy } from "./product.ts";

const operand = (shape: readonly number[], strides: readonly number[]): Operand => ({
  pointer: 64,
  shape,
  strides,
});

/** Whether the library computes `[rows, 6] · [6, 5]`, the second as it lies or transposed. */
function isTaken(rows: number, isTransposed: boolean, options: readonly number[] = []): boolean {
  let calls = 0;
  const compute = productBy(() => void calls++, {
    address: () => 0,
    values: () => new Float32Array(1000),
    activate: () => undefined,
  });
  const taken = compute(
    [
      operand([rows, 5], [5, 1]),
      operand([rows, 6], [6, 1]),
      operand([6, 5], isTransposed ? [1, 6] : [5, 1]),
    ],
    [0, 0, 0, 1, ...options],
  );
  expect(calls).toBe(Number(taken));
  return taken;
}

test("leaves what reads a matrix once to the kernels", () => {
  expect([1, 3, 4, 50].map((rows) => isTaken(rows, true))).toEqual([false, false, true, true]);
  expect([1, 3, 4, 50].map((rows) => isTaken(rows, false))).toEqual([true, true, true, true]);
});

test("leaves weights of other types and scaled ones to the kernels", () => {
  const int8 = 3;
  expect(isTaken(50, true, [int8, 0])).toBe(false);
  expect(isTaken(50, true, [0, 1])).toBe(false);
  expect(isTaken(50, true, [0, 0])).toBe(true);
});
