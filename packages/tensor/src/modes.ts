import { refusePromise } from "./errors.ts";
import type { AnyOperation } from "./operation.ts";
import type { Tensor } from "./tensor.ts";

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

/**
 * Whether operations record gradients now: false inside {@link noGrad}.
 *
 * @see torch.is_grad_enabled
 * @example noGrad(() => isGradEnabled()); // → false
 */
export function isGradEnabled(): boolean {
  return modes.gradients;
}

/**
 * Whether operations keep who was made from what: true inside {@link trace}.
 *
 * @example trace(() => isTracing()); // → true
 */
export function isTracing(): boolean {
  return modes.trace;
}

/**
 * Runs `fn` without recording gradients.
 *
 * @returns what `fn` returns
 * @throws TensorError `scope` when `fn` returns a promise
 * @see torch.no_grad
 * @example
 * const weight = ones([2], { requiresGrad: true });
 * noGrad(() => mul(weight, 2)).requiresGrad; // → false
 */
export function noGrad<Result>(fn: () => Result): Result {
  return within("noGrad", { gradients: false }, fn);
}

/**
 * Records gradients inside `fn` even within {@link noGrad}.
 *
 * @returns what `fn` returns
 * @throws TensorError `scope` when `fn` returns a promise
 * @see torch.enable_grad
 * @example noGrad(() => enableGrad(() => isGradEnabled())); // → true
 */
export function enableGrad<Result>(fn: () => Result): Result {
  return within("enableGrad", { gradients: true }, fn);
}

/**
 * Runs `fn` and keeps, for every tensor made inside, the call that made it and its operands, so that
 * `explain(tensor, index)` can tell how a number came to be.
 *
 * Nothing is freed while a traced result lives: trace one forward pass, not a training run.
 *
 * @returns what `fn` returns
 * @throws TensorError `scope` when `fn` returns a promise
 * @example
 * const pattern = trace(() => softmax(tensor([0.3, 2.14, -1]), -1));
 * explain(pattern, [1]).operation; // → softmax
 */
export function trace<Result>(fn: () => Result): Result {
  return within("trace", { trace: true }, fn);
}

type Rule = AnyOperation["gradient"];
type Write = (
  name: string,
  targets: readonly Tensor[],
  sources: readonly Tensor[],
  run: () => void,
) => void;

/** Where `observe` looks at what no device runs: each gradient rule before it is used, each write in place. */
export const watched: {
  rule?: ((operation: AnyOperation, rule: Rule) => Rule) | undefined;
  write?: Write | undefined;
} = {};
