import { gzipSync } from "node:zlib";
import { afterEach, expect, it, vi } from "vitest";
import { threads } from "../kernels/threads.wasm.ts";
import { bytesOf, kernelBytes } from "./module.ts";

afterEach(() => void vi.unstubAllGlobals());

it("ships at most 60 kB of WebAssembly, gzip, in all", () => {
  const binaries = [
    kernelBytes("simd", true),
    kernelBytes("relaxed-simd", true),
    Buffer.from(threads, "base64"),
  ];
  const sizes = binaries.map((binary) => gzipSync(binary).length);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(60_000);
});

const expected = Buffer.from(threads, "base64");

it.each([
  ["Uint8Array.fromBase64", undefined, () => new Uint8Array(expected)],
  ["Buffer", Buffer, undefined],
  ["atob", undefined, undefined],
])("reads base64 by %s", (_, buffer, fromBase64) => {
  vi.stubGlobal("Buffer", buffer);
  class Bytes extends Uint8Array {
    static readonly fromBase64 = fromBase64;
  }
  vi.stubGlobal("Uint8Array", Bytes);
  const bytes = bytesOf(threads);
  vi.unstubAllGlobals();
  expect(Buffer.compare(bytes, expected)).toBe(0);
});
