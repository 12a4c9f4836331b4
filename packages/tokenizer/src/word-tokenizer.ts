import { checkVocabulary, makeTokenizer, visible } from "./base.ts";
import { TokenizerError } from "./error.ts";
import type { Specials, Token, Tokenizer } from "./tokenizer.ts";
import { joinWords, normalizeWord, pieceMark, splitWords, type WordRules } from "./words.ts";

/** How a word tokenizer reads text. */
export interface WordOptions extends Partial<WordRules> {
  /** Special tokens by their role; they get the first ids. */
  readonly specials?: Specials;
}

/** What a word tokenizer is made of. */
export interface WordTokenizerOptions extends WordOptions {
  /** The words, punctuation marks and suffix pieces in the order of their ids, without the special tokens. */
  readonly vocabulary: readonly string[];
}

/**
 * A tokenizer of words and punctuation marks.
 *
 * Text is taken in Unicode's composed form and, unless `lowerCase` is false, in lower case. Unless `splitClitics` is
 * false, English clitics are words of their own: `isn't` → `is n't`, `the cat's` → `the cat 's`. A token such as `·a`
 * is a suffix piece: a word that the vocabulary lacks is split into a stem and a piece that it has, the longest stem
 * first, and `decode` joins them: `vermelh ·a` is `vermelha`.
 *
 * @throws TokenizerError (`vocabulary`) when a token is empty, comes twice, or no text could ever give it.
 *
 * @example
 * const tokenizer = wordTokenizer({ vocabulary: ["the", "cat", "is", "n't", "here", "."] });
 * tokenizer.encode("The cat isn't here."); // [0, 1, 2, 3, 4, 5]
 */
export function wordTokenizer({
  vocabulary,
  specials = {},
  lowerCase = true,
  splitClitics = true,
}: WordTokenizerOptions): Tokenizer {
  checkVocabulary(vocabulary, specials);
  const rules = { lowerCase, splitClitics };
  for (const token of vocabulary) {
    const [only, ...more] = splitWords(token, rules);
    if (only?.text !== token || more.length > 0) {
      const given = [only, ...more].map((word) => visible(word?.text ?? "")).join(", ");
      const problem = `no text gives the token ${visible(token)}: as text it becomes ${given}`;
      throw new TokenizerError("vocabulary", problem);
    }
  }
  const known = new Set(vocabulary);
  const longestPiece = vocabulary.reduce(
    (longest, token) =>
      isPiece(token) ? Math.max(longest, token.length - pieceMark.length) : longest,
    0,
  );

  return makeTokenizer({
    json: { type: "words", version: 1, specials, vocabulary: [...vocabulary], ...rules },
    split: (text) => splitWords(text, rules).flatMap((word) => splitPiece(word, text)),
    join: joinWords,
    isSuggested: (token) => /^\p{L}/u.test(token),
  });

  /** An unknown word as stem and suffix piece, if the vocabulary has both; the shortest piece first. */
  function splitPiece(word: Token, text: string): Token[] {
    if (known.has(word.text)) return [word];
    const longest = Math.min(longestPiece, word.text.length - 1);
    for (let length = 1; length <= longest; length++) {
      const stem = word.text.slice(0, -length);
      const piece = pieceMark + word.text.slice(-length);
      if (known.has(stem) && known.has(piece)) {
        const middle = endOf(stem, word, text);
        return [
          { text: stem, start: word.start, end: middle },
          { text: piece, start: middle, end: word.end },
        ];
      }
    }
    return [word];
  }

  /** Where a stem ends in the text, which may be longer than the stem: letters with accents of their own. */
  function endOf(stem: string, word: Token, text: string): number {
    let end = word.start + 1;
    while (end < word.end && normalizeWord(text.slice(word.start, end), rules) !== stem) end++;
    while (end < word.end && normalizeWord(text.slice(word.start, end + 1), rules) === stem) end++;
    return end;
  }
}

function isPiece(token: string): boolean {
  return token.length > pieceMark.length && token.startsWith(pieceMark);
}

/** How a vocabulary is counted from texts. */
export interface WordCountOptions extends WordOptions {
  /** Words that come less often are left out; 1 if not given. */
  readonly minCount?: number;
  /** At most so many words, the most frequent ones. */
  readonly maxWords?: number;
}

/**
 * A word tokenizer whose vocabulary is the words of these texts, the most frequent first, ties in the order of their
 * characters.
 *
 * @example
 * wordTokenizerFromTexts(["the cat", "the dog"]).vocabulary; // ["the", "cat", "dog"]
 */
export function wordTokenizerFromTexts(
  texts: Iterable<string>,
  { minCount = 1, maxWords = Infinity, ...options }: WordCountOptions = {},
): Tokenizer {
  const { lowerCase = true, splitClitics = true } = options;
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const { text: word } of splitWords(text, { lowerCase, splitClitics })) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const vocabulary = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, maxWords)
    .map(([word]) => word);
  return wordTokenizer({ ...options, vocabulary });
}
