import type { Draft } from "./draft.ts";
import type { Adjective } from "./lexicon/adjectives.ts";
import { nounsOf } from "./lexicon/lexicon.ts";
import type { Noun } from "./lexicon/noun.ts";
import type { Verb } from "./lexicon/verb.ts";
import {
  attributiveAdjectives,
  type Determiner,
  type NounPhrase,
  nounPhrase,
} from "./noun-phrase.ts";
import { type PronounName, subjectPronoun } from "./pronouns.ts";
import type { GrammaticalNumber } from "./portuguese/nominal.ts";

const singularDeterminers: readonly Determiner[] = [
  "the",
  "the",
  "the",
  "the",
  "a",
  "a",
  "this",
  "that",
];
const pluralDeterminers: readonly Determiner[] = [
  "the",
  "the",
  "the",
  "this",
  "that",
  "two",
  "three",
  "ten",
  "many",
  "some",
  "all the",
];
const topicDeterminers: readonly Determiner[] = ["the", "the", "the", "the", "this", "that"];
const topicPluralDeterminers: readonly Determiner[] = [
  "the",
  "the",
  "the",
  "this",
  "that",
  "all the",
];
const possessives: readonly Determiner[] = ["my", "our", "his", "her"];
const pronouns: readonly PronounName[] = [
  "I",
  "I",
  "I",
  "you",
  "you",
  "he",
  "he",
  "she",
  "she",
  "we",
  "we",
  "you all",
];
const speakers: readonly PronounName[] = ["he", "she"];

/** Nouns of which there is one: no indefinite article, no possessor. */
const unique: ReadonlySet<string> = new Set(["truth", "answer", "sea"]);

/** What a noun phrase may be in the place where it stands. */
export interface Wishes {
  /** Indefinite things are said to exist; a topic is definite. */
  readonly definiteness?: "definite" | "indefinite";
  readonly number?: GrammaticalNumber;
  /** How often an adjective stands beside the noun. */
  readonly adjectives?: number;
  /** The subject, when its possessions may be told: *their*. */
  readonly owner?: NounPhrase | undefined;
}

/** A noun phrase about a noun, with a determiner and perhaps an adjective that suit it. */
export function participant(draft: Draft, noun: Noun, wishes: Wishes = {}): NounPhrase {
  const { random } = draft;
  const number: GrammaticalNumber =
    noun.englishPlural === undefined
      ? "singular"
      : (wishes.number ?? (random.chance(0.25) ? "plural" : "singular"));
  if (noun.classes.has("kin")) return kinPhrase(draft, noun, number);
  const determiner = determinerFor(draft, noun, number, wishes);
  if (determiner === "owner")
    return nounPhrase(draft, {
      noun,
      number,
      determiner: "the",
      owner: ownerPhrase(draft),
      adjective: maybeAdjective(draft, noun, "his", number, wishes),
    });
  return nounPhrase(draft, {
    noun,
    number,
    determiner,
    adjective: maybeAdjective(draft, noun, determiner, number, wishes),
    referent: determiner === "their" ? wishes.owner : undefined,
  });
}

function determinerFor(
  draft: Draft,
  noun: Noun,
  number: GrammaticalNumber,
  wishes: Wishes,
): Determiner | "owner" {
  const { random } = draft;
  if (noun.classes.has("game")) return "bare";
  if (unique.has(noun.english)) return "the";
  if (wishes.definiteness === "indefinite")
    return number === "singular"
      ? "a"
      : random.pick(["two", "three", "ten", "many", "some"] as const);
  if (noun.isMass)
    return wishes.definiteness === "definite"
      ? "the"
      : random.pick(["bare", "bare", "the", "this", "that"] as const);
  if (wishes.definiteness === "definite" && random.chance(0.75))
    return random.pick(number === "singular" ? topicDeterminers : topicPluralDeterminers);
  const isOwnable = noun.classes.has("valuable") || noun.classes.has("pet");
  const owner = wishes.owner;
  if (
    isOwnable &&
    owner?.noun?.classes.has("person") &&
    owner.agreement.number === "plural" &&
    random.chance(0.3)
  )
    return "their";
  if (isOwnable && random.chance(0.25))
    return random.chance(0.25) ? "owner" : random.pick(possessives);
  if (wishes.definiteness === "definite" || noun.classes.has("place"))
    return random.pick(number === "singular" ? topicDeterminers : topicPluralDeterminers);
  return random.pick(number === "singular" ? singularDeterminers : pluralDeterminers);
}

