// What must never happen: wrong numbers, a crash, or a library that is half in use.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceInfo, matmul, tensor, TensorError } from "@clearhead/tensor";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { useBlas, withoutBlas } from "./index.ts";
import { candidates, loadLibrary, type Koffi } from "./libraries.ts";

const folder = mkdtempSync(join(tmpdir(), "clearhead-blas-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(withoutBlas);

const errorOf = async (promise: Promise<unknown>): Promise<TensorError> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as TensorError,
  );

/** The kernels compute, and compute right. */
function expectKernels(): void {
  expect(deviceInfo().cpu).not.toContain("matrix products");
  expect([...matmul(tensor([[1, 2]]), tensor([[3], [4]])).view()]).toEqual([11]);
}

describe("a file", () => {
  test("that is not there", async () => {
    const error = await errorOf(useBlas({ path: join(folder, "nowhere.so") }));
    expect(error.code).toBe("device");
    expect(error.message).toContain("nowhere.so cannot be loaded: ");
    expectKernels();
  });

  test("that is no library", async () => {
    const path = join(folder, "text.so");
    writeFileSync(path, "no library at all\n");
    expect((await errorOf(useBlas({ path }))).message).toContain("text.so cannot be loaded: ");
    expectKernels();
  });

  test.runIf(process.platform === "linux")("that is no BLAS", async () => {
    expect((await errorOf(useBlas({ path: "libm.so.6" }))).message).toBe(
      "useBlas: libm.so.6 has no cblas_sgemm; it is no BLAS, or one without its C interface",
    );
    expectKernels();
  });
});

describe("koffi", () => {
  test("that does not load here: what is missing, and the kernels go on", async () => {
    vi.doMock("koffi", () => {
      throw new Error("Cannot find the native Koffi module");
    });
    const error = await errorOf(useBlas());
    vi.doUnmock("koffi");
    expect(error).toBeInstanceOf(TensorError);
    expect(error.message).toContain(
      `useBlas: koffi, which calls the library, does not load on ${process.platform} ${process.arch}: `,
    );
    expect(error.message).toContain("or go on without a BLAS");
    expectKernels();
  });
});

/** A system that has these files only, and what they hold. */
const system = (files: Record<string, readonly string[]>): Koffi => ({
  load(path) {
    const functions = files[path];
    if (!functions) throw new Error("no such file");
    return {
      func(prototype: string) {
        if (!functions.some((name) => prototype.includes(` ${name}(`))) throw new Error("missing");
        return () => undefined;
      },
    } as unknown as ReturnType<Koffi["load"]>;
  },
  address: () => 0n,
});

describe("a system", () => {
  test("without a BLAS: what was tried, and what to install", () => {
    const remedies: Partial<Record<NodeJS.Platform, string>> = {
      linux: "apt install libopenblas0",
      darwin: "brew install openblas",
      win32: "libopenblas.dll",
    };
    const remedy = remedies[process.platform] ?? "useBlas({ path })";
    expect(() => loadLibrary(system({}))).toThrow(remedy);
    expect(() => loadLibrary(system({}))).toThrow(candidates(process.platform).join(", "));
    expect(() => loadLibrary(system({}))).not.toThrow("refused");
  });

  test("whose libraries cannot be used: why each was refused", () => {
    const [first, second] = candidates(process.platform);
    const broken = system({ [first]: ["dgemm_"], [second]: ["cblas_sgemm"] });
    expect(() => loadLibrary(broken)).toThrow(
      `; refused: ${first} has no cblas_sgemm; it is no BLAS, or one without its C interface; ` +
        `${second} computes wrong products; it is not used; `,
    );
  });

  test.each(["linux", "darwin", "win32"] as const)("%s has libraries to try", (platform) => {
    expect(candidates(platform).length).toBeGreaterThan(1);
  });
});

/** `cblas_sgemm` as its definition reads, with a fault where `FAULT` says so. */
const definition = `
  void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha,
                   const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc) {
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int p = 0; p < k; p++)
        sum += (ta == 111 ? a[i * lda + p] : a[p * lda + i]) * (tb == 111 ? b[p * ldb + j] : b[j * ldb + p]);
      c[i * ldc + j] = alpha * sum + (beta == 0 ? 0 : beta * c[i * ldc + j]);
    }
  }`;

const openBlas = `
  static int threads = 2;
  int openblas_get_num_threads(void) { return threads; }
  void openblas_set_num_threads(int count) { threads = count; }
  const char *openblas_get_corename(void) { return "Haswell"; }`;

const compiler = process.env["CC"] ?? "cc";

/** Makes a library of C. */
function compile(name: string, source: string): string {
  const path = join(folder, `${name}.so`);
  const { status } = spawnSync(compiler, ["-shared", "-fPIC", "-o", path, "-xc", "-"], {
    input: source,
  });
  expect(status).toBe(0);
  return path;
}

const hasCompiler = process.platform !== "win32" && spawnSync(compiler, ["--version"]).status === 0;

describe.skipIf(!hasCompiler)(
  `a library made here${hasCompiler ? "" : " (skipped: there is no ${compiler})"}`,
  () => {
    test("is used, and tells what it knows of itself", async () => {
      const config = `const char *openblas_get_config(void) { return "OpenBLAS 9.8.7 SMALL"; }`;
      const path = compile("right", definition + openBlas + config);
      expect(await useBlas({ path, threads: 3 })).toEqual({
        library: "OpenBLAS 9.8.7",
        path,
        threads: 3,
        core: "Haswell",
      });
      expect(deviceInfo().cpu).toContain("matrix products by OpenBLAS 9.8.7 (Haswell)");
      expect([...matmul(tensor([[1, 2]]), tensor([[3], [4]])).view()]).toEqual([11]);
    });

    test("of an unknown kind is used, without a word on threads", async () => {
      const path = compile("plain", definition);
      expect(await useBlas({ path, threads: 2 })).toEqual({
        library: "a BLAS",
        path,
        threads: null,
        core: null,
      });
    });

    test.each([
      ["forgets alpha", "alpha * sum", "sum"],
      ["forgets beta", "beta * c[i * ldc + j])", "0)"],
      [
        "reads what it should overwrite",
        "(beta == 0 ? 0 : beta * c[i * ldc + j])",
        "beta * c[i * ldc + j]",
      ],
      ["takes no turned operand", "ta == 111 ?", "1 ?"],
      ["reads columns for rows", "c[i * ldc + j] =", "c[j * ldc + i] ="],
      ["leaves out a product", "p < k", "p < k - 1"],
      ["writes beside the result", "j < n", "j < n + 1"],
    ])("that %s is refused, and who computed before goes on", async (name, right, wrong) => {
      const before = await useBlas({ path: compile("right", definition) });
      expect(definition).toContain(right);
      const path = compile(name.replaceAll(" ", "-"), definition.replaceAll(right, wrong));
      const error = await errorOf(useBlas({ path, threads: 1 }));
      expect(error.message).toBe(`useBlas: ${path} computes wrong products; it is not used`);
      expect(deviceInfo().cpu).toContain(`matrix products by ${before.library}`);
    });

    test.each([
      [
        "OpenBLAS",
        openBlas +
          `const char *openblas_get_config(void) { return "OpenBLAS 0.3.21 USE64BITINT"; }`,
      ],
      [
        "MKL",
        `int MKL_Get_Max_Threads(void) { return 1; } int MKL_Set_Interface_Layer(int asked) { return 1; }`,
      ],
      [
        "BLIS",
        `long bli_thread_get_num_threads(void) { return 1; } long bli_info_get_blas_int_type_size(void) { return 64; }`,
      ],
    ])("of %s with integers of 64 bits is refused", async (name, source) => {
      const path = compile(`wide-${name}`, definition + source);
      expect((await errorOf(useBlas({ path }))).message).toBe(
        `useBlas: ${path} takes integers of 64 bits; give the build with 32 bits (LP64)`,
      );
      expectKernels();
    });
  },
);
