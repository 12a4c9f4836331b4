import { copulaClause, sentence } from "../clause.ts";
import type { Draft } from "../draft.ts";
import { type Adjective, allAdjectives } from "../lexicon/adjectives.ts";
import { adjectivesOf, allNouns, nounsOf } from "../lexicon/lexicon.ts";
import type { Noun } from "../lexicon/noun.ts";
import { adjectivePieces, type NounPhrase, nounPhrase } from "../noun-phrase.ts";
import { participant, pronounSubject } from "../participants.ts";
import { estar, ser } from "../portuguese/conjugation.ts";
import { formPieces, piece, type Phrase, type Word, word } from "../words.ts";
import { adjectiveForms } from "../portuguese/nominal.ts";
import { copulaForm } from "./choices.ts";
import type { Family } from "./family.ts";

/** *the house is big*: ser or estar by the adjective, which agrees with the subject. */
export const description: Family = {
  name: "description",
  weight: 15,
  make(draft) {
    const isPronoun = draft.random.chance(0.25);
    if (isPronoun) {
      const subject = pronounSubject(draft);
      return describe(draft, subject, draft.random.pick(sayableOf(subject)));
    }
    const noun = draft.random.pick(describable);
    const subject = participant(draft, noun, { definiteness: "definite", adjectives: 0 });
    const adjective = draft.random.pick(predicativeAdjectives(noun));
    draft.describes(adjective, noun);
    return describe(draft, subject, adjective);
  },
};

/** *the boy and the girl are tired*: masculine as soon as one of the two is. */
export const coordination: Family = {
  name: "coordination",
  weight: 3,
  make(draft) {
    const people = draft.random.chance(0.6);
    const names = people ? persons : pets;
    const first = draft.random.pick(nounsOf(names));
    const second = draft.random.pick(nounsOf(names));
    if (first === second) return undefined;
    const shared = predicativeAdjectives(first).filter((adjective) =>
      predicativeAdjectives(second).includes(adjective),
    );
    if (shared.length === 0) return undefined;
    const adjective = draft.random.pick(shared);
    const wishes = { definiteness: "definite", adjectives: 0, number: "singular" } as const;
    const left = participant(draft, first, wishes);
    const right = participant(draft, second, wishes);
    draft.describes(adjective, first);
    draft.describes(adjective, second);
    return describe(draft, both(draft, left, right), adjective);
  },
};

const persons: ReadonlySet<string> = new Set(["person"]);
const pets: ReadonlySet<string> = new Set(["pet"]);

/** Two noun phrases joined by *and*. */
function both(draft: Draft, left: NounPhrase, right: NounPhrase): NounPhrase {
  draft.shows("coordination");
  const and = word("and");
  const isFeminine = left.agreement.gender === "f" && right.agreement.gender === "f";
  // The masculine one of the two decides; where both are feminine the nearer does.
  const decider = !isFeminine && left.agreement.gender === "m" ? left : right;
  return {
    english: [...left.english, and, ...right.english],
    portuguese: [...left.portuguese, piece("e", [and]), ...right.portuguese],
    agreement: { person: 3, number: "plural", gender: isFeminine ? "f" : "m" },
    isGenderMarked: true,
    englishPerson: "other",
    head: decider.head,
    noun: undefined,
  };
}

const withoutPredicate: ReadonlySet<string> = new Set(["food", "drink"]);
const describable: readonly Noun[] = allNouns.filter(
  (noun) => predicativeAdjectives(noun).length > 0,
);

/** Adjectives that may be the predicate of a noun; of food only the price, as *the soup is cold* could be either ser or estar. */
function predicativeAdjectives(noun: Noun): readonly Adjective[] {
  const isFood = [...withoutPredicate].some((name) => noun.classes.has(name));
  return adjectivesOf(noun).filter(
    (adjective) =>
      adjective.kind !== "attribute" &&
      (!isFood || adjective.english === "expensive" || adjective.english === "cheap"),
  );
}

const ofPersons = allAdjectives.filter(
  (adjective) =>
    adjective.kind !== "attribute" &&
    (adjective.describes.has("person") || adjective.describes.has("creature")),
);
const genderless = ofPersons.filter(
  (adjective) =>
    adjective.complement ||
    adjective.forms?.m.singular.join() === adjective.forms?.f.singular.join(),
);

/** Adjectives that may be said of a pronoun: where English does not tell the gender, only those without one. */
function sayableOf(subject: NounPhrase): readonly Adjective[] {
  return subject.isGenderMarked ? ofPersons : genderless;
}

