import { TokenizerError, type UnknownToken } from "./error.ts";
import { nearestWords } from "./nearest.ts";
import type { SpecialRole, Specials, Token, Tokenizer, TokenizerJson } from "./tokenizer.ts";

const roles: readonly SpecialRole[] = ["padding", "start", "end", "unknown", "mask"];
/** A text of unknown words gets suggestions for so many of them, so that the work stays bounded. */
const maxReported = 10;

/** What tells one kind of tokenizer from another. */
export interface TokenizerKind {
  readonly json: TokenizerJson;
  readonly split: (text: string) => Token[];
  readonly join: (tokens: readonly string[]) => string;
  /** Whether a token may be suggested for an unknown one. */
  readonly isSuggested: (token: string) => boolean;
}

/** The part that all tokenizers share: a vocabulary, its ids, and the report of what is not in it. */
export function makeTokenizer({ json, split, join, isSuggested }: TokenizerKind): Tokenizer {
  const { specials: specialTokens } = json;
  const vocabulary: readonly string[] = [
    ...roles.flatMap((role) => specialTokens[role] ?? []),
    ...json.vocabulary,
  ];
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const specials: Partial<Record<SpecialRole, number>> = {};
  for (const role of roles) {
    const id = ids.get(specialTokens[role] ?? "");
    if (id !== undefined) specials[role] = id;
  }
  const silent = new Set([specials.padding, specials.start, specials.end, specials.mask]);
  const specialIds = new Set(Object.values(specials));
  /** A text never makes a special token, whatever it says. */
  const isKnown = (token: string): boolean =>
    !specialIds.has(ids.get(token) ?? -1) && ids.has(token);

  const tokenizer: Tokenizer = {
    vocabulary,
    size: vocabulary.length,
    specials,
    special(role) {
      const id = specials[role];
      if (id === undefined) {
        const problem = `this tokenizer has no special token for ${role}: name one in specials`;
        throw new TokenizerError("vocabulary", problem);
      }
      return id;
    },
    tokenize: split,
    unknown: (text) => split(text).filter((token) => !isKnown(token.text)),
    encode(text) {
      const tokens = split(text);
      const unknown = tokens.filter((token) => !isKnown(token.text));
      if (unknown.length > 0 && specials.unknown === undefined) throw unknownError(unknown);
      return tokens.map(({ text: token }) =>
        isKnown(token) ? (ids.get(token) ?? 0) : tokenizer.special("unknown"),
      );
    },
    encodeTokens(tokens) {
      const unknown = tokens.filter((token) => !ids.has(token));
      if (unknown.length > 0 && specials.unknown === undefined) {
        throw unknownError(unknown.map((text) => ({ text, start: 0, end: 0 })));
      }
      return tokens.map((token) => ids.get(token) ?? tokenizer.special("unknown"));
    },
    decode(given) {
      const tokens: string[] = [];
      for (const id of given) {
        const token = tokenizer.idToToken(id);
        if (!silent.has(id)) tokens.push(token);
      }
      return join(tokens);
    },
    tokenToId: (token) => ids.get(token),
    idToToken(id) {
      const token = vocabulary[id];
      if (token === undefined) {
        throw new TokenizerError(
          "id",
          `no token has the id ${id}: ids go from 0 to ${vocabulary.length - 1}`,
        );
      }
      return token;
    },
    nearest: (word, count = 3) =>
      ids.has(word) ? [] : nearestWords(word, json.vocabulary.filter(isSuggested), count),
    toJSON: () => json,
  };
  return tokenizer;

  function unknownError(tokens: readonly Token[]): TokenizerError {
    const firsts = new Map<string, Token>();
    for (const token of tokens) if (!firsts.has(token.text)) firsts.set(token.text, token);
    const unknown = [...firsts.values()].map((token, index): UnknownToken => {
      const nearest = index < maxReported ? tokenizer.nearest(token.text) : [];
      return { ...token, nearest };
    });
    return new TokenizerError("unknown", `unknown: ${describe(unknown)}`, unknown);
  }
}

/** Checks what every vocabulary must fulfil. */
export function checkVocabulary(vocabulary: readonly string[], specials: Specials): void {
  const seen = new Set<string>();
  for (const token of [...roles.flatMap((role) => specials[role] ?? []), ...vocabulary]) {
    if (token === "") throw new TokenizerError("vocabulary", "the vocabulary holds an empty token");
    if (seen.has(token)) {
      throw new TokenizerError("vocabulary", `the vocabulary holds ${visible(token)} twice`);
    }
    seen.add(token);
  }
}

/** A token in quotation marks, cut if long, with characters that cannot be seen written as their code points. */
export function visible(token: string): string {
  const cut = token.length > 40 ? `${token.slice(0, 40)}…` : token;
  const shown = cut.replaceAll(/[\p{C}\p{Z}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code === 0x20 ? character : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return `"${shown}"`;
}

function describe(unknown: readonly UnknownToken[]): string {
  const words = unknown.slice(0, maxReported).map(({ text, nearest }) => {
    const hint = nearest.length > 0 ? ` (did you mean ${nearest.map(visible).join(", ")}?)` : "";
    return visible(text) + hint;
  });
  const rest = unknown.length - maxReported;
  return words.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
