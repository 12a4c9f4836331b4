// What another package needs to compute on the memory of the `cpu` device. Programs use the package's index instead.
import { runtime } from "./runtime.ts";

export { substituteProducts, type Substitute } from "./threads.ts";
export type { Operand } from "./kernels.ts";

/** The memory in which every tensor of the `cpu` device lies. Its buffer is another one after it grew. */
export function cpuMemory(): WebAssembly.Memory {
  return runtime().heap.memory;
}
