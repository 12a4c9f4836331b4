import { TensorError } from "../errors.ts";
import { relaxed } from "../kernels/relaxed.wasm.ts";
import { simd } from "../kernels/simd.wasm.ts";

/** With relaxed SIMD a multiplication and an addition are rounded once, and take half the time. */
export type KernelBuild = "simd" | "relaxed-simd";

/** What every kernel exports: operand blocks, option words, and the tiles `begin … end - 1` to compute. */
export type Kernel = (operands: number, options: number, begin: number, end: number) => void;

export interface KernelModule {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

/**
 * Compiles the kernels, at once and on this thread; without a `build` the best one that this engine knows.
 *
 * @throws TensorError `device` when the engine has no WebAssembly SIMD.
 */
export function compileKernels(build?: KernelBuild): KernelModule {
  if (build !== "simd") {
    const bytes = decode(relaxed);
    if (WebAssembly.validate(bytes)) return { build: "relaxed-simd", module: new WebAssembly.Module(bytes) };
  }
  const bytes = decode(simd);
  if (build !== "relaxed-simd" && WebAssembly.validate(bytes)) {
    return { build: "simd", module: new WebAssembly.Module(bytes) };
  }
  throw new TensorError(
    "device",
    `cpu: this JavaScript engine has no WebAssembly ${build ?? "SIMD"}; use Node 20 or a browser from 2021 on, or device "reference"`,
  );
}

/** The kernels of one thread, which may write to `scratchBytes` bytes of memory at `scratch`. */
export function instantiateKernels(
  { module }: KernelModule,
  memory: WebAssembly.Memory,
  scratch: number,
): Readonly<Record<string, Kernel>> {
  // The imports and exports are those of kernels/index.ts.
  return new WebAssembly.Instance(module, { env: { memory, scratch } }).exports as Record<string, Kernel>;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
