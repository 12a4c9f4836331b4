import { pluralOf } from "../english/inflection.ts";
import {
  type Gender,
  irregularNumber,
  numberForms,
  type NumberForms,
} from "../portuguese/nominal.ts";

/** A noun in both languages, with what the grammar must know of it. */
export interface Noun {
  readonly english: string;
  /** Absent where the grammar uses only the singular (water, mother's rarer animals). */
  readonly englishPlural: string | undefined;
  readonly portuguese: NumberForms;
  readonly gender: Gender;
  /** Selectional classes: what may be done with it, and what may be said of it. */
  readonly classes: ReadonlySet<string>;
  /** True for nouns without an indefinite article or a number: water, rice. */
  readonly isMass: boolean;
  /** The English preposition of being at this place or on this thing. */
  readonly preposition: "in" | "on" | "at";
}

/** What a table row may add. */
export interface NounOptions {
  /** The English plural, where it is irregular; false for a noun that stays singular. */
  readonly plural?: string | false;
  /** The Portuguese forms "singular/plural", where no rule gives them. */
  readonly forms?: string;
  readonly mass?: boolean;
  readonly preposition?: "in" | "on" | "at";
}

/** English, Portuguese, gender, further classes (separated by spaces), options. */
export type NounRow = readonly [
  english: string,
  portuguese: string,
  gender: Gender,
  classes?: string,
  options?: NounOptions,
];

/** Reads a table of nouns; `shared` are the classes of all its rows. */
export function nouns(shared: string, rows: readonly NounRow[]): Noun[] {
  return rows.map(([english, portuguese, gender, classes = "", options = {}]) => {
    const [singular, plural] = options.forms?.split("/") ?? [];
    const hasPlural = options.plural !== false && options.mass !== true;
    return {
      english,
      englishPlural: hasPlural ? options.plural || pluralOf(english) : undefined,
      portuguese:
        singular !== undefined && plural !== undefined
          ? irregularNumber(singular, plural)
          : numberForms(portuguese),
      gender,
      classes: new Set(`${shared} ${classes}`.split(" ").filter(Boolean)),
      isMass: options.mass ?? false,
      preposition: options.preposition ?? "in",
    };
  });
}
