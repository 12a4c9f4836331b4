import type { Draft } from "./draft.ts";
import { indefiniteBefore } from "./english/inflection.ts";
import type { Adjective } from "./lexicon/adjectives.ts";
import { adjectivesOf } from "./lexicon/lexicon.ts";
import type { Noun } from "./lexicon/noun.ts";
import type { AdjectiveForms, Agreement, GrammaticalNumber } from "./portuguese/nominal.ts";
import {
  form,
  formPieces,
  piece,
  type Phrase,
  type Piece,
  type Word,
  word,
  words,
} from "./words.ts";
import type { RuleId } from "./rules.ts";

/** Which English verb form a subject takes: I am, she is, we are. */
export type EnglishPerson = "first" | "third" | "other";

/** A noun phrase or a pronoun, with what the words around it need to know. */
export interface NounPhrase extends Phrase {
  readonly agreement: Agreement;
  /** False for I, you, we: only words without gender may be said of them. */
  readonly isGenderMarked: boolean;
  readonly englishPerson: EnglishPerson;
  /** The English word that others agree with. */
  readonly head: Word;
  /** Absent for pronouns. */
  readonly noun: Noun | undefined;
}

/** What stands before the noun. */
export type Determiner =
  | "the"
  | "a"
  | "bare"
  | "this"
  | "that"
  | "my"
  | "our"
  | "his"
  | "her"
  | "their"
  | "all the"
  | "many"
  | "some"
  | "two"
  | "three"
  | "ten";

interface DeterminerEntry {
  readonly english: Readonly<Record<GrammaticalNumber, string>>;
  readonly portuguese: AdjectiveForms | undefined;
  readonly phenomenon: string;
}

const four = (
  masculine: string,
  feminine: string,
  masculines: string,
  feminines: string,
): AdjectiveForms => ({
  m: { singular: form(masculine), plural: form(masculines) },
  f: { singular: form(feminine), plural: form(feminines) },
});

const both = (english: string): Readonly<Record<GrammaticalNumber, string>> => ({
  singular: english,
  plural: english,
});

const numeral = (
  english: string,
  masculine: string,
  feminine: string = masculine,
): DeterminerEntry => ({
  english: both(english),
  portuguese: four(masculine, feminine, masculine, feminine),
  phenomenon: "numeral",
});

const definite = four("o", "a", "os", "as");

const determiners: Readonly<Record<Determiner, DeterminerEntry>> = {
  the: { english: both("the"), portuguese: definite, phenomenon: "definite article" },
  a: {
    english: both("a"),
    portuguese: four("um", "uma", "um", "uma"),
    phenomenon: "indefinite article",
  },
  bare: { english: both(""), portuguese: undefined, phenomenon: "no article" },
  this: {
    english: { singular: "this", plural: "these" },
    portuguese: four("este", "esta", "estes", "estas"),
    phenomenon: "demonstrative",
  },
  that: {
    english: { singular: "that", plural: "those" },
    portuguese: four("aquele", "aquela", "aqueles", "aquelas"),
    phenomenon: "demonstrative",
  },
  my: {
    english: both("my"),
    portuguese: four("meu", "minha", "meu ·s", "minha ·s"),
    phenomenon: "possessive",
  },
  our: {
    english: both("our"),
    portuguese: four("noss ·o", "noss ·a", "noss ·os", "noss ·as"),
    phenomenon: "possessive",
  },
  his: { english: both("his"), portuguese: definite, phenomenon: "possessive after" },
  her: { english: both("her"), portuguese: definite, phenomenon: "possessive after" },
  their: { english: both("their"), portuguese: definite, phenomenon: "possessive after" },
  "all the": { english: both("all the"), portuguese: definite, phenomenon: "quantifier" },
  many: {
    english: both("many"),
    portuguese: four("muit ·o", "muit ·a", "muit ·os", "muit ·as"),
    phenomenon: "quantifier",
  },
  some: {
    english: both("some"),
    portuguese: four("algum", "alguma", "alguns", "alguma ·s"),
    phenomenon: "quantifier",
  },
  two: numeral("two", "dois", "duas"),
  three: numeral("three", "três"),
  ten: numeral("ten", "dez"),
};

/** What a noun phrase is made of. */
export interface NounPhraseParts {
  readonly noun: Noun;
  readonly number?: GrammaticalNumber;
  readonly determiner: Determiner;
  readonly adjective?: Adjective | undefined;
  /** The owner in *the boy 's book*; takes the place of the determiner. */
  readonly owner?: NounPhrase | undefined;
  /** The word that *their* refers to, and its gender. */
  readonly referent?: NounPhrase | undefined;
}

