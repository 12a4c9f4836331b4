import { deviceInfo, setNumThreads, useDeterministicAlgorithms } from "@clearhead/tensor";
import { shareFrom } from "@clearhead/tensor/cpu";

/** How the `cpu` device computes: what is left out is as in any program. */
export interface Settings {
  readonly kernels?: string | undefined;
  /** So many share even the smallest call. */
  readonly threads?: number | undefined;
  readonly blas?: boolean | undefined;
}

/** Sets it up. @returns what `deviceInfo()` says then. Throws where this engine or system cannot. */
export async function settle({ kernels, threads, blas }: Settings): Promise<string> {
  if (kernels === "simd") useDeterministicAlgorithms(true);
  if (threads !== undefined) {
    setNumThreads(threads);
    await shareFrom(0);
  }
  if (blas) {
    const { useBlas } = await import("@clearhead/tensor-blas");
    await useBlas();
  }
  const { cpu } = deviceInfo();
  if (kernels !== undefined && !cpu.includes(`WASM ${kernels} kernels`)) {
    throw new Error(`there are no ${kernels} kernels in this engine: ${cpu}`);
  }
  return cpu;
}
