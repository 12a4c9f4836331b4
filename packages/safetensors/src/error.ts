/** What is wrong: the `header` (its length, encoding or JSON), a `tensor` (its entry in the header), or a `value`. */
export type SafetensorsErrorCode = "header" | "tensor" | "value";

/**
 * The one error class of this package: the message names the tensor and what is wrong with it.
 *
 * @example
 * try { readSafetensors(bytes); } catch (error) { if (error instanceof SafetensorsError) console.log(error.code); }
 */
export class SafetensorsError extends Error {
  readonly code: SafetensorsErrorCode;

  constructor(code: SafetensorsErrorCode, message: string) {
    super(`safetensors: ${message}`);
    this.name = "SafetensorsError";
    this.code = code;
  }
}
