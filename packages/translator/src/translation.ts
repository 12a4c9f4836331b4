/** A token that could have been written, and how probable the model found it. */
export interface Candidate {
  readonly id: number;
  readonly token: string;
  readonly probability: number;
}

/** One token as it was written. */
export interface Step extends Candidate {
  /** The most probable tokens at this place, the written one among them, best first. */
  readonly alternatives: readonly Candidate[];
}

/** A word of the translation and the tokens `[start, end)` that it is made of. */
export interface WrittenWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Tokens and their ids, one for each. */
export interface Tokens {
  readonly tokens: readonly string[];
  readonly ids: readonly number[];
}

/** A sentence, its translation and how it was written. */
export interface Translation {
  /** The Portuguese sentence. */
  readonly text: string;
  /** The English sentence as the encoder reads it. */
  readonly source: Tokens;
  /** The Portuguese tokens as the decoder wrote them, without the closing one. */
  readonly target: Tokens;
  /** The tokens joined into words; a contraction such as *na* is one word of one token. */
  readonly words: readonly WrittenWord[];
  /** Every written token, the closing one too, if the model came to it. */
  readonly steps: readonly Step[];
  /** False when the model had not finished at the largest length. */
  readonly isFinished: boolean;
}
