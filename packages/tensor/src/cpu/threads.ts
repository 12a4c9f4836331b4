import { TensorError } from "../errors.ts";
import { attendByProducts } from "./attention-by-products.ts";
import { writeCall } from "./call.ts";
import { matmul, type Operand } from "./kernels.ts";
import { Pool, policy } from "./pool.ts";
import { areKernelsRestricted, runtime, type Helper } from "./runtime.ts";
import { attending, estimate } from "./work.ts";
import { inNode } from "./worker.ts";

/** Does a kernel's work on the same memory. @returns `false` where it cannot; then the kernel does it */
export type Substitute = (operands: readonly Operand[], options: readonly number[]) => boolean;

/** More are surely a mistake: each is a JavaScript engine of its own. */
const mostThreads = 256;

/** So many do more than a library that multiplies on one or two: they share whole heads of attention. */
const manyThreads = 3;

let products: { readonly name: string; readonly compute: Substitute } | null = null;
let wanted: number | undefined;
let pool: Pool | null = null;

/**
 * Has somebody else compute matrix products: a library that sees this memory. `null` gives them back to the kernels.
 *
 * @throws TensorError `device` while only deterministic algorithms may run
 */
export function substituteProducts(by: typeof products): void {
  if (by && areKernelsRestricted()) {
    throw new TensorError(
      "device",
      `substituteProducts: ${by.name} may add in another order on another machine; call useDeterministicAlgorithms(false) first`,
    );
  }
  products = by;
  runtime().help = help;
}

/** Who computes matrix products, `null` where the kernels do. */
export function productsBy(): string | null {
  return products && products.name;
}

/** Has the products computed by who substitutes them, and large calls by several threads. */
export const help: Helper = (kernel, operands, options, count) => {
  if (kernel === matmul && products?.compute(operands, options)) return true;
  const seats = getNumThreads();
  if (products && seats < manyThreads && attending.has(kernel.name)) {
    if (attendByProducts(kernel, operands, options)) return true;
  }
  if (count === 1) return false;
  if (seats === 1) return false;
  const time = estimate(kernel, operands, count);
  if (time < policy.shareFrom) return false;
  const threads = poolOf(seats);
  if (threads.ready === 0 || threads.problem !== null) return false;
  writeCall(runtime().heap, operands, options);
  threads.run(kernel.name, count, time);
  return true;
};

/** The threads over the kernels that run now. */
function poolOf(seats: number): Pool {
  const { compiled } = runtime();
  if (pool === null || pool.compiled !== compiled) {
    pool?.dispose();
    pool = new Pool(compiled);
  }
  pool.resize(seats);
  return pool;
}

/**
 * How many threads large operations on the `cpu` device use, the calling one among them. What they compute is the same, bit for bit,
 * for any number.
 *
 * Unless it was set: what Node says that the machine gives this program; in a page one less than the machine has, and 1 without
 * cross-origin isolation; 1 under a test runner (vitest, jest, `node --test`). `deviceInfo()` says why there is only one.
 *
 * @see torch.get_num_threads
 * @example
 * setNumThreads(1);
 * getNumThreads(); // → 1
 */
export function getNumThreads(): number {
  return obstacle() === null ? (wanted ??= defaultThreads()) : 1;
}

/**
 * Sets how many threads large operations on the `cpu` device use, the calling one among them. The others start with the next large
 * operations, one with each, which do not wait for them.
 *
 * @param threads - from 1 to 256
 * @throws TensorError `value` for anything else
 * @see torch.set_num_threads
 * @example
 * setNumThreads(1);
 * deviceInfo().cpu.includes("1 thread"); // → true
 */
export function setNumThreads(threads: number): void {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new TensorError(
      "value",
      `setNumThreads: got ${String(threads)}; give a whole number from 1 to ${mostThreads}`,
      { threads },
    );
  }
  wanted = threads;
  if (pool !== null && pool.problem !== null) pool = null;
  runtime().help = help;
}

/** Why there is one thread whatever is asked for; `null` where there is no reason. */
function obstacle(): string | null {
  if (pool !== null && pool.problem !== null) return `a worker failed: ${pool.problem}`;
  if (runtime().heap.isShared) return null;
  return "this page is not cross-origin isolated: it needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
}

function defaultThreads(): number {
  if (!inNode()) return Math.max(1, navigator.hardwareConcurrency - 1);
  const { VITEST, JEST_WORKER_ID, NODE_TEST_CONTEXT } = process.env;
  // Test runners use every core already.
  if (VITEST ?? JEST_WORKER_ID ?? NODE_TEST_CONTEXT) return 1;
  return process.getBuiltinModule("node:os").availableParallelism();
}

/** The number of threads and, where something keeps it at 1, what. */
export function describeThreads(): string {
  const problem = obstacle();
  if (problem !== null) return `1 thread (${problem})`;
  const count = getNumThreads();
  return count === 1 ? "1 thread" : `${count} threads`;
}

/** For tests: resolves when every worker has begun, or the pool was closed. */
export async function workersReady(): Promise<void> {
  const isStarting = (): boolean => {
    const seats = getNumThreads();
    const { problem, ready } = poolOf(seats);
    return problem === null && ready < seats - 1;
  };
  while (isStarting()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** For tests: ends the workers; the next large call starts others. */
export function endWorkers(): void {
  pool?.dispose();
  pool = null;
}
