import { expect, it } from "vitest";
import { call } from "./call.ts";
import type { Operand } from "./kernels.ts";
import * as kernels from "./kernels.ts";
import { runtime } from "./runtime.ts";

it("compiles on the main thread of a page, where engines limit how large a module may be, and multiplies", () => {
  const place = (values: readonly number[]): Operand => {
    const pointer = runtime().heap.allocate(4 * values.length);
    runtime().heap.float32.set(values, pointer / 4);
    return { pointer, shape: [2, 2], strides: [2, 1] };
  };
  const out = place([0, 0, 0, 0]);
  call(kernels.matmul, [out, place([1, 2, 3, 4]), place([5, 6, 7, 8])], [0, 0, 0, 1]);
  const at = out.pointer / 4;
  expect([...runtime().heap.float32.subarray(at, at + 4)]).toEqual([19, 22, 43, 50]);
  expect(runtime().compiled.build).toBe("relaxed-simd");
});
