import { contract } from "./portuguese/contraction.ts";
import {
  type Conjugation,
  estar,
  ir,
  personIndex,
  type SimpleTense,
} from "./portuguese/conjugation.ts";
import type { Draft } from "./draft.ts";
import type { EnglishVerb } from "./english/inflection.ts";
import type { Verb } from "./lexicon/verb.ts";
import type { NounPhrase } from "./noun-phrase.ts";
import { formPieces, piece, type Phrase, type Piece, type Word, word } from "./words.ts";
import type { RuleId } from "./rules.ts";

/** The tenses of the grammar. */
export type Tense = "present" | "past" | "future" | "present progressive" | "past progressive";

/** How a clause is said: not, never, or plainly. */
export type Polarity = "plain" | "not" | "n't" | "never";

/** The finite side of a clause. */
export interface ClauseForm {
  readonly tense: Tense;
  readonly polarity: Polarity;
  readonly isQuestion: boolean;
  /** True to write *she 's*, *i 'm*, *we 'll*. */
  readonly isContracted: boolean;
  /** An English adverb before the main verb and its Portuguese (always, sempre). */
  readonly adverb?: { readonly english: string; readonly portuguese: string } | undefined;
}

/** A clause with its subject and everything after the verb. */
export interface ClauseParts extends ClauseForm {
  readonly subject: NounPhrase;
  readonly rest: readonly Phrase[];
}

/** What the two languages put around the subject. */
interface VerbGroup {
  readonly auxiliaries: readonly Word[];
  readonly main: readonly Word[];
  readonly portuguese: readonly Piece[];
}

const be = {
  present: { first: "am", third: "is", other: "are" },
  past: { first: "was", third: "was", other: "were" },
} as const;
const contractedBe = { first: "'m", third: "'s", other: "'re" } as const;

/** A clause with a full verb. `chooser` is the word that decides the translation of a verb of several senses. */
export function verbClause(draft: Draft, verb: Verb, parts: ClauseParts, chooser?: Word): Phrase {
  if (verb.isSenseOfObject) draft.shows("word choice");
  return assemble(draft, parts, verbGroup(verb, parts, chooser));
}

/** A clause with *be*: `copula` is ser or estar, `chooser` the word that decides it. */
export function copulaClause(
  draft: Draft,
  copula: Conjugation,
  parts: ClauseParts,
  chooser: Word,
  rule: RuleId,
): Phrase {
  const { subject, tense } = parts;
  draft.shows(rule === "ser" || rule === "profession" ? "ser" : "estar");
  if (tense === "future") {
    const will = willForm(parts);
    const beWord = word("be");
    return assemble(draft, parts, {
      auxiliaries: [will],
      main: [beWord],
      portuguese: [
        ...finite(ir, "present", subject, { sources: [will], rule: "future" }),
        ...formPieces(copula.infinitive, {
          sources: [beWord],
          controller: chooser,
          rule,
          stemController: chooser,
          stemRule: rule,
        }),
      ],
    });
  }
  const beWord = beForm(parts, tense === "past" ? "past" : "present");
  return assemble(draft, parts, {
    auxiliaries: [beWord],
    main: [],
    portuguese: finite(copula, tense === "past" ? "imperfect" : "present", subject, {
      sources: [beWord],
      stemController: chooser,
      stemRule: rule,
      rule: tense === "past" ? "imperfect" : "subject",
    }),
  });
}

function beForm(parts: ClauseParts, tense: "present" | "past"): Word {
  const { englishPerson } = parts.subject;
  const isShort = parts.isContracted && tense === "present";
  return word(isShort ? contractedBe[englishPerson] : be[tense][englishPerson]);
}

/** *will*, *'ll*, or the *wo* of *wo n't*, as the Penn Treebank cuts it. */
function willForm(parts: ClauseParts): Word {
  if (parts.polarity === "n't") return word("wo");
  return word(parts.isContracted && parts.polarity === "plain" ? "'ll" : "will");
}

interface FiniteDetails {
  readonly sources: readonly Word[];
  readonly endingSources?: readonly Word[];
  readonly stemController?: Word | undefined;
  readonly stemRule?: RuleId | undefined;
  readonly rule: RuleId;
}

function finite(
  conjugation: Conjugation,
  tense: SimpleTense,
  subject: NounPhrase,
  details: FiniteDetails,
): Piece[] {
  return formPieces(conjugation[tense][personIndex(subject.agreement)], {
    ...details,
    controller: subject.head,
  });
}

