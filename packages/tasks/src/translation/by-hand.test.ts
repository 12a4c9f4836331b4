import { describe, expect, test } from "vitest";
import { Random } from "../random.ts";
import { type HandWrittenPair, handWrittenPairs } from "./by-hand.ts";
import { Draft } from "./draft.ts";
import { joinPieces } from "./example.ts";
import { families, maximumSourceLength, maximumTargetLength } from "./grammar.ts";
import { readSentence } from "./read.ts";
import { sourceVocabulary } from "./vocabulary.ts";

/**
 * Draws that lean towards one sentence: of the things to choose from, more often one whose English stands in it. It leans not
 * always, so that every choice of the grammar stays possible.
 */
class Leaning extends Random {
  readonly #tokens: ReadonlySet<string>;
  readonly #fitting: WeakMap<readonly unknown[], readonly unknown[]> = new WeakMap();

  constructor(seed: number, tokens: readonly string[]) {
    super(seed);
    this.#tokens = new Set(tokens);
  }

  override pick<Item>(items: readonly Item[]): Item {
    if (this.chance(0.2)) return super.pick(items);
    let fitting = this.#fitting.get(items) as readonly Item[] | undefined;
    if (fitting === undefined) {
      fitting = items.filter((item) => formsOf(item).some((form) => this.#tokens.has(form)));
      this.#fitting.set(items, fitting);
    }
    return super.pick(fitting.length > 0 ? fitting : items);
  }
}

const knownForms = new WeakMap<object, readonly string[]>();

/** The English texts of a choice: a noun's or verb's forms, a determiner, a question word. */
function formsOf(item: unknown): readonly string[] {
  if (typeof item !== "object" || item === null) return readForms(item);
  let forms = knownForms.get(item);
  if (forms === undefined) knownForms.set(item, (forms = readForms(item)));
  return forms;
}

function readForms(item: unknown): readonly string[] {
  if (typeof item === "string") return item.toLowerCase().split(" ");
  if (Array.isArray(item)) return item.slice(0, 1).flatMap(formsOf);
  if (typeof item !== "object" || item === null) return [];
  return Object.entries(item).flatMap(([key, value]) =>
    ["english", "englishPlural", "verb", "base", "third", "past", "gerund"].includes(key)
      ? formsOf(value)
      : [],
  );
}

/** The kinds of sentence where a phenomenon is at home; the others are not searched. */
const homes: Readonly<Record<string, string>> = {
  "the hero": "hero, fit",
  "pronoun of people": "because",
  "articles and gender": "fragment, description",
  plurals: "fragment, description, intransitive",
  adjectives: "fragment",
  "ser and estar": "description",
  place: "whereabouts, where is",
  existence: "existence",
  weather: "weather",
  tenses: "transitive, intransitive",
  negation: "transitive, intransitive, denial",
  questions: "transitive, description, asking",
  contractions: "transitive, motion, whereabouts",
  possession: "fragment, description, transitive",
  government: "transitive, denial",
  recipients: "giving",
  "words of two translations": "description, fragment, transitive, intransitive, leaving",
  "verbs with verbs": "verb complement",
  professions: "profession",
  coordination: "coordination",
};

/** What the grammar translates a sentence to: draws until one is this sentence. */
function translationOf({ english: typed, phenomenon }: HandWrittenPair): string | undefined {
  const english = readSentence(typed);
  const random = new Leaning(1, english);
  const wanted = english.join(" ");
  const home = homes[phenomenon]
    ?.split(", ")
    .flatMap((name) => families.filter((family) => family.name === name));
  for (let count = 0; count < 400_000; count++) {
    const family = random.weighted(home ?? families);
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
    expect(Math.max(...sources.map((tokens) => tokens.length))).toBeLessThanOrEqual(
      maximumSourceLength,
    );
    expect(maximumTargetLength).toBeGreaterThan(maximumSourceLength);
  });

  test.each(handWrittenPairs)("$english → $portuguese", (pair) => {
    expect(translationOf(pair)).toBe(pair.portuguese);
  });
});
