import type { DType } from "./dtype.ts";
import { openFrames, watch, type Frame } from "./scope.ts";
import { show, type Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";
import type { Tensor } from "./tensor.ts";

/** A tensor that nothing will free but its own `dispose()` or, some day, the garbage collector. */
export interface Leak {
  /** What leaked. */
  readonly tensor: Tensor;
  /** Its shape. */
  readonly shape: Shape;
  /** The type of its elements. */
  readonly dtype: DType;
  /** Of the memory that it holds, which it may share with views. */
  readonly bytes: number;
  /** The name it was given for people. */
  readonly label: string | undefined;
  /** What made it; `null` where no operation did: numbers that were given or drawn, a gradient's copy, a `detach()`. */
  readonly operation: string | null;
  /** Whether it holds the graph of its gradient, and so everything that was saved there. */
  readonly holdsGraph: boolean;
  /** Why no scope frees it: it was made where none was open (or left the outermost), somebody keeps it, or its scope waits for `dispose()`. */
  readonly reason: "outside" | "kept" | "scope";
  /** Where it was made: one line for each call, the innermost that is not of this package first. */
  readonly stack: readonly string[];
}

/** The tensors that leaked, as data; `toString()` is the report, those that were made at one place together. */
export interface LeakReport {
  /** In the order in which they were made. */
  readonly leaks: readonly Leak[];
  /** Of all memory that they hold, each piece counted once. */
  readonly bytes: number;
  /** The report: those that were made at one place together. */
  toString(): string;
}

/** What {@link debug} gives: watches until it is stopped. */
export interface LeakWatch extends Disposable {
  /** The tensors made since `debug()` that live and that no running scope will free. */
  leaks(): LeakReport;
  /** Ends watching. */
  stop(): void;
}

interface Made {
  readonly operation: string | null;
  readonly stack: readonly string[];
  frame: Frame | undefined;
}

/** What lives, for everybody who watches now. */
const watching = new Set<Map<Tensor, Made>>();

function adopted(tensor: Tensor, frame: Frame | undefined, operation: string | null): void {
  let stack: readonly string[] | undefined;
  for (const alive of watching) {
    const made = alive.get(tensor);
    if (made) made.frame = frame;
    else alive.set(tensor, { operation, frame, stack: (stack ??= callers()) });
  }
}

function disposed(tensor: Tensor): void {
  for (const alive of watching) alive.delete(tensor);
}

/**
 * Watches every tensor from now on, with the place where it is made, and tells which leaked: those made outside of scopes or
 * kept that were never disposed. Call it when the model and the optimizer stand, and ask after a step.
 *
 * Watching takes some microseconds a tensor. Meanwhile nothing is left to the garbage collector, so that the report does not
 * depend on when it ran.
 *
 * @example
 * const watch = debug();
 * const doubled = mul(tensor([1, 2]), 2);
 * watch.leaks().leaks.map(({ operation }) => operation); // → [ null, null, 'mul' ]
 * watch.stop();
 */
export function debug(): LeakWatch {
  const alive = new Map<Tensor, Made>();
  watching.add(alive);
  watch.adopted = adopted;
  watch.disposed = disposed;
  const stop = (): void => {
    alive.clear();
    watching.delete(alive);
    if (watching.size > 0) return;
    delete watch.adopted;
    delete watch.disposed;
  };
  return { leaks: () => reportOf(alive), stop, [Symbol.dispose]: stop };
}

function reportOf(alive: ReadonlyMap<Tensor, Made>): LeakReport {
  const leaks: Leak[] = [];
  const storages = new Set<Storage>();
  for (const [tensor, { operation, frame, stack }] of alive) {
    if (frame && !tensor.isKept && openFrames().includes(frame)) continue;
    const { shape, dtype, label, node, storage } = tensor;
    storages.add(storage);
    leaks.push({
      tensor,
      shape,
      dtype,
      bytes: storage.length * storage.bytesPerElement,
      label,
      operation,
      holdsGraph: node !== null && !node.isSpent,
      reason: tensor.isKept ? "kept" : frame ? "scope" : "outside",
      stack,
    });
  }
  const bytes = [...storages].reduce(
    (total, { length, bytesPerElement }) => total + length * bytesPerElement,
    0,
  );
  return { leaks, bytes, toString: () => print(leaks, bytes) };
}

const reasons: Readonly<Record<Leak["reason"], string>> = {
  outside: "made outside of scopes, or returned from the outermost",
  kept: "kept by keep(), or as the gradient of a leaf",
  scope: "in a scope that was not disposed",
};

/** Calls that the text shows of each place; the data has more. */
const shownCalls = 4;

function print(leaks: readonly Leak[], bytes: number): string {
  if (leaks.length === 0) return "no tensor leaked";
  const places = new Map<string, number>();
  for (const leak of leaks) {
    const { operation, shape, dtype, label, reason, holdsGraph, stack } = leak;
    const named = label === undefined ? "" : ` "${label}"`;
    const graph = holdsGraph ? ", with the graph of its gradient" : "";
    const lines = [
      `${operation ?? "tensor"} ${show(shape)} ${dtype}${named}: ${reasons[reason]}${graph}`,
      ...stack.slice(0, shownCalls).map((call) => `    ${call}`),
    ];
    const place = lines.join("\n");
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  const blocks = [...places].map(([place, count]) => `  ${count > 1 ? `${count} × ` : ""}${place}`);
  const what = leaks.length === 1 ? "1 tensor" : `${leaks.length} tensors`;
  return `${what} leaked, ${bytes} bytes:\n${blocks.join("\n")}`;
}

/** Deep enough to reach out of the layers of a model. */
const callDepth = 40;
/** A call inside this package, as built or as source; its tests are not. */
const ownCall = /[\\/]tensor[\\/](src|dist)[\\/](?!.*\.test\.)/;

/** Who calls: the stack from the first call that is not of this package. */
function callers(): string[] {
  const limited = Error as { stackTraceLimit?: number | undefined };
  const before = limited.stackTraceLimit;
  limited.stackTraceLimit = callDepth;
  const { stack = "" } = new Error();
  limited.stackTraceLimit = before;
  const calls = stack.split("\n").flatMap((line) => {
    const call = line.trim();
    return /^(Error:?)?$/.test(call) ? [] : [call];
  });
  const first = calls.findIndex((call) => !ownCall.test(call));
  return first < 0 ? calls : calls.slice(first);
}
