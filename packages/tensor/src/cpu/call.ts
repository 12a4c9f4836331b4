import { TensorError } from "../errors.ts";
import { heap, type Heap } from "./heap.ts";
import { matmul, type Kernel, type Operand } from "./kernels.ts";
import * as layout from "./layout.ts";
import {
  compileKernels,
  instantiateKernels,
  type KernelBuild,
  type KernelFunction,
} from "./module.ts";

interface Runtime {
  readonly build: KernelBuild;
  readonly kernels: Readonly<Record<string, KernelFunction>>;
  readonly heap: Heap;
}

let runtime: Runtime | undefined;
let isDeterministic = false;

/** The kernels over the shared heap, compiled at first use. */
function start(): Runtime {
  const compiled = compileKernels(isDeterministic ? ["simd"] : undefined);
  const { memory } = heap();
  return {
    build: compiled.build,
    kernels: instantiateKernels(compiled, memory, layout.scratchAddress),
    heap: heap(),
  };
}

const noOptions: readonly number[] = [];

/** Does a kernel's work on the same memory. @returns `false` where it cannot; then the kernel does it */
export type Substitute = (operands: readonly Operand[], options: readonly number[]) => boolean;

let products: { readonly name: string; readonly compute: Substitute } | null = null;

/**
 * Has somebody else compute matrix products: a library that sees this memory. `null` gives them back to the kernels.
 *
 * @throws TensorError `device` while only deterministic algorithms may run
 */
export function substituteProducts(by: typeof products): void {
  if (by && isDeterministic) {
    throw new TensorError(
      "device",
      `substituteProducts: ${by.name} may add in another order on another machine; call useDeterministicAlgorithms(false) first`,
    );
  }
  products = by;
}

/** Lets only kernels run that give the same bits on every machine: those of the build without fused arithmetic. */
export function restrictKernels(isOn: boolean): void {
  isDeterministic = isOn;
  runtime = undefined;
}

/** What {@link restrictKernels} said. */
export function areKernelsRestricted(): boolean {
  return isDeterministic;
}

/** Who computes matrix products, `null` where the kernels do. */
export function productsBy(): string | null {
  return products && products.name;
}

/**
 * Runs a kernel on operands (outputs first) that live in `heap()`; nothing is allocated on the way.
 * Options that are not given are 0.
 */
export function call(
  kernel: Kernel,
  operands: readonly Operand[],
  options: readonly number[] = noOptions,
): void {
  runtime ??= start();
  const count = kernel.countTiles(operands);
  if (count === 0 || (kernel === matmul && products?.compute(operands, options))) return;
  writeCall(runtime.heap, operands, options);
  runtime.kernels[kernel.name](layout.operandsAddress, layout.optionsAddress, 0, count);
}

/** Writes what a kernel reads: operand blocks and option words, in the form that layout.ts describes. */
export function writeCall(
  { int32, float64 }: Heap,
  operands: readonly Operand[],
  options: readonly number[],
): void {
  for (let position = 0; position < operands.length; position++) {
    writeOperand(
      int32,
      (layout.operandsAddress + position * layout.operandBytes) / 4,
      operands[position],
    );
  }
  const optionsAt = layout.optionsAddress / 8;
  for (let position = 0; position < layout.maximumOptions; position++) {
    float64[optionsAt + position] = position < options.length ? options[position] : 0;
  }
}

/** Which build of the kernels runs here. */
export function kernelBuild(): KernelBuild {
  runtime ??= start();
  return runtime.build;
}

function writeOperand(int32: Int32Array, at: number, { pointer, shape, strides }: Operand): void {
  int32[at] = pointer;
  int32[at + 1] = shape.length;
  const shapeAt = at + layout.shapeOffset / 4;
  const stridesAt = at + layout.stridesOffset / 4;
  for (let axis = 0; axis < shape.length; axis++) {
    int32[shapeAt + axis] = shape[axis];
    int32[stridesAt + axis] = strides[axis];
  }
}
