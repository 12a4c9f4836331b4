import { areDeterministicAlgorithmsEnabled, TensorError } from "@clearhead/tensor";
import { activate, cpuMemory, substituteProducts } from "@clearhead/tensor/cpu";
import { loadLibrary, type Koffi } from "./libraries.ts";
import { productBy, type Place } from "./product.ts";

/** Which BLAS, and how much of the machine it may use. */
export interface BlasOptions {
  /** The file of the library; the first of the known ones that the system has when left out. */
  readonly path?: string;
  /** How many threads it may use; what the library itself takes when left out. */
  readonly threads?: number;
}

/** What computes matrix products from now on. */
export interface BlasInfo {
  /** What the library calls itself, with its version where it tells. */
  readonly library: string;
  /** The file that was loaded. */
  readonly path: string;
  /** How many threads it uses, `null` where it does not tell. */
  readonly threads: number | null;
  /** The processor that its kernels are written for, `null` where it does not tell. */
  readonly core: string | null;
}

/**
 * Has the system's BLAS compute the matrix products of the `cpu` device, on the memory in which the tensors lie. What it cannot
 * take as it lies stays with the WebAssembly kernels. The last bits of results differ from theirs, and may differ from machine to
 * machine; `deviceInfo()` says who computes.
 *
 * Known are OpenBLAS, MKL and BLIS on Linux, Accelerate and OpenBLAS on macOS, MKL and OpenBLAS on Windows. A library is tried on
 * products with known results before it is used. When there is none, or it fails, who computed goes on.
 *
 * @throws TensorError `device` when there is no library, it cannot be called, it has no `cblas_sgemm`, or it computes something
 *   else, and while `useDeterministicAlgorithms` is on; `value` for a number of threads that is no whole number from 1, or a path
 *   that is none
 * @example
 * const { library, threads } = await useBlas();
 */
export async function useBlas({ path, threads }: BlasOptions = {}): Promise<BlasInfo> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new TensorError("value", `useBlas: threads is ${threads}, give a whole number from 1`, {
      threads,
    });
  }
  if (path !== undefined && (typeof path !== "string" || path === "")) {
    throw new TensorError(
      "value",
      `useBlas: path is ${JSON.stringify(path)}, give the file of a library, or leave it out`,
      { path },
    );
  }
  if (areDeterministicAlgorithmsEnabled()) {
    throw new TensorError(
      "device",
      "useBlas: a BLAS may add in another order on another machine; call useDeterministicAlgorithms(false) first",
    );
  }
  const koffi = await importKoffi();
  const library = loadLibrary(koffi, path);
  if (threads !== undefined) library.setThreads(threads);
  substituteProducts({
    name: library.core === null ? library.name : `${library.name} (${library.core})`,
    compute: productBy(library.sgemm, new Memory(koffi)),
  });
  return {
    library: library.name,
    path: library.path,
    threads: library.threads(),
    core: library.core,
  };
}

/** Imported when it is needed, so that a platform for which it has no binary gets an error and not a crash. */
async function importKoffi(): Promise<Koffi> {
  try {
    return (await import("koffi")).default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TensorError(
      "device",
      `useBlas: koffi, which calls the library, does not load on ${process.platform} ${process.arch}: ${reason}; ` +
        "install @clearhead/tensor-blas again, or go on without a BLAS",
    );
  }
}

/** Gives the matrix products back to the WebAssembly kernels. */
export function withoutBlas(): void {
  substituteProducts(null);
}

/** The memory of the `cpu` device. When it grows its buffer is another one, and may lie elsewhere. */
class Memory implements Place {
  readonly #koffi: Koffi;
  readonly #memory = cpuMemory();
  readonly activate = activate;
  #values = new Float32Array();
  #address = 0;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
  }

  address(): number {
    this.#refresh();
    return this.#address;
  }

  values(): Float32Array {
    this.#refresh();
    return this.#values;
  }

  #refresh(): void {
    const { buffer } = this.#memory;
    if (this.#values.buffer === buffer) return;
    this.#values = new Float32Array(buffer);
    this.#address = Number(this.#koffi.address(this.#values));
  }
}
