import { sentence, verbClause } from "../clause.ts";
import type { Draft } from "../draft.ts";
import type { Verb } from "../lexicon/verb.ts";
import { intransitives, placed, transitives } from "../lexicon/verbs.ts";
import type { NounPhrase } from "../noun-phrase.ts";
import { subjectOf } from "../participants.ts";
import { piece, type Phrase, word, words } from "../words.ts";
import { clauseForm } from "./choices.ts";
import type { Family } from "./family.ts";
import { governedObject, ofThings } from "./objects.ts";

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
