import type { Task } from "./task.ts";

/** A task made ready: operands in place, kernels warm. */
export interface Prepared {
  /** Runs the task `count` times, the last result ready at the end. @returns milliseconds */
  time(count: number): Promise<number>;
  /** The numbers of one run, to be compared with the other contestants'; `null` of a control, which computes nothing that they do. */
  result(): Promise<Float32Array | null>;
  dispose(): void;
}

/** A library that takes part. */
export interface Contestant<T = Task> {
  /** As rows of the report name it: a peer by its package. */
  readonly name: string;
  readonly threads: number;
  /** A text says why this library does not do the task. */
  prepare(task: T): Promise<Prepared | string>;
  close(): void;
}

/** Times a function that ends when its result is there. */
export async function timed(count: number, run: () => unknown): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const pending = run();
    // A synchronous library must not pay for a promise.
    // oxlint-disable-next-line no-await-in-loop -- one run after another is what is measured
    if (pending instanceof Promise) await pending;
  }
  return performance.now() - start;
}
