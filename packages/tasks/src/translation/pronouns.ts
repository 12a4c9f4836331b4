import type { NounPhrase } from "./noun-phrase.ts";
import type { Preposition } from "./lexicon/verb.ts";
import { piece, type Piece, type Word, word, words } from "./words.ts";
import type { Gender, GrammaticalNumber } from "./portuguese/nominal.ts";

/** A pronoun in the cases of both languages. */
interface Pronoun {
  readonly subject: string;
  readonly object: string;
  readonly portuguese: string;
  /** After a preposition, where it differs: para *mim*. */
  readonly oblique?: string;
  /** With *com* in one word. */
  readonly comitative?: string;
  readonly person: 1 | 3;
  readonly number: GrammaticalNumber;
  readonly gender: Gender | undefined;
  readonly englishPerson: NounPhrase["englishPerson"];
}

const pronouns = {
  I: {
    subject: "i",
    object: "me",
    portuguese: "eu",
    oblique: "mim",
    comitative: "comigo",
    person: 1,
    number: "singular",
    gender: undefined,
    englishPerson: "first",
  },
  you: {
    subject: "you",
    object: "you",
    portuguese: "você",
    person: 3,
    number: "singular",
    gender: undefined,
    englishPerson: "other",
  },
  he: {
    subject: "he",
    object: "him",
    portuguese: "ele",
    person: 3,
    number: "singular",
    gender: "m",
    englishPerson: "third",
  },
  she: {
    subject: "she",
    object: "her",
    portuguese: "ela",
    person: 3,
    number: "singular",
    gender: "f",
    englishPerson: "third",
  },
  we: {
    subject: "we",
    object: "us",
    portuguese: "nós",
    comitative: "conosco",
    person: 1,
    number: "plural",
    gender: undefined,
    englishPerson: "other",
  },
  "you all": {
    subject: "you all",
    object: "you all",
    portuguese: "vocês",
    person: 3,
    number: "plural",
    gender: undefined,
    englishPerson: "other",
  },
} as const;

/** The name of a pronoun that needs no antecedent. */
export type PronounName = keyof typeof pronouns;

/** A pronoun as subject. */
export function subjectPronoun(name: PronounName): NounPhrase {
  const pronoun: Pronoun = pronouns[name];
  const english = words(pronoun.subject);
  return {
    english,
    portuguese: [piece(pronoun.portuguese, english)],
    agreement: { person: pronoun.person, number: pronoun.number, gender: pronoun.gender ?? "m" },
    isGenderMarked: pronoun.gender !== undefined,
    englishPerson: pronoun.englishPerson,
    head: english[0],
    noun: undefined,
  };
}

/** A pronoun after a Portuguese preposition: *com* + I = comigo, *de* + he = dele (which `contract` makes). */
export function obliquePronoun(
  name: PronounName,
  preposition: Piece,
): { english: Word[]; portuguese: Piece[] } {
  const pronoun: Pronoun = pronouns[name];
  const english = words(pronoun.object);
  if (preposition.text === "com" && pronoun.comitative !== undefined)
    return {
      english,
      portuguese: [
        piece(pronoun.comitative, [...preposition.sources, ...english], { rule: "contraction" }),
      ],
    };
  return {
    english,
    portuguese: [
      preposition,
      piece(pronoun.oblique ?? pronoun.portuguese, english, { kind: "pronoun" }),
    ],
  };
}

/** *it* or *they* (or *he*, *she*) for something said before: Portuguese chooses by the antecedent. */
export function anaphor(english: "it" | "they" | "he" | "she", antecedent: NounPhrase): NounPhrase {
  const source = word(english);
  const { gender, number } = antecedent.agreement;
  const singular = gender === "f" ? "ela" : "ele";
  return {
    english: [source],
    portuguese: [
      piece(number === "plural" ? `${singular}s` : singular, [source], {
        controller: antecedent.head,
        rule: "antecedent",
      }),
    ],
    agreement: antecedent.agreement,
    isGenderMarked: true,
    englishPerson: number === "plural" ? "other" : "third",
    // What follows agrees with what the pronoun stands for.
    head: antecedent.head,
    noun: undefined,
  };
}

/** A Portuguese preposition as a piece. */
export function prepositionPiece(text: Preposition, sources: readonly Word[]): Piece {
  return piece(text, sources, { kind: "preposition", rule: "government" });
}
