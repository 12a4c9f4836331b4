import { matmul, scope, tensor, TensorError } from "@clearhead/tensor";
import { cpuMemory, substituteProducts } from "@clearhead/tensor/cpu";
import koffi from "koffi";
import { loadLibrary } from "./libraries.ts";
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
  /** What the library calls itself. */
  readonly library: string;
  /** The file that was loaded. */
  readonly path: string;
  /** How many threads it uses, `null` where it does not tell. */
  readonly threads: number | null;
}

/**
 * Has the system's BLAS compute the matrix products of the `cpu` device, on the memory in which the tensors lie. What it cannot
 * take as it lies stays with the WebAssembly kernels. The last bits of results differ from theirs, and may differ from machine to
 * machine; `deviceInfo()` says who computes.
 *
 * Known are OpenBLAS, MKL and BLIS on Linux, Accelerate and OpenBLAS on macOS, MKL and OpenBLAS on Windows.
 *
 * @throws TensorError `device` when there is no library, it has no `cblas_sgemm`, or it computes something else; `value` for a
 *   number of threads that is no whole number from 1
 * @example
 * const { library, threads } = await useBlas();
 */
export function useBlas(options: BlasOptions = {}): Promise<BlasInfo> {
  // A promise, as reading is: a library may one day be fetched or asked in another thread.
  return new Promise((resolve) => resolve(use(options)));
}

function use({ path, threads }: BlasOptions): BlasInfo {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new TensorError("value", `useBlas: threads is ${threads}, give a whole number from 1`, {
      threads,
    });
  }
  const library = loadLibrary(path);
  if (threads !== undefined) library.setThreads(threads);
  substituteProducts({ name: library.name, compute: productBy(library.sgemm, new Memory()) });
  if (!isRight()) {
    substituteProducts(null);
    throw new TensorError(
      "device",
      `useBlas: ${library.path} multiplies [[1, 2], [3, 4]] by itself wrongly; it is not used`,
      { path: library.path },
    );
  }
  return { library: library.name, path: library.path, threads: library.threads() };
}

/** Gives the matrix products back to the WebAssembly kernels. */
export function withoutBlas(): void {
  substituteProducts(null);
}

/** The memory of the `cpu` device. When it grows its buffer is another one, and may lie elsewhere. */
class Memory implements Place {
  readonly #memory = cpuMemory();
  #values = new Float32Array();
  #address = 0;

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
    this.#address = Number(koffi.address(this.#values));
  }
}

/** A library with integers of another width, or another calling convention, shows here. */
function isRight(): boolean {
  return scope(() => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    return matmul(x, x).view().join() === "7,10,15,22";
  });
}
