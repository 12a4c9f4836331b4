import { refusePromise } from "./errors.ts";

/** What `apply` records. Flags change only inside synchronous functions and are put back when they end. */
const modes = { gradients: true, trace: false };

function within<Result>(caller: string, change: Partial<typeof modes>, fn: () => Result): Result {
  const before = { ...modes };
  Object.assign(modes, change);
  try {
    const result = fn();
    refusePromise(caller, result);
    return result;
  } finally {
    Object.assign(modes, before);
  }
}

export function isGradEnabled(): boolean {
  return modes.gradients;
}

export function isTracing(): boolean {
  return modes.trace;
}

/**
 * Runs `fn` without recording gradients (torch.no_grad).
 *
 * @throws TensorError `scope` when `fn` returns a promise.
 */
export function noGrad<Result>(fn: () => Result): Result {
  return within("noGrad", { gradients: false }, fn);
}

/** Records gradients inside `fn` even within {@link noGrad} (torch.enable_grad). */
export function enableGrad<Result>(fn: () => Result): Result {
  return within("enableGrad", { gradients: true }, fn);
}

/**
 * Runs `fn` and keeps, for every tensor made inside, the call that made it and its operands, so that
 * `explain(tensor, index)` can tell how a number came to be. Nothing is freed while a traced result lives: trace one
 * forward pass, not a training run.
 *
 * @throws TensorError `scope` when `fn` returns a promise.
 * @example
 * const pattern = trace(() => softmax(matmul(query, transpose(key, 0, 1)), -1));
 * console.log(String(explain(pattern, [0, 1])));
 */
export function trace<Result>(fn: () => Result): Result {
  return within("trace", { trace: true }, fn);
}
