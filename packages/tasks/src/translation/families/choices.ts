import type { ClauseForm, Polarity, Tense } from "../clause.ts";
import type { Draft } from "../draft.ts";
import type { Verb } from "../lexicon/verb.ts";
import type { NounPhrase } from "../noun-phrase.ts";

const eventTenses: readonly Tense[] = [
  "present",
  "past",
  "past",
  "past",
  "present progressive",
  "present progressive",
  "past progressive",
  "future",
];
const momentTenses: readonly Tense[] = ["present", "past", "past", "past", "future"];
const feelingTenses: readonly Tense[] = ["present", "present", "present", "future"];
const wearingTenses: readonly Tense[] = [
  "present",
  "present progressive",
  "past progressive",
  "future",
];

function tensesOf(verb: Verb): readonly Tense[] {
  if (verb.hasProgressive) return verb.past === undefined ? wearingTenses : eventTenses;
  return verb.past === undefined ? feelingTenses : momentTenses;
}

/** How a clause is said. English must show its tense: *they read* could be both, so it is left out. */
export function clauseForm(draft: Draft, verb: Verb, subject: NounPhrase): ClauseForm {
  const { random } = draft;
  // Nobody asks what oneself is doing.
  const isQuestion = subject.agreement.person !== 1 && random.chance(0.16);
  const isTotal = subject.english[0]?.text === "all";
  // *All the girls did not …* could mean none or not all.
  const polarity = isQuestion || isTotal ? "plain" : polarityOf(draft);
  const showsTense =
    verb.english.base !== verb.english.past ||
    subject.englishPerson === "third" ||
    isQuestion ||
    polarity === "not" ||
    polarity === "n't";
  const fitting = tensesOf(verb).filter((tense) => {
    if (!showsTense && (tense === "present" || tense === "past")) return false;
    if (tense === "future" && !verb.hasFuture) return false;
    // *I am not*, never *I amn't*.
    if (tense === "present progressive" && polarity === "n't" && subject.englishPerson === "first")
      return false;
    if (polarity !== "never") return true;
    return verb.past !== "imperfect" && (tense === "present" || tense === "past");
  });
  const tense = random.pick(fitting.length === 0 ? (["future"] as const) : fitting);
  const isSomebody = subject.head.text !== "nobody" && subject.head.text !== "who";
  const isUsual =
    isSomebody &&
    verb.past !== "imperfect" &&
    polarity === "plain" &&
    !isQuestion &&
    tense === "present" &&
    random.chance(0.2);
  if (isUsual) draft.shows("always");
  return {
    tense,
    polarity: fitting.length === 0 ? "plain" : polarity,
    isQuestion,
    isContracted: contracts(draft, subject, polarity, isQuestion),
    ...(isUsual ? { adverb: { english: "always", portuguese: "sempre" } } : {}),
  };
}

/** Whether *be* and *will* are written short: only after a pronoun, and not beside *n't*. */
function contracts(
  draft: Draft,
  subject: NounPhrase,
  polarity: Polarity,
  isQuestion: boolean,
): boolean {
  const isPossible =
    subject.noun === undefined && !isQuestion && polarity !== "n't" && subject.english.length === 1;
  return isPossible && draft.random.chance(0.4);
}

function polarityOf(draft: Draft): Polarity {
  const { random } = draft;
  if (random.chance(0.7)) return "plain";
  return random.pick(["not", "not", "n't", "n't", "never"] as const);
}

/** A tense and polarity for *be*: no *i am n't*. */
export function copulaForm(draft: Draft, subject: NounPhrase): ClauseForm {
  const { random } = draft;
  const isQuestion = subject.agreement.person !== 1 && random.chance(0.15);
  const tense = random.pick(["present", "present", "present", "past", "past"] as const);
  const drawn = isQuestion || subject.english[0]?.text === "all" ? "plain" : polarityOf(draft);
  const isFirst = subject.englishPerson === "first" && tense === "present";
  const polarity = drawn === "never" || (drawn === "n't" && isFirst) ? "not" : drawn;
  return {
    tense,
    polarity,
    isQuestion,
    isContracted: contracts(draft, subject, polarity, isQuestion),
  };
}
