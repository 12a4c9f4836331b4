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
import { type NounPhrase, nounPhrase } from "../noun-phrase.ts";
import { objectOf, participant, subjectOf } from "../participants.ts";
import { obliquePronoun, prepositionPiece, type PronounName } from "../pronouns.ts";
import { piece, type Phrase, type Piece, type Word, word, words } from "../words.ts";
import { clauseForm } from "./choices.ts";
import type { Family } from "./family.ts";

/** An object in the sentence: the phrase itself, and the word that decides between senses of the verb. */
interface ObjectPhrase extends Phrase {
  readonly head: Word;
}

/** The object of a verb with the prepositions of both languages: *look for* x → procurar x; *like* x → gostar de x. */
function governedObject(draft: Draft, verb: Verb, subject: NounPhrase): ObjectPhrase {
  const takesPerson = isPersonal(verb);
  if (takesPerson && draft.random.chance(0.25)) {
    const pronoun = pronounObject(draft, verb, subject);
    if (pronoun) return pronoun;
  }
  const object =
    verb.english.base === "play" && verb.objects.has("instrument")
      ? instrument(draft, verb)
      : objectOf(draft, verb, subject);
  return govern(verb, object, draft);
}

function isPersonal(verb: Verb): boolean {
  return verb.objects.has("person") || verb.objects.has("creature");
}

/** *I love you* → eu amo você; other pronouns only where Portuguese has a preposition (gosta dele). */
function pronounObject(draft: Draft, verb: Verb, subject: NounPhrase): ObjectPhrase | undefined {
  const isAfterPreposition = verb.preposition !== undefined;
  const names: readonly PronounName[] = isAfterPreposition
    ? ["I", "you", "he", "she", "we"]
    : ["you", "you all"];
  const name = draft.random.pick(names);
  const self = subject.english[0]?.text ?? "";
  const isReflexive =
    subject.noun === undefined &&
    (self === "you" ||
      (self === "i" && name === "I") ||
      (self === "we" && (name === "we" || name === "I")) ||
      (self === "i" && name === "we"));
  if (isReflexive) return undefined;
  draft.shows(isAfterPreposition ? "pronoun after preposition" : "pronoun object");
  const particle = verb.particle === undefined ? [] : [word(verb.particle)];
  // Without a preposition the pronoun is a plain one: an empty text never contracts.
  const made = obliquePronoun(name, prepositionPiece(verb.preposition ?? "para", particle));
  const portuguese = isAfterPreposition ? made.portuguese : made.portuguese.slice(1);
  return { english: [...particle, ...made.english], portuguese, head: made.english[0] };
}

function govern(verb: Verb, object: NounPhrase, draft: Draft): ObjectPhrase {
  const particle = verb.particle === undefined ? [] : [word(verb.particle)];
  const preposition = verb.preposition && prepositionPiece(verb.preposition, particle);
  if (verb.preposition) draft.shows("government");
  else if (verb.particle) draft.shows("preposition dropped");
  return {
    english: [...particle, ...object.english],
    portuguese: [...(preposition ? [preposition] : []), ...object.portuguese],
    head: object.head,
  };
}

/** *play the guitar* → tocar violão: English writes the article, Portuguese does not. */
function instrument(draft: Draft, verb: Verb): NounPhrase {
  const noun = draft.random.pick(nounsOf(verb.objects));
  draft.does(verb, noun);
  draft.shows("article dropped");
  const bare = nounPhrase(draft, { noun, determiner: "bare" });
  return { ...bare, english: [word("the"), ...bare.english] };
}

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

const ofThings: readonly Verb[] = transitives.filter((verb) =>
  [
    "eat",
    "see",
    "buy",
    "sell",
    "find",
    "lose",
    "read",
    "write",
    "open",
    "want",
    "carry",
    "understand",
    "need",
  ].includes(verb.english.base),
);
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

/** *what did she eat ?*, *who saw the cat ?*, *where does he live ?*, *why did the boy cry ?* */
export const asking: Family = {
  name: "asking",
  weight: 6,
  make(draft) {
    draft.shows("question word");
    const kind = draft.random.pick(["what", "who", "where", "when", "why"] as const);
    if (kind === "who") return askWho(draft);
    const asked = words(kind);
    const portuguese = {
      what: ["o", "que"],
      where: ["onde"],
      when: ["quando"],
      why: ["por", "que"],
    }[kind];
    const verb = draft.random.pick(
      kind === "what" ? ofThings : kind === "where" ? whereVerbs : happenings,
    );
    if (kind === "what" && (verb.particle !== undefined || verb.preposition !== undefined))
      return undefined;
    const subject = subjectOf(draft, verb.subjects, { adjectives: 0.1, definiteness: "definite" });
    if (subject.agreement.person === 1) return undefined;
    const rest =
      kind !== "what" && verb.objects.size > 0 ? [governedObject(draft, verb, subject)] : [];
    const drawn = clauseForm(draft, verb, subject);
    const isGoingOn = drawn.tense === "present progressive" || drawn.tense === "past progressive";
    if (kind === "when" && isGoingOn) return undefined;
    const isLuck = verb.english.base === "find" || verb.english.base === "lose";
    if (kind === "where" && isLuck && drawn.tense !== "past") return undefined;
    const form = {
      tense: drawn.tense,
      polarity: "plain",
      isQuestion: true,
      isContracted: false,
    } as const;
    const clause = verbClause(draft, verb, { ...form, subject, rest }, rest[0]?.head);
    return sentence(
      {
        english: [...asked, ...clause.english],
        portuguese: [...portuguese.map((text) => piece(text, asked)), ...clause.portuguese],
      },
      true,
    );
  },
};

const happenings: readonly Verb[] = [
  ...intransitives.filter((verb) => verb.english.base !== "sit"),
  ...transitives.filter((verb) => verb.past === "past" && !isOneOfVerbs(verb)),
];
const whereVerbs: readonly Verb[] = [
  ...intransitives.filter((verb) => verb.english.base !== "sit"),
  ...transitives.filter((verb) => ["buy", "find", "lose"].includes(verb.english.base)),
  ...placed.filter((verb) => verb.english.base === "live"),
];

function isOneOfVerbs(verb: Verb): boolean {
  return ["lose", "understand"].includes(verb.english.base);
}

function askWho(draft: Draft): Phrase | undefined {
  const who = word("who");
  const subject: NounPhrase = {
    english: [who],
    portuguese: [piece("quem", [who])],
    agreement: { person: 3, number: "singular", gender: "m" },
    isGenderMarked: true,
    englishPerson: "third",
    head: who,
    noun: undefined,
  };
  const verb = draft.random.pick(transitives);
  const object = governedObject(draft, verb, subject);
  const drawn = clauseForm(draft, verb, subject);
  const form = {
    tense: drawn.tense,
    polarity: "plain",
    isQuestion: false,
    isContracted: false,
  } as const;
  return sentence(verbClause(draft, verb, { ...form, subject, rest: [object] }, object.head), true);
}
