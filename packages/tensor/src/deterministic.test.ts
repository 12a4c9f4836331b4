import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { builds } from "./cpu/testing.ts";
import { substituteProducts } from "./cpu/threads.ts";
import { areDeterministicAlgorithmsEnabled, useDeterministicAlgorithms } from "./deterministic.ts";
import { deviceInfo } from "./devices.ts";
import * as t from "./index.ts";
import { digests } from "./testing/digests.ts";

afterEach(() => {
  substituteProducts(null);
  useDeterministicAlgorithms(false);
});

it("is off at first, and switched at any time", () => {
  const best = `WASM ${String(builds.at(-1))} kernels`;
  expect(areDeterministicAlgorithmsEnabled()).toBe(false);
  expect(deviceInfo().cpu).toContain(best);
  useDeterministicAlgorithms(true);
  expect(areDeterministicAlgorithmsEnabled()).toBe(true);
  expect(deviceInfo().cpu).toMatch(/WASM simd kernels.*; the same bits on every machine$/);
  useDeterministicAlgorithms(false);
  expect(deviceInfo().cpu).toContain(best);
  expect(deviceInfo().cpu).not.toContain("the same bits");
});

it("leaves tensors where they are", () => {
  const x = t.tensor([[1, 2]], { requiresGrad: true });
  const product = t.matmul(x, t.tensor([[3], [4]]));
  useDeterministicAlgorithms(true);
  t.mul(product, 2).backward();
  expect([...product.view()]).toEqual([11]);
  expect([...(x.grad?.view() ?? [])]).toEqual([6, 8]);
});

describe("keeps products with the kernels", () => {
  const library = { name: "SomeBLAS", compute: () => false };

  it("refuses a library while it is on", () => {
    useDeterministicAlgorithms(true);
    expect(() => substituteProducts(library)).toThrow(
      "substituteProducts: SomeBLAS may add in another order on another machine; call useDeterministicAlgorithms(false) first",
    );
    substituteProducts(null);
  });

  it("is refused while a library is in use", () => {
    substituteProducts(library);
    expect(() => useDeterministicAlgorithms(true)).toThrow(
      "useDeterministicAlgorithms: SomeBLAS computes the matrix products, and may add in another order on another machine; call withoutBlas() first",
    );
    expect(areDeterministicAlgorithmsEnabled()).toBe(false);
    useDeterministicAlgorithms(false);
    expect(deviceInfo().cpu).toContain("SomeBLAS");
  });
});

/** What another process computes: V8 with other flags makes other machine code, as on another processor. */
function digestsOfAnother(...flags: string[]): unknown {
  const source = ["--import", "tsx", "--conditions=@clearhead/source"];
  const script = "src/testing/print-digests.ts";
  const output = execFileSync(process.execPath, [...flags, ...source, script], {
    encoding: "utf8",
  });
  return JSON.parse(output);
}

it("computes the same bits on a processor without AVX and FMA, and by V8's baseline compiler", () => {
  useDeterministicAlgorithms(true);
  const expected = digests();
  const older = ["--no-enable-avx", "--no-enable-avx2", "--no-enable-fma3"];
  expect(digestsOfAnother(...older)).toEqual(expected);
  expect(digestsOfAnother("--liftoff", "--no-wasm-tier-up")).toEqual(expected);
});
