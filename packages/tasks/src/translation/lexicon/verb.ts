import { type EnglishVerb, englishVerb } from "../english/inflection.ts";
import {
  type Conjugation,
  conjugate,
  type Irregular,
  type SimpleTense,
} from "../portuguese/conjugation.ts";

/** A preposition that Portuguese verbs and places ask for. */
export type Preposition = "de" | "em" | "a" | "com" | "para";

/** A verb of one sense in both languages, with what the grammar must know of it. */
export interface Verb {
  readonly english: EnglishVerb;
  /** The English preposition before the object: look *for*. */
  readonly particle: string | undefined;
  readonly portuguese: Conjugation;
  /** The Portuguese preposition before the object: gostar *de*. */
  readonly preposition: Preposition | undefined;
  /** Classes or English nouns that can be its subject. */
  readonly subjects: ReadonlySet<string>;
  /** Classes or English nouns that can be its object; empty for an intransitive verb. */
  readonly objects: ReadonlySet<string>;
  /** Classes or English nouns where it can happen. */
  readonly where: ReadonlySet<string>;
  /** The Portuguese tense of the English simple past; absent where it could be either. */
  readonly past: SimpleTense | undefined;
  readonly hasProgressive: boolean;
  /** False for *will know* (which would be another verb) and for *vai ir*, which Portuguese avoids. */
  readonly hasFuture: boolean;
  /** True where the English verb has another translation with another object. */
  readonly isSenseOfObject: boolean;
}

/** What a table row says of a verb; English forms as `base` or `base/past` or `base/past/gerund`. */
export interface VerbRow {
  readonly english: string;
  readonly particle?: string;
  readonly portuguese: string;
  readonly irregular?: Irregular;
  readonly preposition?: Preposition;
  readonly subjects: string;
  readonly objects?: string;
  readonly where?: string;
  /** `state`: no progressive, past is the imperfeito. `feeling`: no progressive, no past. `moment`: no progressive. */
  readonly aspect?: "event" | "moment" | "state" | "feeling" | "wearing";
  readonly sense?: true;
  readonly hasFuture?: false;
}

const classSet = (text: string | undefined): ReadonlySet<string> =>
  new Set((text ?? "").split(" ").filter(Boolean));

/** Reads a table of verbs. */
export function verbs(rows: readonly VerbRow[]): Verb[] {
  return rows.map((row) => {
    const [base = "", past, gerund] = row.english.split("/");
    const aspect = row.aspect ?? "event";
    return {
      english: englishVerb(base, past || undefined, gerund),
      particle: row.particle,
      portuguese: conjugate(row.portuguese, row.irregular),
      preposition: row.preposition,
      subjects: classSet(row.subjects),
      objects: classSet(row.objects),
      where: classSet(row.where),
      past:
        aspect === "state"
          ? "imperfect"
          : aspect === "feeling" || aspect === "wearing"
            ? undefined
            : "past",
      hasProgressive: aspect === "event" || aspect === "wearing",
      hasFuture: row.hasFuture ?? true,
      isSenseOfObject: row.sense ?? false,
    };
  });
}
