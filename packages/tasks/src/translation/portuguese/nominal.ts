import { form, type Form } from "../words.ts";

/** Grammatical gender. */
export type Gender = "m" | "f";
/** Grammatical number. */
export type GrammaticalNumber = "singular" | "plural";

/** What the words around a noun agree with. */
export interface Agreement {
  readonly person: 1 | 3;
  readonly number: GrammaticalNumber;
  readonly gender: Gender;
}

/** The forms of an adjective, one for each gender and number. */
export type AdjectiveForms = Readonly<Record<Gender, Readonly<Record<GrammaticalNumber, Form>>>>;

/** Singular and plural of a noun. */
export type NumberForms = Readonly<Record<GrammaticalNumber, Form>>;

/**
 * Cuts a word that inflects only for number, by its ending: -ão → -ões, -al -ul → -ais -uis, -el → -éis, -il → -is (fácil → fáceis), -m → -ns, -r -z → -es, vowel → -s.
 *
 * Words that go another way (mão, pão, ônibus) are written out in the tables.
 */
export function numberForms(singular: string): NumberForms {
  const cut = (ending: string, one: string, many: string): NumberForms => {
    const stem = singular.slice(0, singular.length - ending.length);
    return { singular: [stem, `·${one}`], plural: [stem, `·${many}`] };
  };
  if (singular.endsWith("ão")) return cut("ão", "ão", "ões");
  if (singular.endsWith("el")) {
    const isStressedEarlier = /[áéíóúâêô].*el$/.test(singular);
    return isStressedEarlier ? cut("l", "l", "is") : cut("el", "el", "éis");
  }
  if (singular.endsWith("il"))
    return /[áéíóúâêô].*il$/.test(singular) ? cut("il", "il", "eis") : cut("il", "il", "is");
  if (singular.endsWith("l")) return cut("l", "l", "is");
  if (singular.endsWith("m")) return cut("m", "m", "ns");
  const plural = /[rz]$/.test(singular) ? "·es" : "·s";
  return { singular: [singular], plural: [singular, plural] };
}

/** Number forms written out, for the words that no rule of `numberForms` covers. */
export function irregularNumber(singular: string, plural: string): NumberForms {
  return { singular: form(singular), plural: form(plural) };
}

/**
 * The four forms of an adjective (or of a profession) from its masculine singular: -o has four endings, -or adds -a,
 * the rest have one form for both genders.
 */
export function adjectiveForms(masculine: string): AdjectiveForms {
  if (masculine.endsWith("o") && !masculine.endsWith("ão")) {
    const stem = masculine.slice(0, -1);
    return {
      m: { singular: [stem, "·o"], plural: [stem, "·os"] },
      f: { singular: [stem, "·a"], plural: [stem, "·as"] },
    };
  }
  if (masculine.endsWith("or"))
    return {
      m: { singular: [masculine], plural: [masculine, "·es"] },
      f: { singular: [masculine, "·a"], plural: [masculine, "·as"] },
    };
  const both = numberForms(masculine);
  return { m: both, f: both };
}

/** Adjective forms written out: masculine, feminine, masculine plural, feminine plural. */
export function irregularAdjective(
  masculine: string,
  feminine: string,
  masculinePlural: string,
  femininePlural: string,
): AdjectiveForms {
  return {
    m: { singular: form(masculine), plural: form(masculinePlural) },
    f: { singular: form(feminine), plural: form(femininePlural) },
  };
}

/** An adjective that never changes, as the colours named after things (rosa, laranja, cinza). */
export function invariableAdjective(only: string): AdjectiveForms {
  return irregularAdjective(only, only, only, only);
}
