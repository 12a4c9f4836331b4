import { hash, Random } from "../random.ts";
import { Draft } from "./draft.ts";
import { type Example, finish } from "./example.ts";
import { asking } from "./families/asking.ts";
import { denial } from "./families/denial.ts";
import { coordination, description, fragment, profession } from "./families/descriptions.ts";
import {
  complement,
  giving,
  intransitive,
  leaving,
  motion,
  transitive,
} from "./families/events.ts";
import type { Family } from "./families/family.ts";
import { becauseOfPeople, fitInside, hero } from "./families/hero.ts";
import { existence, weather, whereabouts, whereIs } from "./families/whereabouts.ts";
import { fixedExamples } from "./phrases.ts";

/** Every kind of sentence of the grammar. */
export const families: readonly Family[] = [
  hero,
  fitInside,
  becauseOfPeople,
  description,
  coordination,
  profession,
  fragment,
  transitive,
  intransitive,
  motion,
  leaving,
  giving,
  complement,
  denial,
  asking,
  whereabouts,
  whereIs,
  existence,
  weather,
];

/** The most English tokens in a sentence of the grammar. */
export const maximumSourceLength = 16;
/** The most Portuguese pieces in a sentence of the grammar, without `<bos>` and `<eos>`. */
export const maximumTargetLength = 24;

/**
 * Disjoint parts of the language.
 *
 * - `train`: what a model learns from; fixed phrases are only here.
 * - `heldOut`: other sentences of the same kind, one in twenty by the hash of the English sentence.
 * - `compositional`: sentences with an adjective–noun or verb–object pair that no training sentence has.
 * - `hero`: hero sentences with an animal and a place that no training sentence brings together.
 */
export type Split = "train" | "heldOut" | "compositional" | "hero";

const isHeldPair = (pair: string): boolean => hash(`pair ${pair}`) % 16 === 0;
const isHeldMeeting = (meeting: string): boolean => hash(`meeting ${meeting}`) % 10 === 0;
const fixedSources: ReadonlySet<string> = new Set(
  fixedExamples.map((example) => example.source.join(" ")),
);

/** The split that an example belongs to, a function of the example alone; undefined for the few that would blur two splits. */
export function splitOf(example: Example): Split | undefined {
  const source = example.source.join(" ");
  if (fixedSources.has(source)) return "train";
  const isComposed = example.pairs.some(isHeldPair);
  if (example.meetings.some(isHeldMeeting))
    return example.family === hero.name && !isComposed ? "hero" : undefined;
  if (isComposed) return "compositional";
  return hash(`sentence ${source}`) % 20 === 0 ? "heldOut" : "train";
}

/** Draws a sentence of a family, or undefined where the draw came to nothing or grew too long. */
function drawFrom(family: Family, random: Random): Example | undefined {
  const draft = new Draft(random);
  const phrase = family.make(draft);
  if (phrase === undefined) return undefined;
  if (phrase.english.length > maximumSourceLength || phrase.portuguese.length > maximumTargetLength)
    return undefined;
  return finish(draft, phrase, family.name);
}

/** How often a training sentence is one of the fixed phrases. */
const phraseShare = 0.02;

/** An endless stream of examples. */
export interface ExampleStream {
  /** The next example. */
  next(): Example;
  /** The next `count` examples. */
  take(count: number): Example[];
  /** The stream's place, a 32-bit number; assign it to go back there, as a resumed training run does. */
  state: number;
}

/**
 * The translation grammar English → Brazilian Portuguese as an endless stream: one split, one seed, always the same sentences.
 *
 * Throws a RangeError for a seed that is not a whole number of at least 0.
 *
 * @example
 * const stream = translationGrammar({ split: "train", seed: 1 });
 * const { source, target } = stream.next();
 */
export function translationGrammar(options: {
  readonly split: Split;
  readonly seed: number;
}): ExampleStream {
  const { split, seed } = options;
  const random = new Random(seed);
  const next = (): Example => {
    for (;;) {
      if (split === "train" && random.chance(phraseShare)) return random.pick(fixedExamples);
      const family = split === "hero" ? hero : random.weighted(families);
      const example = drawFrom(family, random);
      if (example !== undefined && splitOf(example) === split) return example;
    }
  };
  return {
    next,
    take: (count) => Array.from({ length: count }, next),
    get state() {
      return random.state;
    },
    set state(value) {
      random.state = value;
    },
  };
}
