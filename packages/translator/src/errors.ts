import type { UnknownToken } from "@clearhead/tokenizer";

/** Why a sentence was refused. */
export type RefusalReason = "empty" | "too long" | "unknown words";

/** What a refusal tells beside its message. */
export interface RefusalDetails {
  /** How many words the sentence has, clitics and marks counted. */
  readonly length: number;
  /** How many it may have. */
  readonly limit: number;
  /** The unknown words, each once, where it stands, with the nearest known words. */
  readonly unknown?: readonly UnknownToken[];
}

/** The sentence cannot be translated; the message says why and what to do, the fields say it as data. */
export class TranslationError extends Error {
  readonly reason: RefusalReason;
  readonly length: number;
  readonly limit: number;
  /** Empty unless the reason is `unknown words`. */
  readonly unknown: readonly UnknownToken[];

  constructor(
    reason: RefusalReason,
    message: string,
    { length, limit, unknown = [] }: RefusalDetails,
  ) {
    super(message);
    this.name = "TranslationError";
    this.reason = reason;
    this.length = length;
    this.limit = limit;
    this.unknown = unknown;
  }
}

/** The bytes are not the weights of a translator, or they are damaged. */
export class WeightsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WeightsError";
  }
}
