import type { Token } from "./tokenizer.ts";

/** A suffix piece is written with this before it: `vermelh ·a` is `vermelha`. */
export const pieceMark = "·";

/** How a text becomes words. */
export interface WordRules {
  readonly lowerCase: boolean;
  /** Whether English clitics are words of their own: `isn't` → `is n't`, `cat's` → `cat 's`. */
  readonly splitClitics: boolean;
}

const letter = String.raw`[\p{L}\p{M}\p{N}]`;
const apostrophe = `['’]`;
const enclitic = `${apostrophe}(?:s|re|ve|ll|d|m)`;
const atWordStart = String.raw`(?<!\S)`;

/**
 * In this order: a suffix piece or clitic that was already split off; a word, with hyphens and apostrophes inside it,
 * and points or commas inside a number; any other character with what modifies it (accents, emoji sequences).
 */
const pattern = new RegExp(
  [
    `${atWordStart}${pieceMark}${letter}+`,
    `${atWordStart}${enclitic}(?!${letter})`,
    String.raw`${letter}+(?:(?:[-'’]|(?<=\p{N})[.,](?=\p{N}))${letter}+)*`,
    String.raw`\p{Regional_Indicator}{2}`,
    String.raw`\S(?:\u200d\S|\p{M}|\p{Emoji_Modifier})*`,
  ].join("|"),
  "giu",
);

/** `n't` and the enclitics, after at least one letter: Penn Treebank's way, `can't` → `ca n't`. */
const clitic = new RegExp(String.raw`(?<=${letter})(?:n${apostrophe}t|${enclitic})$`, "iu");

/** The words and punctuation marks of a text, in the form that a vocabulary holds them, with their places. */
export function splitWords(text: string, rules: WordRules): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const cuts = [0, ...(rules.splitClitics ? cliticStarts(found) : []), found.length];
    for (const [part, start] of cuts.slice(0, -1).entries()) {
      const place = { start: index + start, end: index + (cuts[part + 1] ?? found.length) };
      tokens.push({ text: normalizeWord(text.slice(place.start, place.end), rules), ...place });
    }
  }
  return tokens;
}

/** Where the clitics at the end of a word begin: `couldn't've` at 5 and 8. */
function cliticStarts(word: string): number[] {
  const starts: number[] = [];
  for (let rest = word; clitic.test(rest); rest = word.slice(0, starts[0])) {
    starts.unshift(rest.search(clitic));
  }
  return starts;
}

/** Composed accents, straight apostrophes, lower case if asked: one spelling for what looks the same. */
export function normalizeWord(text: string, rules: WordRules): string {
  const composed = text.normalize("NFC").replaceAll("’", "'");
  return rules.lowerCase ? composed.toLowerCase().normalize("NFC") : composed;
}

const gluedToPrevious = /^(?:[,.!?;:…)\]}»”%']|·.+|n't|'(?:s|re|ve|ll|d|m))$/u;
const gluesNext = /^[([{«“¿¡]$/u;

/**
 * Words and marks as people write them: suffix pieces and clitics joined, no space before a comma, quotation marks
 * around what they quote.
 */
export function joinWords(words: readonly string[]): string {
  let text = "";
  let glue = true;
  let isQuoted = false;
  for (const word of words) {
    const closesQuote = word === '"' && isQuoted;
    if (word === '"') isQuoted = !isQuoted;
    if (!glue && !closesQuote && !gluedToPrevious.test(word)) text += " ";
    text += word.length > 1 && word.startsWith(pieceMark) ? word.slice(pieceMark.length) : word;
    glue = gluesNext.test(word) || (word === '"' && isQuoted);
  }
  return text;
}
