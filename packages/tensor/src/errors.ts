/** What kind of mistake a {@link TensorError} reports; programs branch on it, people read the message. */
export type TensorErrorCode =
  | "shape"
  | "dim"
  | "dtype"
  | "index"
  | "value"
  | "disposed"
  | "device"
  | "gradient"
  | "scope"
  | "trace";

/**
 * The one error class of this package: the message names the operation, the shapes and what to do; `code` and `details` carry the same as data.
 *
 * @example
 * try {
 *   reshape(zeros([2, 3]), [4]);
 * } catch (error) {
 *   if (!(error instanceof TensorError)) throw error;
 *   error.code; // → shape
 *   error.message; // → reshape: [2, 3] has 6 elements, which do not fill [4]
 * }
 */
export class TensorError extends Error {
  /** What kind of mistake it is. */
  readonly code: TensorErrorCode;
  /** The shapes, the axis, the value, … that the message names. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: TensorErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "TensorError";
    this.code = code;
    this.details = details;
  }
}

/** Throws when `result` is a promise: no global state (scope, trace, grad mode) survives an `await`. */
export function refusePromise(caller: string, result: unknown): void {
  if (typeof (result as { then?: unknown } | null)?.then !== "function") return;
  throw new TensorError(
    "scope",
    `${caller}: the function returned a promise, but ${caller} ends when it returns; ` +
      `keep the function synchronous and await outside, or hold a scope with createScope()`,
  );
}

/** What a wrong argument is, in words. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  return value === Object(value) ? "an object" : String(value);
}
