import type { Draft } from "./draft.ts";
import type { Tense } from "./clause.ts";
import { isOneOf, nounsOf } from "./lexicon/lexicon.ts";
import type { Noun } from "./lexicon/noun.ts";
import { type Determiner, type NounPhrase, nounPhrase } from "./noun-phrase.ts";
import { piece, type Phrase, word, words } from "./words.ts";

/** Where something is: a preposition and a noun phrase; *near*, *under* and *behind* need *de*. */
const relations = {
  near: ["perto", "de"],
  under: ["embaixo", "de"],
  behind: ["atrás", "de"],
} as const;

/** The English word of a place relation. */
export type Relation = "at" | keyof typeof relations;

/** Being somewhere: *at* stands for the noun's own preposition (in the house, on the table, at school), all *em*. */
export function locationPhrase(draft: Draft, relation: Relation, where: NounPhrase): Phrase {
  draft.shows("place");
  if (relation === "at") {
    const preposition = word(where.noun?.preposition ?? "in");
    return {
      english: [preposition, ...where.english],
      portuguese: [piece("em", [preposition], { kind: "preposition" }), ...where.portuguese],
    };
  }
  const source = word(relation);
  const [adverb, preposition] = relations[relation];
  return {
    english: [source, ...where.english],
    portuguese: [
      piece(adverb, [source]),
      piece(preposition, [source], { kind: "preposition" }),
      ...where.portuguese,
    ],
  };
}

const placeDeterminers: readonly Determiner[] = [
  "the",
  "the",
  "the",
  "the",
  "the",
  "this",
  "that",
  "a",
  "my",
  "our",
];

/** A noun phrase for a place or a thing to be on, now and then with an adjective left to the caller. */
export function somewhere(draft: Draft, names: ReadonlySet<string>): NounPhrase {
  const noun: Noun = draft.random.pick(nounsOf(names));
  const isOwnable = isOneOf(
    noun,
    new Set(["residence", "surface", "kitchen", "bedroom", "garage", "garden", "yard", "car"]),
  );
  if (noun.englishPlural !== undefined && draft.random.chance(0.12))
    return nounPhrase(draft, {
      noun,
      number: "plural",
      determiner: draft.random.pick(["the", "this", "that"] as const),
    });
  const determiner = draft.random.pick(placeDeterminers);
  if (noun.english === "sea") return nounPhrase(draft, { noun, determiner: "the" });
  const isOwned = determiner === "my" || determiner === "our";
  return nounPhrase(draft, { noun, determiner: isOwned && !isOwnable ? "the" : determiner });
}

interface Adverbial {
  readonly english: string;
  /** Each piece with the place of its English word. */
  readonly portuguese: readonly (readonly [text: string, source: number])[];
  readonly tenses: readonly Tense[];
}

const habits: readonly Tense[] = ["present", "past", "future"];

const timeAdverbials: readonly Adverbial[] = [
  { english: "yesterday", portuguese: [["ontem", 0]], tenses: ["past"] },
  { english: "tomorrow", portuguese: [["amanhã", 0]], tenses: ["future"] },
  { english: "now", portuguese: [["agora", 0]], tenses: ["present progressive"] },
  { english: "today", portuguese: [["hoje", 0]], tenses: ["past", "future"] },
  {
    english: "every day",
    portuguese: [
      ["tod", 0],
      ["·os", 0],
      ["os", 0],
      ["dia", 1],
      ["·s", 1],
    ],
    tenses: ["present"],
  },
  {
    english: "at night",
    portuguese: [
      ["à", 0],
      ["noite", 1],
    ],
    tenses: habits,
  },
  {
    english: "in the morning",
    portuguese: [
      ["de", 0],
      ["manhã", 2],
    ],
    tenses: habits,
  },
];

/** An adverbial of time that fits a tense, or undefined where none does. */
export function timePhrase(draft: Draft, tense: Tense): Phrase | undefined {
  const fitting = timeAdverbials.filter((adverbial) => adverbial.tenses.includes(tense));
  if (fitting.length === 0) return undefined;
  const chosen = draft.random.pick(fitting);
  draft.shows("time");
  const english = words(chosen.english);
  return {
    english,
    portuguese: chosen.portuguese.map(([text, source]) =>
      piece(text, english.slice(source, source + 1)),
    ),
  };
}
