import { TensorError } from "@clearhead/tensor";
import { describe, expect, test, vi } from "vitest";
import { chooseMultiplier } from "./blas.ts";
import { CommandError } from "./errors.ts";

const info = { library: "OpenBLAS 0.3.21", path: "libopenblas.so.0" };
const present =
  (core: string | null, threads: number | null) =>
  (): ReturnType<NonNullable<Parameters<typeof chooseMultiplier>[1]>> =>
    Promise.resolve({ useBlas: () => Promise.resolve({ ...info, core, threads }) });

describe("a BLAS that is there is used, and said", () => {
  test.each([
    ["SkylakeX", 2, "matrix products by OpenBLAS 0.3.21, kernels for SkylakeX, 2 threads"] as const,
    [null, 1, "matrix products by OpenBLAS 0.3.21, 1 thread"] as const,
    [null, null, "matrix products by OpenBLAS 0.3.21"] as const,
  ])("core %s, threads %s", async (core, threads, line) => {
    expect(await chooseMultiplier(undefined, present(core, threads))).toBe(line);
    expect(await chooseMultiplier(true, present(core, threads))).toBe(line);
  });
});

const absent = (): Promise<never> =>
  Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" }));
const broken = () =>
  Promise.resolve({
    useBlas: () =>
      Promise.reject(new TensorError("device", "useBlas: libblas.so computes wrong products")),
  });

describe.each([
  [
    "a package that is not installed",
    absent,
    "its package is not installed: npm install @clearhead/tensor-blas",
  ],
  ["a library that is broken", broken, "useBlas: libblas.so computes wrong products"],
])("%s", (_, importBlas, reason) => {
  test("leaves the products to WebAssembly, and that is said", async () => {
    expect(await chooseMultiplier(undefined, importBlas)).toBe(
      "matrix products in WebAssembly, no BLAS can be used (--blas tells why, --no-blas does not look)",
    );
  });

  test("is an error with --blas", async () => {
    const asked = chooseMultiplier(true, importBlas);
    await expect(asked).rejects.toThrow(`there is no BLAS: ${reason}`);
    await expect(asked).rejects.toBeInstanceOf(CommandError);
  });
});

test("--no-blas does not look for one", async () => {
  const importBlas = vi.fn<ReturnType<typeof present>>(present(null, 1));
  expect(await chooseMultiplier(false, importBlas)).toBeNull();
  expect(importBlas).not.toHaveBeenCalled();
});
