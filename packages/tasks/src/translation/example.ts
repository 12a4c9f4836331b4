import type { Draft } from "./draft.ts";
import type { RuleId } from "./rules.ts";
import type { Phrase } from "./words.ts";

/** Where a target piece comes from. */
export interface Alignment {
  /** Places of the English tokens that it translates. */
  readonly sources: readonly number[];
  /** Place of the English token that it agrees with, or that decides which translation it is. */
  readonly controller?: number;
  /** The rule that says so; see `rules`. */
  readonly rule?: RuleId;
}

/** A sentence pair whose every piece is explained. */
export interface Example {
  /** English tokens. */
  readonly source: readonly string[];
  /** Portuguese pieces; one that starts with `·` continues the one before. */
  readonly target: readonly string[];
  /** One entry for each target piece. */
  readonly alignment: readonly Alignment[];
  /** What the pair shows, sorted. */
  readonly phenomena: readonly string[];
  /** The kind of sentence. */
  readonly family: string;
  /** Adjective–noun (`red+car`) and verb–object (`eat>bread`) pairs in it, sorted. */
  readonly pairs: readonly string[];
  /** Animal–place pairs in it (`dog@street`), sorted. */
  readonly meetings: readonly string[];
}

/** Turns a finished phrase into an example: words become places. */
export function finish(draft: Draft, phrase: Phrase, family: string): Example {
  const places = new Map(phrase.english.map((word, index) => [word, index]));
  const alignment = phrase.portuguese.map((piece): Alignment => {
    const sources = piece.sources
      .map((word) => places.get(word))
      .filter((place) => place !== undefined)
      .sort((left, right) => left - right);
    const controller = piece.controller && places.get(piece.controller);
    return {
      sources,
      ...(controller === undefined ? {} : { controller }),
      ...(piece.rule === undefined ? {} : { rule: piece.rule }),
    };
  });
  return {
    source: phrase.english.map((word) => word.text),
    target: phrase.portuguese.map((piece) => piece.text),
    alignment,
    phenomena: [...draft.phenomena].sort(),
    family,
    pairs: [...draft.pairs].sort(),
    meetings: [...draft.animals]
      .flatMap((animal) => [...draft.places].map((place) => `${animal}@${place}`))
      .sort(),
  };
}

/**
 * Portuguese pieces as people write them: endings joined, no space before the question mark.
 *
 * @example
 * joinPieces(["a", "casa", "vermelh", "·a"]); // "a casa vermelha"
 */
export function joinPieces(pieces: readonly string[]): string {
  return pieces.join(" ").replaceAll(" ·", "").replaceAll(" ?", "?");
}
