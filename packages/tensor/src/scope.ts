import { brand } from "./brand.ts";
import { describe, refusePromise, TensorError } from "./errors.ts";
import type { Tensor } from "./tensor.ts";

/** The tensors made since a scope was opened. */
export class Frame {
  readonly tensors: Tensor[] = [];
}

const frames: Frame[] = [];

/** What is left of a tensor when the garbage collector took the object: enough to free its memory. */
const net = new FinalizationRegistry<() => void>((free) => free());

function catchLater(tensor: Tensor): void {
  tensor.isInNet = true;
  net.register(tensor, tensor.freeLater(), tensor);
}

/** Who is told of every tensor: `debug`. */
export const watch: {
  /** Made by an operation, or otherwise, or handed on, into a scope or into none. */
  adopted?: (tensor: Tensor, frame: Frame | undefined, operation: string | null) => void;
  disposed?: (tensor: Tensor) => void;
} = {};

/** The scopes that run now, the innermost last. */
export function openFrames(): readonly Frame[] {
  return frames;
}

/** Hands a new tensor to the innermost scope, or to the garbage collector where no scope is open. */
export function adopt(tensor: Tensor, operation: string | null = null): void {
  const frame = frames.at(-1);
  if (frame) frame.tensors.push(tensor);
  else catchLater(tensor);
  watch.adopted?.(tensor, frame, operation);
}

/** The tensor was disposed: the garbage collector need not watch it any more. */
export function forget(tensor: Tensor): void {
  // Looking for it costs as much as all the rest of a disposal.
  if (tensor.isInNet) net.unregister(tensor);
  watch.disposed?.(tensor);
}

function close(frame: Frame, result: unknown): void {
  const survivors = new Set<unknown>();
  collect(result, survivors);
  for (const tensor of frame.tensors) {
    if (tensor.isDisposed) continue;
    if (survivors.has(tensor)) adopt(tensor);
    else if (tensor.isKept) catchLater(tensor);
    else tensor.dispose();
  }
  frame.tensors.length = 0;
}

/** Adds a value and, where it is an array, a map or a plain object, what is inside at any depth: the tensors among it. */
function collect(value: unknown, found: Set<unknown>): void {
  if (typeof value !== "object" || value === null || found.has(value)) return;
  found.add(value);
  if (brand in value || ArrayBuffer.isView(value)) return;
  const isIterable = Array.isArray(value) || value instanceof Map || value instanceof Set;
  for (const item of isIterable ? value : Object.values(value)) collect(item, found);
}

function runIn<Result>(frame: Frame, caller: string, fn: () => Result): Result {
  frames.push(frame);
  try {
    const result = fn();
    refusePromise(caller, result);
    return result;
  } finally {
    frames.pop();
  }
}

/**
 * Runs `fn` and frees every tensor made inside but those it returns (also inside arrays and objects), those given to
 * {@link keep}, and gradients of leaves.
 *
 * @returns what `fn` returns
 * @throws TensorError `scope` when `fn` returns a promise
 * @example
 * const x = tensor([3, 4]);
 * scope(() => sqrt(sum(square(x)))); // → tensor(5.)
 */
export function scope<Result>(fn: () => Result): Result {
  const frame = new Frame();
  let result: Result | undefined;
  try {
    result = runIn(frame, "scope", fn);
  } finally {
    close(frame, result);
  }
  return result;
}

/** A scope that outlives one function: what asynchronous code holds while it awaits. */
export interface Scope extends Disposable {
  /** Runs synchronous code in the scope. @throws TensorError `scope` after `dispose()`. */
  run<Result>(fn: () => Result): Result;
  /** Frees everything made in `run` that was not kept. */
  dispose(): void;
}

/**
 * Opens a scope by hand: for code that awaits between its steps.
 *
 * @example
 * const step = createScope(); // or: using step = createScope()
 * const total = step.run(() => sum(ones([4])));
 * await total.item(); // → 4
 * step.dispose();
 * total.isDisposed; // → true
 */
export function createScope(): Scope {
  const frame = new Frame();
  let isOpen = true;
  const dispose = (): void => {
    isOpen = false;
    close(frame, undefined);
  };
  return {
    run(fn) {
      if (!isOpen)
        throw new TensorError("scope", "scope.run: this scope was disposed; create a new one");
      return runIn(frame, "scope.run", fn);
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/**
 * Lets a tensor outlive every scope; the caller disposes it.
 *
 * @returns the tensor
 * @example
 * const kept: Tensor[] = [];
 * scope(() => void kept.push(keep(ones([4]))));
 * kept[0].isDisposed; // → false
 */
export function keep<T extends Tensor>(tensor: T): T {
  if (typeof tensor?.assertUsable !== "function") {
    throw new TensorError(
      "value",
      `keep: expected a tensor, got ${describe(tensor)}; make one with tensor(…)`,
      { operation: "keep" },
    );
  }
  tensor.assertUsable("keep");
  tensor.isKept = true;
  return tensor;
}