/** What one can hardly be too much. */
const praise: ReadonlySet<string> = new Set(
  "safe comfortable beautiful good interesting intelligent important famous kind happy funny clean".split(
    " ",
  ),
);

/** A clause that says an adjective of a subject, perhaps with *too* or *very*. */
function describe(draft: Draft, subject: NounPhrase, adjective: Adjective): Phrase {
  const form = copulaForm(draft, subject);
  const degree =
    !adjective.isGradable || !draft.random.chance(0.3)
      ? undefined
      : praise.has(adjective.english)
        ? "very"
        : draft.random.pick(["too", "very"] as const);
  const complement = adjectiveComplement(draft, adjective, subject, degree);
  const clause = copulaOf(
    draft,
    adjective,
    { ...form, subject, rest: [complement] },
    complement.head,
  );
  return sentence(clause, form.isQuestion);
}

/** *ser* for a trait, *estar* for a state. */
export function copulaOf(
  draft: Draft,
  adjective: Adjective,
  parts: Parameters<typeof copulaClause>[2],
  chooser: Word,
): Phrase {
  const isTrait = adjective.kind === "trait";
  return copulaClause(draft, isTrait ? ser : estar, parts, chooser, isTrait ? "ser" : "estar");
}

/** The adjective after *be*: *too* → … demais, *very* → muito …. */
export function adjectiveComplement(
  draft: Draft,
  adjective: Adjective,
  subject: NounPhrase,
  degree?: "too" | "very",
): Phrase & { readonly head: Word } {
  const head = word(adjective.english);
  const degreeWord = degree && word(degree);
  if (degree) draft.shows("degree");
  if (adjective.isSenseOfNoun) draft.shows("word choice");
  draft.shows("agreement");
  const isVery = degree === "very" ? degreeWord : undefined;
  const isTold = adjective.complement !== undefined;
  const described = adjectivePieces(adjective, head, subject.agreement, subject.head, isVery);
  return {
    head,
    english: [...(degreeWord ? [degreeWord] : []), head],
    portuguese: [
      ...(isVery && !isTold
        ? formPieces(["muit", "·o"], { sources: [isVery], rule: "intensifier" })
        : []),
      ...described,
      ...(degree === "too" && degreeWord
        ? [piece("demais", [degreeWord], { rule: "intensifier" })]
        : []),
    ],
  };
}

const professions = [
  ["doctor", "médico"],
  ["teacher", "professor"],
  ["dentist", "dentista"],
  ["artist", "artista"],
  ["student", "estudante"],
] as const;

const grown: ReadonlySet<string> = new Set([
  "father",
  "mother",
  "brother",
  "sister",
  "uncle",
  "aunt",
  "man",
  "woman",
  "son",
  "daughter",
]);

/** *my sister is a doctor* → minha irmã é médica: no article, and the gender of the person. */
export const profession: Family = {
  name: "profession",
  weight: 3,
  make(draft) {
    const subject = draft.random.chance(0.3)
      ? pronounSubject(draft, true)
      : participant(draft, draft.random.pick(nounsOf(grown)), {
          definiteness: "definite",
          adjectives: 0,
        });
    const [english, masculine] = draft.random.pick(professions);
    const form = copulaForm(draft, subject);
    const { gender, number } = subject.agreement;
    const isPlural = number === "plural";
    const nounWord = word(isPlural ? `${english}s` : english);
    const article = isPlural ? [] : [word(english === "artist" ? "an" : "a")];
    draft.shows("profession");
    const complement: Phrase = {
      english: [...article, nounWord],
      portuguese: formPieces(adjectiveForms(masculine)[gender][number], {
        sources: [nounWord],
        controller: subject.head,
        rule: "profession",
      }),
    };
    const clause = copulaClause(
      draft,
      ser,
      { ...form, subject, rest: [complement] },
      nounWord,
      "profession",
    );
    return sentence(clause, form.isQuestion);
  },
};

/** *the red car*: a noun phrase alone. */
export const fragment: Family = {
  name: "fragment",
  weight: 4,
  make(draft) {
    const noun = draft.random.pick(allNouns);
    const made = participant(draft, noun, { adjectives: 0.7 });
    return made.english.length < 2 ? undefined : sentence(made, false);
  },
};

/** The plain definite noun phrase that stories are told about. */
export function definite(
  draft: Draft,
  noun: Noun,
  number: "singular" | "plural" = "singular",
): NounPhrase {
  return nounPhrase(draft, { noun, number, determiner: "the" });
}