/** A member of the family: whose, always. */
function kinPhrase(draft: Draft, noun: Noun, number: GrammaticalNumber): NounPhrase {
  if (draft.random.chance(0.15)) {
    const owner = ownerPhrase(draft, speakersOf(noun));
    return nounPhrase(draft, { noun, number, determiner: "the", owner });
  }
  return nounPhrase(draft, { noun, number, determiner: draft.random.pick(possessives) });
}

const ownersOfAnything: ReadonlySet<string> = new Set([
  "man",
  "woman",
  "boy",
  "girl",
  "child",
  "king",
  "queen",
  "prince",
  "princess",
]);
const children: ReadonlySet<string> = new Set(["boy", "girl", "child", "prince", "princess"]);

function speakersOf(noun: Noun): ReadonlySet<string> {
  return noun.english === "son" || noun.english === "daughter"
    ? new Set(["man", "woman", "king", "queen"])
    : children;
}

function ownerPhrase(draft: Draft, names: ReadonlySet<string> = ownersOfAnything): NounPhrase {
  return nounPhrase(draft, {
    noun: draft.random.pick(nounsOf(names)),
    determiner: draft.random.pick(["the", "the", "the", "this", "that"] as const),
  });
}

function maybeAdjective(
  draft: Draft,
  noun: Noun,
  determiner: Determiner,
  number: GrammaticalNumber,
  wishes: Wishes,
): Adjective | undefined {
  if (determiner === "all the" || !draft.random.chance(wishes.adjectives ?? 0.25)) return undefined;
  const fitting = attributiveAdjectives(noun, determiner, number);
  return fitting.length === 0 ? undefined : draft.random.pick(fitting);
}

const personal: ReadonlySet<string> = new Set(["person", "creature", "adult", "youth"]);

/** A subject for a verb: a pronoun where people can do it, or a noun phrase. */
export function subjectOf(
  draft: Draft,
  names: ReadonlySet<string>,
  wishes: Wishes = {},
): NounPhrase {
  const isPersonal = [...personal].some((name) => names.has(name));
  if (isPersonal && draft.random.chance(0.4)) return pronounSubject(draft);
  return participant(draft, creatureFrom(draft, names), { adjectives: 0.15, ...wishes });
}

/** A pronoun as subject. */
export function pronounSubject(draft: Draft, isGendered = false): NounPhrase {
  draft.shows("pronoun");
  return subjectPronoun(draft.random.pick(isGendered ? speakers : pronouns));
}

/** People are spoken of more often than each of the many animals. */
function creatureFrom(draft: Draft, names: ReadonlySet<string>): Noun {
  const fitting = nounsOf(names);
  if (!names.has("creature")) return draft.random.pick(fitting);
  const isAnimal = draft.random.chance(0.5);
  return draft.random.pick(nounsOf(isAnimal ? animalClass : personClass));
}
const animalClass: ReadonlySet<string> = new Set(["animal"]);
const personClass: ReadonlySet<string> = new Set(["person"]);

/** An object for a verb. */
export function objectOf(draft: Draft, verb: Verb, subject: NounPhrase): NounPhrase {
  const noun = draft.random.pick(nounsOf(verb.objects));
  draft.does(verb, noun);
  // Shoes come in pairs; of everything else one wears one.
  if (noun.english === "shoe")
    return participant(draft, noun, { owner: subject, number: "plural" });
  if (verb.english.base === "wear")
    return participant(draft, noun, {
      owner: subject,
      number: "singular",
      definiteness: "definite",
    });
  // One person drives one car.
  if (verb.english.base === "drive")
    return participant(draft, noun, { owner: subject, number: "singular" });
  return participant(draft, noun, { owner: subject });
}
