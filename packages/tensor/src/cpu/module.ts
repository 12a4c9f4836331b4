import { TensorError } from "../errors.ts";
import { relaxed } from "../kernels/relaxed.wasm.ts";
import { simd } from "../kernels/simd.wasm.ts";

/** With relaxed SIMD a multiplication and an addition are rounded once, and take half the time. */
export type KernelBuild = "simd" | "relaxed-simd";

/** What every kernel exports: operand blocks, option words, and the tiles `begin … end - 1` to compute. */
export type KernelFunction = (
  operands: number,
  options: number,
  begin: number,
  end: number,
) => void;

export interface KernelModule {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

/** The bytes of hexadecimal text. The engine's own ways take a fiftieth of the time of the last one, which all engines have. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const { fromHex } = Uint8Array as { fromHex?: typeof bytesOf };
  return (
    fromHex?.call(Uint8Array, text) ??
    globalThis.Buffer?.from(text, "hex") ??
    Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16))
  );
}

/** The kernels as a WebAssembly binary, for a memory that threads share or one that they do not. */
export function kernelBytes(build: KernelBuild, isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(build === "simd" ? simd : relaxed);
  if (isShared) {
    // The import "memory" is of kind 2, and of the flags behind it the second says that it is shared.
    const text = new TextDecoder("latin1").decode(bytes);
    bytes[text.indexOf("memory\x02") + 7] |= 2;
  }
  return bytes;
}

/**
 * Compiles the kernels, at once and on this thread; of several builds the first that this engine knows.
 *
 * @throws TensorError `device` when it knows none.
 */
export function compileKernels(
  isShared: boolean,
  candidates: readonly KernelBuild[] = ["relaxed-simd", "simd"],
): KernelModule {
  for (const build of candidates) {
    const bytes = kernelBytes(build, isShared);
    if (WebAssembly.validate(bytes)) return { build, module: new WebAssembly.Module(bytes) };
  }
  throw new TensorError(
    "device",
    `cpu: this engine has no WebAssembly SIMD; use Node 20, a browser from 2022 on, or device "reference"`,
  );
}

/** The kernels of one thread, which may write to `scratchBytes` bytes of memory at `scratch`. */
export function instantiateKernels(
  { module }: KernelModule,
  memory: WebAssembly.Memory,
  scratch: number,
): Readonly<Record<string, KernelFunction>> {
  // The imports and exports are those of kernels/index.ts.
  return new WebAssembly.Instance(module, { env: { memory, scratch } }).exports as Record<
    string,
    KernelFunction
  >;
}
