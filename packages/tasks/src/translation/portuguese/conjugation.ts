import { form, type Form } from "../words.ts";
import type { Agreement } from "./nominal.ts";

/** First singular, third singular (also *você*), first plural, third plural (also *vocês*). */
export type PersonForms = readonly [Form, Form, Form, Form];

/** Every form of a verb that the grammar uses. */
export interface Conjugation {
  readonly infinitive: Form;
  readonly gerund: Form;
  readonly present: PersonForms;
  /** Pretérito perfeito: an event in the past. */
  readonly past: PersonForms;
  /** Pretérito imperfeito: a state in the past. */
  readonly imperfect: PersonForms;
}

/** A simple tense of `Conjugation`. */
export type SimpleTense = "present" | "past" | "imperfect";

const endings = {
  ar: {
    gerund: "ando",
    present: ["o", "a", "amos", "am"],
    past: ["ei", "ou", "amos", "aram"],
    imperfect: ["ava", "ava", "ávamos", "avam"],
  },
  er: {
    gerund: "endo",
    present: ["o", "e", "emos", "em"],
    past: ["i", "eu", "emos", "eram"],
    imperfect: ["ia", "ia", "íamos", "iam"],
  },
  ir: {
    gerund: "indo",
    present: ["o", "e", "imos", "em"],
    past: ["i", "iu", "imos", "iram"],
    imperfect: ["ia", "ia", "íamos", "iam"],
  },
} as const;

/** The tenses that an irregular verb writes out, as four forms separated by commas. */
export type Irregular = Partial<Record<SimpleTense, string>> & { readonly gerund?: string };

/**
 * Conjugates a verb from its infinitive. The sound of the stem is kept in writing (tocar → toqu·ei, conhecer → conheç·o,
 * dirigir → dirij·o); tenses that are irregular are written out.
 *
 * @example
 * conjugate("tocar").past[0]; // ["toqu", "·ei"]
 */
export function conjugate(infinitive: string, irregular: Irregular = {}): Conjugation {
  const stem = infinitive.slice(0, -2);
  const theme = infinitive.slice(-2).replace("ô", "o") as keyof typeof endings;
  const regular = endings[theme];
  const tense = (name: SimpleTense): PersonForms => {
    const written = irregular[name]?.split(", ").map(form);
    const forms =
      written ?? regular[name].map((ending) => [spell(stem, theme, ending), `·${ending}`]);
    if (forms.length !== 4)
      throw new Error(`conjugate(${infinitive}): ${name} needs four forms, got ${forms.length}`);
    return forms as unknown as PersonForms;
  };
  return {
    infinitive: [stem, `·${theme}`],
    gerund: irregular.gerund === undefined ? [stem, `·${regular.gerund}`] : form(irregular.gerund),
    present: tense("present"),
    past: tense("past"),
    imperfect: tense("imperfect"),
  };
}

/** The stem before an ending, respelled where the vowel would change its last consonant. */
function spell(stem: string, theme: "ar" | "er" | "ir", ending: string): string {
  if (theme === "ar" && ending.startsWith("e"))
    return stem.replace(/ç$/, "c*").replace(/c$/, "qu").replace(/g$/, "gu").replace("c*", "c");
  if (theme !== "ar" && /^[oa]/.test(ending)) return stem.replace(/c$/, "ç").replace(/g$/, "j");
  return stem;
}

/** Which of the four person forms agrees with a subject. */
export function personIndex(agreement: Agreement): 0 | 1 | 2 | 3 {
  if (agreement.number === "singular") return agreement.person === 1 ? 0 : 1;
  return agreement.person === 1 ? 2 : 3;
}

/** *ser*: traits and identity. */
export const ser: Conjugation = {
  infinitive: ["ser"],
  gerund: ["sendo"],
  present: [["sou"], ["é"], ["somos"], ["são"]],
  past: [["fui"], ["foi"], ["fomos"], ["foram"]],
  imperfect: [["era"], ["era"], ["éramos"], ["eram"]],
};

/** *estar*: states, places and the progressive. */
export const estar: Conjugation = conjugate("estar", {
  present: "est ·ou, est ·á, est ·amos, est ·ão",
  past: "estive, esteve, estivemos, estiveram",
});

/** *ir*: going, and the future with an infinitive. */
export const ir: Conjugation = {
  infinitive: ["ir"],
  gerund: ["indo"],
  present: [["vou"], ["vai"], ["vamos"], ["vão"]],
  past: [["fui"], ["foi"], ["fomos"], ["foram"]],
  imperfect: [["ia"], ["ia"], ["íamos"], ["iam"]],
};
