import type { Token } from "./tokenizer.ts";

/** What is wrong: text with `unknown` tokens, an `id` outside the vocabulary, a `vocabulary`, or saved JSON (`format`). */
export type TokenizerErrorCode = "unknown" | "id" | "vocabulary" | "format";

/** A piece of text that the vocabulary lacks, and the known words nearest to it, best first. */
export interface UnknownToken extends Token {
  readonly nearest: readonly string[];
}

/**
 * The one error class of this package.
 *
 * @example
 * try { tokenizer.encode(text); } catch (error) { if (error instanceof TokenizerError) console.log(error.unknown); }
 */
export class TokenizerError extends Error {
  readonly code: TokenizerErrorCode;
  /** With code `unknown`: each unknown word once, at its first place; suggestions for the first ten. */
  readonly unknown: readonly UnknownToken[];

  constructor(code: TokenizerErrorCode, message: string, unknown: readonly UnknownToken[] = []) {
    super(message);
    this.name = "TokenizerError";
    this.code = code;
    this.unknown = unknown;
  }
}