function verbGroup(verb: Verb, parts: ClauseParts, chooser: Word | undefined): VerbGroup {
  const { subject, tense } = parts;
  const choice = verb.isSenseOfObject
    ? { stemController: chooser, stemRule: "wordChoice" as const }
    : {};
  const { english, portuguese } = verb;
  switch (tense) {
    case "future": {
      const will = willForm(parts);
      const base = word(english.base);
      return {
        auxiliaries: [will],
        main: [base],
        portuguese: [
          ...finite(ir, "present", subject, { sources: [will], rule: "future" }),
          ...formPieces(portuguese.infinitive, {
            sources: [base],
            endingSources: [base, will],
            rule: "infinitive",
            ...choice,
          }),
        ],
      };
    }
    case "present progressive":
    case "past progressive": {
      const time = tense === "past progressive" ? "past" : "present";
      const beWord = beForm(parts, time);
      const gerund = word(english.gerund);
      return {
        auxiliaries: [beWord],
        main: [gerund],
        portuguese: [
          ...finite(estar, time === "past" ? "imperfect" : "present", subject, {
            sources: [beWord],
            rule: "subject",
          }),
          ...formPieces(portuguese.gerund, { sources: [gerund], rule: "progressive", ...choice }),
        ],
      };
    }
    case "present":
    case "past": {
      const isPast = tense === "past";
      const needsDo = parts.isQuestion || parts.polarity === "not" || parts.polarity === "n't";
      const isThird = subject.englishPerson === "third";
      const main = word(needsDo ? english.base : simpleForm(english, tense, isThird));
      const does = needsDo ? [word(isPast ? "did" : isThird ? "does" : "do")] : [];
      const simple = isPast ? (verb.past ?? "past") : "present";
      return {
        auxiliaries: does,
        main: [main],
        portuguese: finite(portuguese, simple, subject, {
          sources: [main],
          endingSources: [main, ...does],
          rule: simple === "present" ? "subject" : simple === "past" ? "past" : "imperfect",
          ...choice,
        }),
      };
    }
  }
}

function simpleForm(verb: EnglishVerb, tense: "present" | "past", isThird: boolean): string {
  if (tense === "past") return verb.past;
  return isThird ? verb.third : verb.base;
}

const negators = { not: "não", "n't": "não", never: "nunca" } as const;

/** Puts subject, auxiliaries, negation and the rest in the order of each language. */
function assemble(draft: Draft, parts: ClauseParts, group: VerbGroup): Phrase {
  const { subject, polarity, adverb } = parts;
  draft.shows(parts.tense);
  const negator = polarity === "plain" ? undefined : word(polarity);
  const adverbWord = adverb && word(adverb.english);
  if (negator) draft.shows(polarity === "never" ? "never" : "negation");
  if (parts.isQuestion) draft.shows("question");
  const between = [...(negator ? [negator] : []), ...(adverbWord ? [adverbWord] : [])];
  const [first, ...others] = group.auxiliaries;
  const opening = first ? [first] : [];
  const english = parts.isQuestion
    ? [...opening, ...subject.english, ...between, ...others, ...group.main]
    : [...subject.english, ...opening, ...between, ...others, ...group.main];
  const negation =
    negator && polarity !== "plain"
      ? [piece(negators[polarity], [negator], { rule: "negation" })]
      : [];
  const adverbial = adverb && adverbWord ? [piece(adverb.portuguese, [adverbWord])] : [];
  const rest = parts.rest.flatMap((phrase) => phrase.portuguese);
  return {
    english: [...english, ...parts.rest.flatMap((phrase) => phrase.english)],
    portuguese: [
      ...subject.portuguese,
      ...negation,
      ...adverbial,
      ...group.portuguese,
      ...governedBy(group.main.at(-1), rest),
    ],
  };
}

/** Tells the prepositions that a verb asks for (*gosta de*, *deu para*) which verb it is. */
export function governedBy(verb: Word | undefined, pieces: readonly Piece[]): Piece[] {
  return pieces.map((made) => {
    const isGoverned = made.rule === "government" || made.rule === "recipient";
    return isGoverned && made.controller === undefined ? { ...made, controller: verb } : made;
  });
}

/** Closes a sentence: a question mark in both languages, and the contractions. */
export function sentence(phrase: Phrase, isQuestion: boolean): Phrase {
  if (!isQuestion) return { english: phrase.english, portuguese: contract(phrase.portuguese) };
  const mark = word("?");
  return {
    english: [...phrase.english, mark],
    portuguese: [...contract(phrase.portuguese), piece("?", [mark])],
  };
}
