import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { threads } from "../kernels/threads.wasm.ts";
import { kernelBytes } from "./module.ts";

it("ships at most 60 kB of WebAssembly, gzip, in all", () => {
  const binaries = [
    kernelBytes("simd", true),
    kernelBytes("relaxed-simd", true),
    Buffer.from(threads, "base64"),
  ];
  const sizes = binaries.map((binary) => gzipSync(binary).length);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(60_000);
});
