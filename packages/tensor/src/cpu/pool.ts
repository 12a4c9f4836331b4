import { TensorError } from "../errors.ts";
import { threads as threadsText } from "../kernels/threads.wasm.ts";
import { controlBytes } from "./control.ts";
import * as layout from "./layout.ts";
import { bytesOf, type KernelModule } from "./module.ts";
import { runtime } from "./runtime.ts";
import { startWorker, type RunningWorker } from "./worker.ts";

/** What kernels/threads.ts exports. */
interface Threads {
  begin(kernel: number, count: number, least: number, divisor: number, helpers: number): void;
  share(): void;
  join(count: number, looks: number): number;
  seat(seats: number): void;
  ready(): number;
}

interface Policy {
  /** Nanoseconds of work from which on threads share it. */
  shareFrom: number;
  /** Milliseconds without a tile done after which the caller gives up. */
  patience: number;
  callerComputes: boolean;
  startWorker: typeof startWorker;
}

/** What tests change: to share small calls, to see what workers alone compute, and to have workers that fail. */
export const policy: Policy = {
  // Waking a worker costs the caller some microseconds, and it comes some tens later.
  shareFrom: 40_000,
  patience: 2000,
  callerComputes: true,
  startWorker,
};

/** A claim is worth at least this part of what is worth sharing, else threads spend their time claiming. */
const leastClaim = 0.1;
/** And at most this many nanoseconds, so that who waits sees that work goes on. */
const mostClaim = 1e8;
/** Each claim of a matrix product packs b anew, so threads make about this many. */
const claimsOfProduct = 2;
/** How often the caller looks before it looks at the clock: about a tenth of a millisecond. */
const looks = 100_000;
/** Milliseconds that one round of looks counts for at most: while the whole program stood still, nobody was late. */
const longestRound = 20;

/** Scratch memory of workers that are no more. */
const spareScratch: number[] = [];

/** Workers that share the memory and compute tiles of the caller's calls. */
export class Pool {
  /** The kernels that it runs. */
  readonly compiled: KernelModule;
  readonly #control: number;
  readonly #module: WebAssembly.Module;
  readonly #threads: Threads;
  /** Numbers of the kernels: their places among the exports, the same in every thread. */
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #workers: RunningWorker[] = [];
  readonly #scratch: number[] = [];
  #seats = 1;
  #problem: string | null = null;

  constructor(compiled: KernelModule) {
    const { heap, kernels } = runtime();
    this.compiled = compiled;
    this.#control = heap.allocate(controlBytes);
    heap.uint8.fill(0, this.#control, this.#control + controlBytes);
    this.#numbers = new Map(Object.keys(kernels).map((name, number) => [name, number]));
    const list = Object.values(kernels);
    this.#module = new WebAssembly.Module(bytesOf(threadsText));
    const compute = (kernel: number, begin: number, end: number): void =>
      list[kernel](layout.operandsAddress, layout.optionsAddress, begin, end);
    const env = { memory: heap.memory, control: this.#control, compute };
    const { exports } = new WebAssembly.Instance(this.#module, { env });
    this.#threads = exports as unknown as Threads;
  }

  /** Why it was closed, `null` while it works. */
  get problem(): string | null {
    return this.#problem;
  }

  /** How many workers have begun. */
  get ready(): number {
    return this.#threads.ready();
  }

  /**
   * Has `seats` threads work, the caller among them. Of workers that are missing it starts one, since that takes the caller about a
   * millisecond; surplus ones sleep.
   */
  resize(seats: number): void {
    if (this.#problem !== null) return;
    if (seats !== this.#seats) this.#threads.seat(seats);
    this.#seats = seats;
    if (this.#workers.length >= seats - 1) return;
    const { heap } = runtime();
    try {
      const scratch = spareScratch.pop() ?? heap.allocate(layout.scratchBytes);
      this.#scratch.push(scratch);
      const seat = {
        kernels: this.compiled.module,
        threads: this.#module,
        memory: heap.memory,
        scratch,
        control: this.#control,
        operands: layout.operandsAddress,
        options: layout.optionsAddress,
        seat: this.#workers.length + 1,
      };
      this.#workers.push(policy.startWorker(seat, (reason) => this.close(reason)));
    } catch (error) {
      this.close(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Computes the call that was written; `time` is about what it takes one thread, in nanoseconds.
   *
   * @throws TensorError `device` when a worker takes its tiles and gives nothing back
   */
  run(kernel: string, count: number, time: number): void {
    const tile = time / count;
    const [least, divisor] = this.#claims(kernel, count, tile);
    const helpers = Math.min(this.#seats - 1, Math.ceil(time / policy.shareFrom));
    try {
      this.#threads.begin(this.#numbers.get(kernel)!, count, least, divisor, helpers);
      if (policy.callerComputes) this.#threads.share();
      // A tile that takes seconds is no reason to give up.
      this.#join(kernel, count, Math.max(policy.patience, Math.ceil((20 * tile) / 1e6)));
    } catch (error) {
      this.close(`it did not finish its part of ${kernel}`);
      throw error;
    }
  }

  /** The least tiles of a claim, and the part of what remains that a claim is else: who comes late finds something to do, and all end together. */
  #claims(kernel: string, count: number, tile: number): [least: number, divisor: number] {
    const most = Math.max(1, Math.floor(mostClaim / tile));
    const worthwhile = Math.ceil((policy.shareFrom * leastClaim) / tile) || 1;
    const isProduct = kernel === "matmul";
    const least = isProduct ? Math.ceil(count / (claimsOfProduct * this.#seats)) : worthwhile;
    const divisor = isProduct ? this.#seats : 2 * this.#seats;
    return [Math.min(least, most, count), Math.max(divisor, Math.ceil(count / most))];
  }

  /** Waits for the tiles that others compute. */
  #join(kernel: string, count: number, patience: number): void {
    let done = this.#threads.join(count, looks);
    if (done === count) return;
    let waited = 0;
    for (let before = performance.now(); waited < patience;) {
      const found = this.#threads.join(count, looks);
      if (found === count) return;
      const now = performance.now();
      waited = found === done ? waited + Math.min(now - before, longestRound) : 0;
      done = found;
      before = now;
    }
    throw new TensorError(
      "device",
      `${kernel}: a worker thread took a part of it and has done nothing for ${patience / 1000} s; it was ended or stopped from outside. ` +
        `The result is not complete: run the operation again. From here on one thread computes, until setNumThreads() starts others`,
      { operation: kernel, tiles: count, done },
    );
  }

  /** Ends the workers. Their memory stays: one that only stood still may come to itself before its end. */
  close(reason: string): void {
    if (this.#problem !== null) return;
    this.#problem = reason;
    for (const worker of this.#workers) worker.terminate();
  }

  /** Ends workers of which none has anything to do, and leaves their scratch to others. The control block is lost: they look at it until they have ended. */
  dispose(): void {
    if (this.#problem !== null) return;
    this.close("other threads are in use");
    spareScratch.push(...this.#scratch);
  }
}
