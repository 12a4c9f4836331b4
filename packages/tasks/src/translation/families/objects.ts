import type { Draft } from "../draft.ts";
import { nounsOf } from "../lexicon/lexicon.ts";
import type { Verb } from "../lexicon/verb.ts";
import { transitives } from "../lexicon/verbs.ts";
import { type NounPhrase, nounPhrase } from "../noun-phrase.ts";
import { objectOf } from "../participants.ts";
import { obliquePronoun, prepositionPiece, type PronounName } from "../pronouns.ts";
import { type Phrase, type Word, word } from "../words.ts";

/** An object in the sentence: the phrase itself, and the word that decides between senses of the verb. */
export interface ObjectPhrase extends Phrase {
  readonly head: Word;
}

/** The object of a verb with the prepositions of both languages: *look for* x → procurar x; *like* x → gostar de x. */
export function governedObject(draft: Draft, verb: Verb, subject: NounPhrase): ObjectPhrase {
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

/** Verbs whose object *what* asks for and *nothing* denies. */
export const ofThings: readonly Verb[] = transitives.filter((verb) =>
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
