import { locationPhrase, somewhere, timePhrase } from "../adjuncts.ts";
import { type ClauseForm, governedBy, sentence, verbClause } from "../clause.ts";
import type { Draft } from "../draft.ts";
import { nounsOf } from "../lexicon/lexicon.ts";
import type { Verb } from "../lexicon/verb.ts";
import {
  ditransitives,
  governors,
  intransitives,
  leaveBehind,
  placed,
  transitives,
} from "../lexicon/verbs.ts";
import type { NounPhrase } from "../noun-phrase.ts";
import { objectOf, participant, subjectOf } from "../participants.ts";
import { obliquePronoun, prepositionPiece } from "../pronouns.ts";
import { piece, type Phrase, type Piece, type Word, word } from "../words.ts";
import { clauseForm } from "./choices.ts";
import type { Family } from "./family.ts";
import { governedObject, type ObjectPhrase } from "./objects.ts";

/** Where a verb happens, in a place that suits it. */
function place(draft: Draft, verb: Verb): Phrase {
  return locationPhrase(draft, "at", somewhere(draft, verb.where));
}

function ending(draft: Draft, verb: Verb, form: ClauseForm, chance: number): Phrase[] {
  if (verb.past !== "past" || form.polarity === "never" || !draft.random.chance(chance)) return [];
  const time = timePhrase(draft, form.tense);
  return time ? [time] : [];
}

/** *the woman bought a red car*. */
export const transitive: Family = {
  name: "transitive",
  weight: 26,
  make(draft) {
    const verb = draft.random.pick(transitives);
    const subject = subjectOf(draft, verb.subjects);
    const object = governedObject(draft, verb, subject);
    const form = clauseForm(draft, verb, subject);
    const where = verb.where.size > 0 && draft.random.chance(0.15) ? [place(draft, verb)] : [];
    const when = where.length === 0 ? ending(draft, verb, form, 0.15) : [];
    const clause = verbClause(
      draft,
      verb,
      { ...form, subject, rest: [object, ...where, ...when] },
      object.head,
    );
    return sentence(clause, form.isQuestion);
  },
};

/** *the cat is sleeping on the mat*. */
export const intransitive: Family = {
  name: "intransitive",
  weight: 10,
  make(draft) {
    const verb = draft.random.pick(intransitives);
    const subject = subjectOf(draft, verb.subjects);
    const form = clauseForm(draft, verb, subject);
    const needsPlace = verb.english.base === "sit";
    const where = needsPlace || draft.random.chance(0.5) ? [place(draft, verb)] : [];
    const when = ending(draft, verb, form, 0.2);
    return sentence(
      verbClause(draft, verb, { ...form, subject, rest: [...where, ...when] }),
      form.isQuestion,
    );
  },
};

/** *she went to the school*, *he lives in this city*, *the dog arrived at the beach*. */
export const motion: Family = {
  name: "motion",
  weight: 6,
  make(draft) {
    const verb = draft.random.pick(placed);
    const subject = subjectOf(draft, verb.subjects);
    const form = clauseForm(draft, verb, subject);
    const isAnimal = subject.noun?.classes.has("animal") ?? false;
    const where = somewhere(draft, isAnimal ? outdoors : verb.where);
    const preposition = word(
      verb.english.base === "go"
        ? "to"
        : verb.english.base === "arrive"
          ? arrival(where)
          : (where.noun?.preposition ?? "in"),
    );
    if (verb.preposition === "a") draft.shows("crase or ao");
    const goal: Phrase = {
      english: [preposition, ...where.english],
      portuguese: [prepositionPiece(verb.preposition ?? "em", [preposition]), ...where.portuguese],
    };
    const when = ending(draft, verb, form, 0.2);
    return sentence(
      verbClause(draft, verb, { ...form, subject, rest: [goal, ...when] }),
      form.isQuestion,
    );
  },
};

const outdoors: ReadonlySet<string> = new Set([
  "forest",
  "park",
  "garden",
  "square",
  "beach",
  "farm",
  "bridge",
  "house",
]);

const arrival = (where: NounPhrase): string => (where.noun?.english === "city" ? "in" : "at");

/** *the man left the key on the table*: deixar, not sair. */
export const leaving: Family = {
  name: "leaving",
  weight: 1.5,
  make(draft) {
    const subject = subjectOf(draft, leaveBehind.subjects);
    const object = objectOf(draft, leaveBehind, subject);
    const form = clauseForm(draft, leaveBehind, subject);
    const where = place(draft, leaveBehind);
    const clause = verbClause(
      draft,
      leaveBehind,
      { ...form, subject, rest: [object, where] },
      object.head,
    );
    return sentence(clause, form.isQuestion);
  },
};

