import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Example, joinPieces } from "./example.ts";
import { hero } from "./families/hero.ts";
import {
  maximumSourceLength,
  maximumTargetLength,
  type Split,
  splitOf,
  translationGrammar,
} from "./grammar.ts";
import { fixedExamples } from "./phrases.ts";
import { rules } from "./rules.ts";
import { sourceVocabulary, targetVocabulary } from "./vocabulary.ts";

const splits: readonly Split[] = ["train", "heldOut", "compositional", "hero"];
const counts: Readonly<Record<Split, number>> = {
  train: 85_000,
  heldOut: 5_000,
  compositional: 5_000,
  hero: 5_000,
};
const samples: ReadonlyMap<Split, readonly Example[]> = new Map(
  splits.map((split) => [split, translationGrammar({ split, seed: 2 }).take(counts[split])]),
);
const everything: readonly Example[] = [...samples.values()].flat();

/** The examples that a check finds wrong, as people read them; few, so that a failure can be read. */
function wrong(examples: readonly Example[], isWrong: (example: Example) => boolean): string[] {
  return examples
    .filter(isWrong)
    .slice(0, 5)
    .map((example) => `${example.source.join(" ")} | ${example.target.join(" ")}`);
}

describe("the stream", () => {
  test.each(splits)("%s: the same seed gives the same sentences, another seed others", (split) => {
    const first = translationGrammar({ split, seed: 5 }).take(200);
    expect(translationGrammar({ split, seed: 5 }).take(200)).toEqual(first);
    expect(translationGrammar({ split, seed: 6 }).take(200)).not.toEqual(first);
  });

  test("goes on from a state that was written down", () => {
    const stream = translationGrammar({ split: "train", seed: 5 });
    stream.take(100);
    const { state } = stream;
    const next = stream.take(50);
    const resumed = translationGrammar({ split: "train", seed: 77 });
    resumed.state = state;
    expect(resumed.take(50)).toEqual(next);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the seed %s", (seed) => {
    expect(() => translationGrammar({ split: "train", seed })).toThrow(RangeError);
  });

  test("pairs/seed-1.txt, which people have read, is what the grammar gives", () => {
    const lines = translationGrammar({ split: "train", seed: 1 })
      .take(200)
      .map((example) => `${example.source.join(" ")}\t${joinPieces(example.target)}\n`);
    const file = readFileSync(new URL("../../pairs/seed-1.txt", import.meta.url), "utf8");
    expect(lines.join("")).toBe(file);
  });
});

describe("over 100,000 sentences", () => {
  test("no English sentence has two translations", () => {
    const translations = new Map<string, string>();
    const differing = wrong(everything, ({ source, target }) => {
      const english = source.join(" ");
      const portuguese = target.join(" ");
      const known = translations.get(english);
      translations.set(english, portuguese);
      return known !== undefined && known !== portuguese;
    });
    expect(differing).toEqual([]);
  });

  test("every token is in the vocabularies, and no sentence is too long", () => {
    const source = new Set(sourceVocabulary);
    const target = new Set(targetVocabulary);
    const unknown = wrong(
      everything,
      (example) =>
        example.source.some((token) => !source.has(token)) ||
        example.target.some((token) => !target.has(token)) ||
        example.source.length > maximumSourceLength ||
        example.target.length > maximumTargetLength,
    );
    expect(unknown).toEqual([]);
  });

  test("the splits are disjoint", () => {
    for (const [split, examples] of samples)
      expect(wrong(examples, (example) => splitOf(example) !== split)).toEqual([]);
    const seen = new Map<string, Split>();
    for (const [split, examples] of samples)
      for (const { source } of examples) {
        const english = source.join(" ");
        expect(seen.get(english) ?? split).toBe(split);
        seen.set(english, split);
      }
  });

  test("training never brings together what the hero and compositional splits do", () => {
    const train = [...(samples.get("train") ?? []), ...(samples.get("heldOut") ?? [])];
    const meetings = new Set(train.flatMap((example) => example.meetings));
    const pairs = new Set(train.flatMap((example) => example.pairs));
    const heroes = samples.get("hero") ?? [];
    expect(wrong(heroes, (example) => example.family !== hero.name)).toEqual([]);
    expect(
      wrong(heroes, (example) => example.meetings.every((meeting) => meetings.has(meeting))),
    ).toEqual([]);
    expect(
      wrong(samples.get("compositional") ?? [], (example) =>
        example.pairs.every((pair) => pairs.has(pair)),
      ),
    ).toEqual([]);
  });

  test("every piece is explained: by the words it translates, or by the word that asks for it", () => {
    const unexplained = wrong(everything, ({ source, target, alignment }) => {
      const isPlace = (place: number): boolean =>
        Number.isInteger(place) && place >= 0 && place < source.length;
      return (
        alignment.length !== target.length ||
        alignment.some(
          ({ sources, controller, rule }) =>
            !sources.every(isPlace) ||
            (controller !== undefined && !isPlace(controller)) ||
            (rule !== undefined && !(rule in rules)) ||
            (sources.length === 0 && (controller === undefined || rule === undefined)),
        )
      );
    });
    expect(unexplained).toEqual([]);
  });
});

describe("the vocabularies", () => {
  test("begin with the special tokens and are sorted without repeats", () => {
    for (const vocabulary of [sourceVocabulary, targetVocabulary]) {
      expect(vocabulary.slice(0, 3)).toEqual(["<pad>", "<bos>", "<eos>"]);
      const rest = vocabulary.slice(3);
      expect(rest).toEqual([...new Set(rest)].sort());
    }
  });

  test("hold every token of the fixed phrases", () => {
    const source = new Set(sourceVocabulary);
    const target = new Set(targetVocabulary);
    for (const example of fixedExamples) {
      expect(example.source.filter((token) => !source.has(token))).toEqual([]);
      expect(example.target.filter((token) => !target.has(token))).toEqual([]);
    }
  });
});
