import { describe, expect, it } from "vitest";
import { TensorError } from "../errors.ts";
import { call } from "./call.ts";
import * as kernels from "./kernels.ts";
import { compileKernels, instantiateKernels, kernelBytes } from "./module.ts";
import { unarySquare } from "./opcode.ts";
import { runtime } from "./runtime.ts";
import { builds } from "./testing.ts";

describe("call", () => {
  it("runs a kernel on the shared heap", () => {
    const x = { pointer: runtime().heap.allocate(16), shape: [2, 2], strides: [1, 2] };
    const out = { pointer: runtime().heap.allocate(16), shape: [2, 2], strides: [2, 1] };
    runtime().heap.float32.set([1, 2, 3, 4], x.pointer / 4);
    call(kernels.unary, [out, x], [unarySquare]);
    expect([...runtime().heap.float32.subarray(out.pointer / 4, out.pointer / 4 + 4)]).toEqual([
      1, 9, 4, 16,
    ]);
  });

  it("does nothing for an empty output", () => {
    const nothing = { pointer: 0, shape: [3, 0], strides: [0, 1] };
    expect(() => call(kernels.unary, [nothing, nothing], [unarySquare])).not.toThrow();
  });

  it("an option of one call is not seen by the next", () => {
    const place = (
      values: readonly number[],
      shape: readonly number[],
      strides: readonly number[],
    ) => {
      const pointer = runtime().heap.allocate(4 * values.length);
      runtime().heap.float32.set(values, pointer / 4);
      return { pointer, shape, strides };
    };
    const out = place([9], [1, 1], [1, 1]);
    const two = place([2], [1, 1], [1, 1]);
    call(kernels.matmul, [out, two, two, place([1], [1], [1])], [1, 0, 1, 1]);
    expect(runtime().heap.float32[out.pointer / 4]).toBe(14);
    call(kernels.matmul, [out, two, two], [0, 0, 0, 1]);
    expect(runtime().heap.float32[out.pointer / 4]).toBe(4);
  });

  it("takes the best build of this engine", () => {
    expect(runtime().compiled.build).toBe(builds.at(-1));
  });

  it("compiles the build that is asked for, or says what is missing", () => {
    expect(compileKernels(false, ["simd"]).build).toBe("simd");
    if (builds.includes("relaxed-simd"))
      expect(compileKernels(false, ["relaxed-simd"]).build).toBe("relaxed-simd");
    else expect(() => compileKernels(false, ["relaxed-simd"])).toThrow(TensorError);
  });

  it.each(builds)("one module serves shared memory too: %s", (build) => {
    const bytes = [false, true].map((isShared) => kernelBytes(build, isShared));
    expect(bytes[0].filter((byte, at) => byte !== bytes[1][at])).toHaveLength(1);
    for (const shared of [false, true]) {
      const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared });
      const compiled = compileKernels(shared, [build]);
      expect(() => instantiateKernels(compiled, memory, 768)).not.toThrow();
    }
  });
});
