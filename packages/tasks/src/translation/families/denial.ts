import { sentence, verbClause } from "../clause.ts";
import type { Draft } from "../draft.ts";
import type { Verb } from "../lexicon/verb.ts";
import { transitives } from "../lexicon/verbs.ts";
import type { NounPhrase } from "../noun-phrase.ts";
import { subjectOf } from "../participants.ts";
import { prepositionPiece } from "../pronouns.ts";
import { piece, type Phrase, type Word, word } from "../words.ts";
import { clauseForm } from "./choices.ts";
import type { Family } from "./family.ts";
import { governedObject, ofThings } from "./objects.ts";

/** *nobody saw the cat*, *she saw nothing*, *he did not buy anything*: Portuguese denies twice. */
export const denial: Family = {
  name: "denial",
  weight: 4,
  make(draft) {
    const { random } = draft;
    draft.shows("double negation");
    return random.chance(0.4) ? nobodyDoes(draft) : doesNothing(draft);
  },
};

function nobodyDoes(draft: Draft): Phrase | undefined {
  const verb = draft.random.pick(transitives);
  const isNothing = !verb.subjects.has("person") && !verb.subjects.has("creature");
  if (isNothing) return undefined;
  const nobody = word("nobody");
  const subject: NounPhrase = {
    english: [nobody],
    portuguese: [piece("ninguém", [nobody])],
    agreement: { person: 3, number: "singular", gender: "m" },
    isGenderMarked: true,
    englishPerson: "third",
    head: nobody,
    noun: undefined,
  };
  const object = governedObject(draft, verb, subject);
  const drawn = clauseForm(draft, verb, subject);
  const form = { ...drawn, polarity: "plain", isQuestion: false, isContracted: false } as const;
  return sentence(
    verbClause(draft, verb, { ...form, subject, rest: [object] }, object.head),
    false,
  );
}

const ofPeople: readonly Verb[] = transitives.filter((verb) =>
  ["see", "help", "like", "talk", "wait", "love"].includes(verb.english.base),
);

function doesNothing(draft: Draft): Phrase | undefined {
  const { random } = draft;
  const isThing = random.chance(0.55);
  const verb = random.pick(isThing ? ofThings : ofPeople);
  const subject = subjectOf(draft, verb.subjects, { adjectives: 0.1 });
  const drawn = clauseForm(draft, verb, subject);
  const showsTense = verb.english.base !== verb.english.past || subject.englishPerson === "third";
  const isOne = random.chance(0.5);
  if (isOne && !showsTense) return undefined;
  const [one, any, portuguese] = isThing
    ? (["nothing", "anything", "nada"] as const)
    : (["nobody", "anybody", "ninguém"] as const);
  const particle = verb.particle === undefined ? [] : [word(verb.particle)];
  const denied = word(isOne ? one : any);
  const rest: Phrase = {
    english: [...particle, denied],
    portuguese: [
      ...(verb.preposition ? [prepositionPiece(verb.preposition, particle)] : []),
      piece(portuguese, [denied], { rule: "doubleNegation" }),
    ],
  };
  const polarity = isOne ? "plain" : random.pick(["not", "n't"] as const);
  const form = { tense: drawn.tense, polarity, isQuestion: false, isContracted: false } as const;
  const isGoingOn = form.tense === "present progressive" || form.tense === "past progressive";
  if (isGoingOn && (isOne || subject.englishPerson === "first")) return undefined;
  const clause = verbClause(draft, verb, { ...form, subject, rest: [rest] }, denied);
  return sentence(isOne ? deny(clause, subject, denied) : clause, false);
}

/** Puts the não that English does not write after the subject. */
function deny(clause: Phrase, subject: NounPhrase, denied: Word): Phrase {
  const start = subject.portuguese.length;
  return {
    english: clause.english,
    portuguese: [
      ...clause.portuguese.slice(0, start),
      piece("não", [denied], { rule: "doubleNegation" }),
      ...clause.portuguese.slice(start),
    ],
  };
}
