import { createHeap, type Heap } from "./heap.ts";
import type { Kernel, Operand } from "./kernels.ts";
import * as layout from "./layout.ts";
import {
  compileKernels,
  instantiateKernels,
  type KernelFunction,
  type KernelModule,
} from "./module.ts";

/** Does the work of a call of `count` tiles on the same memory. @returns `false` where it does not; then `call` does it */
export type Helper = (
  kernel: Kernel,
  operands: readonly Operand[],
  options: readonly number[],
  count: number,
) => boolean;

interface Runtime {
  readonly heap: Heap;
  compiled: KernelModule;
  /** Those of this thread. */
  kernels: Readonly<Record<string, KernelFunction>>;
  /** Other threads, once their code is loaded, or a library. */
  help?: Helper;
}

let current: Runtime | undefined;
let isDeterministic = false;

/** The heap that every CPU tensor lives in and the kernels over it, made at first use. */
export function runtime(): Runtime {
  return (current ??= start());
}

function start(): Runtime {
  const heap = createHeap();
  const result: Runtime = { heap, ...kernelsOver(heap) };
  // Not for every page that adds two numbers: it weighs as much as an operation or two.
  if (heap.isShared) {
    import("./threads.ts").then(
      ({ help }) => (result.help = help),
      (error) => console.warn("tensor: one thread, no others came:", error),
    );
  }
  return result;
}

function kernelsOver({ isShared, memory }: Heap): Pick<Runtime, "compiled" | "kernels"> {
  const compiled = compileKernels(isShared, isDeterministic ? ["simd"] : undefined);
  return { compiled, kernels: instantiateKernels(compiled, memory, layout.scratchAddress) };
}

/** Lets only kernels run that give the same bits on every machine: those of the build without fused arithmetic. */
export function restrictKernels(isOn: boolean): void {
  isDeterministic = isOn;
  if (current) Object.assign(current, kernelsOver(current.heap));
}

/** What {@link restrictKernels} said. */
export function areKernelsRestricted(): boolean {
  return isDeterministic;
}