/** Builds a noun phrase in both languages. */
export function nounPhrase(draft: Draft, parts: NounPhraseParts): NounPhrase {
  const { noun, adjective, owner } = parts;
  const number = parts.number ?? "singular";
  const agreement: Agreement = { person: 3, number, gender: noun.gender };
  const nounWord = word(number === "plural" ? englishPlural(noun) : noun.english);
  const adjectiveWord = adjective && word(adjective.english);
  draft.uses(noun);
  if (adjective) {
    draft.describes(adjective, noun);
    draft.shows(adjective.position === "before" ? "adjective before noun" : "adjective order");
    if (adjective.isSenseOfNoun) draft.shows("word choice");
  }
  if (number === "plural") draft.shows("plural");

  const next = adjectiveWord?.text ?? nounWord.text;
  const start = determinerPhrase(draft, parts, agreement, nounWord, next);
  const ofAdjective =
    adjective && adjectiveWord
      ? adjectivePieces(adjective, adjectiveWord, agreement, nounWord)
      : [];
  const isBefore = adjective?.position === "before";
  const core: Piece[] = [
    ...start.before,
    ...(isBefore ? ofAdjective : []),
    ...formPieces(noun.portuguese[number], { sources: [nounWord], rule: "nounNumber" }),
    ...(isBefore ? [] : ofAdjective),
    ...start.after,
  ];
  return {
    english: [
      ...(owner ? owner.english : []),
      ...start.english,
      ...(adjectiveWord ? [adjectiveWord] : []),
      nounWord,
    ],
    portuguese: core,
    agreement,
    isGenderMarked: true,
    englishPerson: number === "plural" ? "other" : "third",
    head: nounWord,
    noun,
  };
}

interface DeterminerPhrase {
  readonly english: readonly Word[];
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

function determinerPhrase(
  draft: Draft,
  parts: NounPhraseParts,
  agreement: Agreement,
  nounWord: Word,
  next: string,
): DeterminerPhrase {
  const { determiner, owner } = parts;
  if (owner) {
    draft.shows("genitive");
    const clitic = word("'s");
    return {
      english: [clitic],
      before: [agreeing("o", definite, [clitic], agreement, nounWord, "article")].flat(),
      after: [
        piece("de", [clitic], { kind: "preposition", rule: "genitive" }),
        ...owner.portuguese,
      ],
    };
  }
  const entry = determiners[determiner];
  draft.shows(entry.phenomenon);
  if (entry.portuguese === undefined) return { english: [], before: [], after: [] };
  const written = entry.english[agreement.number];
  const english = words(determiner === "a" ? indefiniteBefore(next) : written);
  const rule = determiner === "the" || determiner === "a" ? "article" : "determiner";
  if (determiner === "all the") {
    const all = four("tod ·o", "tod ·a", "tod ·os", "tod ·as");
    return {
      english,
      before: [
        ...agreeing(determiner, all, english.slice(0, 1), agreement, nounWord, rule),
        ...agreeing(determiner, definite, english.slice(1), agreement, nounWord, "article"),
      ],
      after: [],
    };
  }
  const before = agreeing(determiner, entry.portuguese, english, agreement, nounWord, rule);
  if (determiner === "his" || determiner === "her" || determiner === "their") {
    const pronoun =
      determiner === "his" ? "ele" : determiner === "her" ? "ela" : theirPronoun(parts.referent);
    return {
      english,
      before,
      after: [
        piece("de", english, { kind: "preposition" }),
        piece(pronoun, english, {
          kind: "pronoun",
          controller: parts.referent?.head,
          rule: "possessor",
        }),
      ],
    };
  }
  return { english, before, after: [] };
}

function theirPronoun(referent: NounPhrase | undefined): string {
  if (referent === undefined) throw new Error("nounPhrase: their needs a referent");
  return referent.agreement.gender === "f" ? "elas" : "eles";
}

function agreeing(
  determiner: string,
  forms: AdjectiveForms,
  sources: readonly Word[],
  agreement: Agreement,
  controller: Word,
  rule: RuleId,
): Piece[] {
  const canContract = forms === definite || determiner === "this" || determiner === "that";
  return formPieces(forms[agreement.gender][agreement.number], { sources, controller, rule }).map(
    (made) => (canContract ? { ...made, kind: "determiner" as const } : made),
  );
}

/** The pieces of an adjective in agreement with a noun phrase's head. */
export function adjectivePieces(
  adjective: Adjective,
  source: Word,
  agreement: Agreement,
  controller: Word,
  intensifier?: Word,
): Piece[] {
  if (adjective.complement) {
    const { noun, feminine } = adjective.complement;
    const much = intensifier
      ? formPieces(form(feminine ? "muit ·a" : "muit ·o"), {
          sources: [intensifier],
          rule: "determiner",
          controller: source,
        })
      : [];
    return [
      piece("com", [source], { rule: "estar" }),
      ...much,
      piece(noun, [source], { rule: "estar" }),
    ];
  }
  if (adjective.forms === undefined)
    throw new Error(`adjectivePieces: ${adjective.english} has no forms`);
  const forms = adjective.forms[agreement.gender][agreement.number];
  const isInvariable = adjective.forms.m.singular === adjective.forms.f.plural;
  return formPieces(forms, {
    sources: [source],
    controller,
    rule: isInvariable
      ? "invariable"
      : adjective.position === "before"
        ? "adjectiveBefore"
        : "adjective",
    ...(adjective.isSenseOfNoun
      ? { stemController: controller, stemRule: "wordChoice" as const }
      : {}),
  });
}

function englishPlural(noun: Noun): string {
  if (noun.englishPlural === undefined)
    throw new Error(`nounPhrase: ${noun.english} has no plural in this grammar`);
  return noun.englishPlural;
}

/** Adjectives that may stand beside this noun under this determiner. */
export function attributiveAdjectives(
  noun: Noun,
  determiner: Determiner,
  number: GrammaticalNumber,
): readonly Adjective[] {
  return adjectivesOf(noun).filter((adjective) => {
    // *The late king* is a dead one.
    if (adjective.complement || adjective.english === "late") return false;
    if (adjective.kind !== "attribute") return true;
    if (adjective.english === "great") return determiner !== "bare";
    return determiner === "the" && number === "singular";
  });
}
