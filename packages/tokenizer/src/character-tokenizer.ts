import { checkVocabulary, makeTokenizer, visible } from "./base.ts";
import { TokenizerError } from "./error.ts";
import type { Specials, Token, Tokenizer } from "./tokenizer.ts";

/** How a character tokenizer reads text. */
export interface CharacterOptions {
  /** Special tokens by their role; they get the first ids. */
  readonly specials?: Specials;
  /** Whether text is taken in lower case; false if not given. */
  readonly lowerCase?: boolean;
}

/** What a character tokenizer is made of. */
export interface CharacterTokenizerOptions extends CharacterOptions {
  /** The characters in the order of their ids: a list, or a text whose characters are taken one by one. */
  readonly vocabulary: string | readonly string[];
}

/**
 * A tokenizer of characters: one token for each Unicode code point of the text in its composed form.
 *
 * @throws TokenizerError (`vocabulary`) when a token is not one character, comes twice, or no text could ever give it.
 *
 * @example
 * characterTokenizer({ vocabulary: "abc" }).encode("cab"); // [2, 0, 1]
 */
export function characterTokenizer({
  vocabulary,
  specials = {},
  lowerCase = false,
}: CharacterTokenizerOptions): Tokenizer {
  const characters = Array.from(vocabulary);
  checkVocabulary(characters, specials);
  for (const character of characters) {
    const [only, ...more] = splitCharacters(character, lowerCase);
    if (only?.text !== character || more.length > 0) {
      const problem = `no text gives the token ${visible(character)}: a token is one character, composed${
        lowerCase ? ", in lower case" : ""
      }`;
      throw new TokenizerError("vocabulary", problem);
    }
  }
  return makeTokenizer({
    json: { type: "characters", version: 1, specials, vocabulary: characters, lowerCase },
    split: (text) => splitCharacters(text, lowerCase),
    join: (tokens) => tokens.join(""),
    isSuggested: () => false,
  });
}

/**
 * A character tokenizer whose vocabulary is the characters of these texts, in the order of their code points.
 *
 * @example
 * characterTokenizerFromTexts(["cab"]).vocabulary; // ["a", "b", "c"]
 */
export function characterTokenizerFromTexts(
  texts: Iterable<string>,
  options: CharacterOptions = {},
): Tokenizer {
  const seen = new Set<string>();
  for (const text of texts) {
    for (const { text: character } of splitCharacters(text, options.lowerCase ?? false))
      seen.add(character);
  }
  const vocabulary = [...seen].sort((a, b) => codePoint(a) - codePoint(b));
  return characterTokenizer({ ...options, vocabulary });
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function splitCharacters(text: string, lowerCase: boolean): Token[] {
  const tokens: Token[] = [];
  const normalize = (part: string): string => {
    const composed = part.normalize("NFC");
    return lowerCase ? composed.toLowerCase().normalize("NFC") : composed;
  };
  const push = (part: string, start: number): void => {
    for (const character of normalize(part)) {
      tokens.push({ text: character, start, end: start + part.length });
    }
  };
  // Only characters that combine need their neighbours; Unicode's grapheme clusters hold them together.
  if (text.normalize("NFC") === text) {
    let start = 0;
    for (const character of text) {
      push(character, start);
      start += character.length;
    }
  } else {
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    for (const { segment, index } of graphemes.segment(text)) push(segment, index);
  }
  return tokens;
}
