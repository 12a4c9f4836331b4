import { refuse } from "./checks.ts";
import { areKernelsRestricted, restrictKernels } from "./cpu/runtime.ts";
import { productsBy } from "./cpu/threads.ts";
import { describe, TensorError } from "./errors.ts";

/**
 * Whether the `cpu` device computes only what has the same bits on every processor and in every engine; false at first.
 *
 * While it is on, the `simd` build of the kernels runs, which rounds after each multiplication and each addition (`relaxed-simd`
 * fuses them where the processor can), and no BLAS may take the matrix products. It may be switched at any time; `deviceInfo()`
 * tells. The number of threads makes no difference in either.
 *
 * @param mode - `true` to switch it on, `false` to switch it off
 * @throws TensorError `value` when `mode` is no boolean; `device` while a BLAS computes matrix products: give them back first
 * @see torch.use_deterministic_algorithms
 * @example
 * useDeterministicAlgorithms(true);
 * deviceInfo().cpu.includes("the same bits on every machine"); // → true
 * useDeterministicAlgorithms(false);
 */
export function useDeterministicAlgorithms(mode: boolean): void {
  // The types forbid it; a number from plain JavaScript should not count as yes.
  const given: unknown = mode;
  if (typeof given !== "boolean") {
    refuse("useDeterministicAlgorithms", `mode must be true or false, got ${describe(given)}`);
  }
  const library = productsBy();
  if (mode && library !== null) {
    throw new TensorError(
      "device",
      `useDeterministicAlgorithms: ${library} computes the matrix products, and may add in another order on another machine; call withoutBlas() first`,
      { operation: "useDeterministicAlgorithms", library },
    );
  }
  if (mode !== areKernelsRestricted()) restrictKernels(mode);
}

/**
 * What {@link useDeterministicAlgorithms} set.
 *
 * @see torch.are_deterministic_algorithms_enabled
 * @example areDeterministicAlgorithmsEnabled(); // → false
 */
export function areDeterministicAlgorithmsEnabled(): boolean {
  return areKernelsRestricted();
}
