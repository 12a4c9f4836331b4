import { describe, expect, test } from "vitest";
import { Random } from "../random.ts";
import { handWrittenPairs } from "./by-hand.ts";
import { Draft } from "./draft.ts";
import { joinPieces } from "./example.ts";
import type { Family } from "./families/family.ts";
import { families, maximumSourceLength, maximumTargetLength } from "./grammar.ts";
import { readSentence } from "./read.ts";
import { sourceVocabulary } from "./vocabulary.ts";

/**
 * Draws that lean towards one sentence: of the things to choose from, more often one whose English stands in it. It leans only half of
 * the time, so that every choice of the grammar stays possible.
 */
class Leaning extends Random {
  readonly #tokens: ReadonlySet<string>;

  constructor(seed: number, tokens: readonly string[]) {
    super(seed);
    this.#tokens = new Set(tokens);
  }

  override pick<Item>(items: readonly Item[]): Item {
    if (this.chance(0.3)) return super.pick(items);
    const fitting = items.filter((item) => formsOf(item).some((form) => this.#tokens.has(form)));
    return super.pick(fitting.length > 0 ? fitting : items);
  }
}

/** The English texts of a choice: a noun's or verb's forms, a determiner, a question word. */
function formsOf(item: unknown): string[] {
  if (typeof item === "string") return item.toLowerCase().split(" ");
  if (Array.isArray(item)) return item.slice(0, 1).flatMap(formsOf);
  if (typeof item !== "object" || item === null) return [];
  return Object.entries(item).flatMap(([key, value]) =>
    ["english", "englishPlural", "verb", "base", "third", "past", "gerund"].includes(key) ? formsOf(value) : [],
  );
}

/** What the grammar translates a sentence to: draws until one is this sentence. */
function translationOf(english: readonly string[], draws: number): string | undefined {
  const random = new Leaning(1, english);
  const wanted = english.join(" ");
  for (let count = 0; count < draws; count++) {
    const family: Family = random.weighted(families);
    const phrase = family.make(new Draft(random));
    if (phrase?.english.map((word) => word.text).join(" ") === wanted)
      return joinPieces(phrase.portuguese.map((piece) => piece.text));
  }
  return undefined;
}

describe("pairs written by hand", () => {
  test("are at least 120, all different, in known words, no longer than the grammar's", () => {
    expect(handWrittenPairs.length).toBeGreaterThanOrEqual(120);
    const known = new Set(sourceVocabulary);
    const sources = handWrittenPairs.map(({ english }) => readSentence(english));
    expect(new Set(sources.map((tokens) => tokens.join(" "))).size).toBe(handWrittenPairs.length);
    expect(sources.flat().filter((token) => !known.has(token))).toEqual([]);
    expect(Math.max(...sources.map((tokens) => tokens.length))).toBeLessThanOrEqual(maximumSourceLength);
    expect(maximumTargetLength).toBeGreaterThan(maximumSourceLength);
  });

  test.each(handWrittenPairs)("$english → $portuguese", ({ english, portuguese }) => {
    expect(translationOf(readSentence(english), 300_000)).toBe(portuguese);
  });
});
