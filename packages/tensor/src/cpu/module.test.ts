import { gzipSync } from "node:zlib";
import { afterEach, expect, it, vi } from "vitest";
import { threads } from "../kernels/threads.wasm.ts";
import { bytesOf, instantiateKernels, kernelBytes } from "./module.ts";

afterEach(() => void vi.unstubAllGlobals());

it("ships at most 60 kB of WebAssembly, gzip, in all", () => {
  const binaries = [
    kernelBytes("simd", true),
    kernelBytes("relaxed-simd", true),
    Buffer.from(threads, "hex"),
  ];
  const sizes = binaries.map((binary) => gzipSync(binary).length);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(60_000);
});

const expected = Buffer.from(threads, "hex");

it.each([
  ["Uint8Array.fromHex", undefined, () => new Uint8Array(expected)],
  ["Buffer", Buffer, undefined],
  ["pairs of digits", undefined, undefined],
])("reads hexadecimal text by %s", (_, buffer, fromHex) => {
  vi.stubGlobal("Buffer", buffer);
  class Bytes extends Uint8Array {
    static readonly fromHex = fromHex;
  }
  vi.stubGlobal("Uint8Array", Bytes);
  const bytes = bytesOf(threads);
  vi.unstubAllGlobals();
  expect(Buffer.compare(bytes, expected)).toBe(0);
});

const modules = (["simd", "relaxed-simd"] as const).map((build) => ({
  build,
  bytes: kernelBytes(build, false),
}));
const runsBoth = modules.every(({ bytes }) => WebAssembly.validate(bytes));

// A worker of one build may begin when the program has gone over to the other, on the same memory.
it.skipIf(!runsBoth)("no build writes where another keeps its constants", () => {
  const memory = new WebAssembly.Memory({ initial: 100, maximum: 65536 });
  const bytes = new Uint8Array(memory.buffer, 0, 8192);
  const written = modules.map(({ build, bytes: binary }) => {
    bytes.fill(0xa5);
    instantiateKernels({ build, module: new WebAssembly.Module(binary) }, memory, 0);
    return new Set([...bytes.keys()].filter((at) => bytes[at] !== 0xa5));
  });
  expect(written.every(({ size }) => size > 0)).toBe(true);
  expect([...written[0]].filter((at) => written[1].has(at))).toEqual([]);
});
