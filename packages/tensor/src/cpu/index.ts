// What another package needs to compute on the memory of the `cpu` device. Programs use the package's index instead.
import { call } from "./call.ts";
import { unary, type Operand } from "./kernels.ts";
import { policy } from "./pool.ts";
import { runtime } from "./runtime.ts";

import { workersReady } from "./threads.ts";

export { substituteProducts, type Substitute } from "./threads.ts";
export type { Operand } from "./kernels.ts";

/** Puts the elements of an operand through an activation, in place: what a product owes to it that a {@link Substitute} computed. */
export function activate(out: Operand, activation: number): void {
  call(unary, [out, out], [activation]);
}

/** The memory in which every tensor of the `cpu` device lies. Its buffer is another one after it grew. */
export function cpuMemory(): WebAssembly.Memory {
  return runtime().heap.memory;
}

/** Has threads share whatever they can that is estimated to take this many nanoseconds; resolves when they have begun. For tests and measurements. */
export async function shareFrom(nanoseconds: number): Promise<void> {
  policy.shareFrom = nanoseconds;
  await workersReady();
}