/** *the woman gave the boy a book*, *… gave a book to the boy*: both end in para. */
export const giving: Family = {
  name: "giving",
  weight: 6,
  make(draft) {
    const verb = draft.random.pick(ditransitives);
    const subject = subjectOf(draft, verb.subjects);
    const object = objectOf(draft, verb, subject);
    const form = clauseForm(draft, verb, subject);
    const isShifted = draft.random.chance(0.4);
    const link = isShifted ? [] : [word("to")];
    const para: Piece = piece("para", link, { rule: "recipient" });
    const recipient = recipientPhrase(draft, subject, para);
    if (!recipient) return undefined;
    draft.shows(isShifted ? "recipient first" : "recipient");
    const both: Phrase = {
      english: isShifted
        ? [...recipient.english, ...object.english]
        : [...object.english, ...link, ...recipient.english],
      portuguese: [...object.portuguese, ...recipient.portuguese],
    };
    return sentence(
      verbClause(draft, verb, { ...form, subject, rest: [both] }, object.head),
      form.isQuestion,
    );
  },
};

const recipients: ReadonlySet<string> = new Set([
  "man",
  "woman",
  "boy",
  "girl",
  "child",
  "king",
  "queen",
  "princess",
  "kin",
]);

function recipientPhrase(draft: Draft, subject: NounPhrase, para: Piece): Phrase | undefined {
  if (draft.random.chance(0.3)) {
    const name = draft.random.pick(["I", "you", "he", "she", "we"] as const);
    const self = subject.noun === undefined ? subject.english[0]?.text : undefined;
    const clashes =
      self === "you"
        ? name === "you"
        : (self === "i" || self === "we") && (name === "I" || name === "we");
    if (clashes) return undefined;
    draft.shows("pronoun after preposition");
    return obliquePronoun(name, para);
  }
  const noun = draft.random.pick(nounsOf(recipients));
  if (noun === subject.noun) return undefined;
  const recipient = participant(draft, noun, { definiteness: "definite", adjectives: 0.1 });
  return { english: recipient.english, portuguese: [para, ...recipient.portuguese] };
}

/** *she wants to eat the cake*, *the dog stopped running*. */
export const complement: Family = {
  name: "verb complement",
  weight: 5,
  make(draft) {
    const { random } = draft;
    const governor = random.pick(governors);
    const inner = random.pick(random.chance(0.5) ? intransitives : innerVerbs);
    const subject = subjectOf(draft, inner.subjects);
    if (
      governor.verb.subjects.has("person") &&
      !governor.verb.subjects.has("creature") &&
      subject.noun?.classes.has("animal") === true
    )
      return undefined;
    const form = clauseForm(draft, governor.verb, subject);
    if (
      inner.english.base === "sit" ||
      (governor.verb.past === undefined && form.tense !== "present")
    )
      return undefined;
    const innerWord = word(governor.takes === "to" ? inner.english.base : inner.english.gerund);
    const object = inner.objects.size > 0 ? [governedInner(draft, inner, subject, innerWord)] : [];
    const to = governor.takes === "to" ? [word("to")] : [];
    const link = governor.link
      ? [piece(governor.link, to.length > 0 ? to : [innerWord], { rule: "government" })]
      : [];
    draft.shows("verb complement");
    const choice =
      inner.isSenseOfObject && object[0]
        ? { controller: object[0].head, rule: "wordChoice" as const }
        : {};
    const [stem, theme] = inner.portuguese.infinitive;
    const complementPhrase: Phrase = {
      english: [...to, innerWord],
      portuguese: [
        ...link,
        piece(stem ?? "", [innerWord], choice),
        ...(theme === undefined
          ? []
          : [piece(theme, [innerWord, ...to], { rule: "infinitive" as const })]),
      ],
    };
    if (inner.isSenseOfObject) draft.shows("word choice");
    const clause = verbClause(draft, governor.verb, {
      ...form,
      subject,
      rest: [complementPhrase, ...object],
    });
    return sentence(clause, form.isQuestion);
  },
};

function governedInner(draft: Draft, verb: Verb, subject: NounPhrase, source: Word): ObjectPhrase {
  const object = governedObject(draft, verb, subject);
  return { ...object, portuguese: governedBy(source, object.portuguese) };
}

const innerVerbs: readonly Verb[] = transitives.filter(
  (verb) => verb.hasProgressive && verb.past !== undefined,
);
