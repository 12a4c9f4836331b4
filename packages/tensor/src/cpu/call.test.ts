import { describe, expect, it } from "vitest";
import { TensorError } from "../errors.ts";
import { call, kernelBuild } from "./call.ts";
import * as kernels from "./kernels.ts";
import { heap } from "./heap.ts";
import { compileKernels, kernelBytes } from "./module.ts";
import { unarySquare } from "./opcode.ts";
import { builds } from "./testing.ts";

describe("call", () => {
  it("runs a kernel on the shared heap", () => {
    const x = { pointer: heap().allocate(16), shape: [2, 2], strides: [1, 2] };
    const out = { pointer: heap().allocate(16), shape: [2, 2], strides: [2, 1] };
    heap().float32.set([1, 2, 3, 4], x.pointer / 4);
    call(kernels.unary, [out, x], [unarySquare]);
    expect([...heap().float32.subarray(out.pointer / 4, out.pointer / 4 + 4)]).toEqual([
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
      const pointer = heap().allocate(4 * values.length);
      heap().float32.set(values, pointer / 4);
      return { pointer, shape, strides };
    };
    const out = place([9], [1, 1], [1, 1]);
    const two = place([2], [1, 1], [1, 1]);
    call(kernels.matmul, [out, two, two, place([1], [1], [1])], [1, 0, 1, 1]);
    expect(heap().float32[out.pointer / 4]).toBe(14);
    call(kernels.matmul, [out, two, two], [0, 0, 0, 1]);
    expect(heap().float32[out.pointer / 4]).toBe(4);
  });

  it("takes the best build of this engine", () => {
    expect(kernelBuild()).toBe(builds.at(-1));
  });

  it("compiles the build that is asked for, or says what is missing", () => {
    expect(compileKernels(["simd"]).build).toBe("simd");
    if (builds.includes("relaxed-simd"))
      expect(compileKernels(["relaxed-simd"]).build).toBe("relaxed-simd");
    else expect(() => compileKernels(["relaxed-simd"])).toThrow(TensorError);
  });

  it("one module serves shared memory too: only the flags of its memory import differ", () => {
    const bytes = kernelBytes("simd");
    // "env", "memory", kind 2 (memory), flags 1 (has a maximum): flag 2 makes it shared.
    const text = new TextDecoder("latin1").decode(bytes);
    const flags = text.indexOf("\u0003env\u0006memory\u0002\u0001") + 12;
    expect(bytes[flags]).toBe(1);
    bytes[flags] = 3;
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
    const module = new WebAssembly.Module(bytes);
    expect(() => new WebAssembly.Instance(module, { env: { memory, scratch: 768 } })).not.toThrow();
  });
});
