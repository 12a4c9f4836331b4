/** A token as the vocabulary writes it, and the place in the text that it was made from: `text.slice(start, end)`. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What a special token is for. */
export type SpecialRole = "padding" | "start" | "end" | "unknown" | "mask";

/** Which tokens are special, by their role: `{ padding: "<pad>", start: "<s>", end: "</s>" }`. */
export type Specials = Readonly<Partial<Record<SpecialRole, string>>>;

/** Text to token ids and back. */
export interface Tokenizer {
  /** Every token in the order of its id: the special ones first, then the words or characters. */
  readonly vocabulary: readonly string[];
  /** Number of tokens in the vocabulary. */
  readonly size: number;
  /** The ids of the special tokens that exist. */
  readonly specials: Readonly<Partial<Record<SpecialRole, number>>>;
  /**
   * The id of a special token.
   *
   * @throws TokenizerError (`vocabulary`) when the tokenizer has none of this role.
   */
  special(role: SpecialRole): number;
  /** The tokens of a text, known or not, with their places in it. */
  tokenize(text: string): Token[];
  /** The tokens of a text that the vocabulary lacks, each where it stands. */
  unknown(text: string): Token[];
  /**
   * The ids of a text, without start and end.
   *
   * @throws TokenizerError (`unknown`) naming every token that the vocabulary lacks, unless there is a special token
   * of the role `unknown`, whose id then stands for them.
   */
  encode(text: string): number[];
  /**
   * The ids of tokens that were already split, such as `["vermelh", "·a"]`; special tokens may be among them.
   *
   * @throws TokenizerError (`unknown`) as `encode` does.
   */
  encodeTokens(tokens: readonly string[]): number[];
  /**
   * The text of ids; special tokens are left out, but for the one of the role `unknown`.
   *
   * @throws TokenizerError (`id`) for an id outside the vocabulary.
   */
  decode(ids: Iterable<number>): string;
  /** The id of a token, or undefined. */
  tokenToId(token: string): number | undefined;
  /**
   * The token of an id.
   *
   * @throws TokenizerError (`id`) for an id outside the vocabulary.
   */
  idToToken(id: number): string;
  /** The known words nearest to a word, best first; none when the word itself is known. */
  nearest(word: string, count?: number): string[];
  /** What `tokenizerFromJson` makes this tokenizer from; `JSON.stringify(tokenizer)` uses it. */
  toJSON(): TokenizerJson;
}

/** A saved tokenizer. */
export interface TokenizerJson {
  readonly type: "words" | "characters";
  readonly version: 1;
  readonly specials: Specials;
  readonly vocabulary: readonly string[];
  readonly lowerCase: boolean;
  /** Only of words. */
  readonly splitClitics?: boolean;
}
