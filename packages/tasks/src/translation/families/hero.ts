import { type Polarity, sentence, type Tense, verbClause } from "../clause.ts";
import type { Draft } from "../draft.ts";
import { type Adjective, allAdjectives } from "../lexicon/adjectives.ts";
import { isOneOf, nounNamed, nounsOf } from "../lexicon/lexicon.ts";
import type { Noun } from "../lexicon/noun.ts";
import type { Verb } from "../lexicon/verb.ts";
import { fit, transitives } from "../lexicon/verbs.ts";
import { type NounPhrase, nounPhrase } from "../noun-phrase.ts";
import { anaphor } from "../pronouns.ts";
import { piece, type Phrase, word } from "../words.ts";
import { adjectiveComplement, copulaOf, definite } from "./descriptions.ts";
import type { Family } from "./family.ts";

/** What an animal may be that a place never is. */
const ofAnimals = "tired sick scared hungry thirsty sleepy weak nervous sad lazy slow young".split(
  " ",
);
const notForFood = ofAnimals.filter((name) => name !== "hungry" && name !== "thirsty");

interface Motion {
  readonly verb: Verb;
  readonly places: readonly Noun[];
  /** What a place may be that an animal never is: why not to go there, and why to go after all. */
  readonly against: readonly string[];
  readonly favour: readonly string[];
  /** Why the animal does not, and why it does. */
  readonly animalAgainst: readonly string[];
  readonly animalFavour: readonly string[];
}

const enterable: ReadonlySet<string> = new Set(["enterable"]);

function motionOf(base: string, motion: Omit<Motion, "verb" | "places">): Motion {
  const verb = transitives.find((candidate) => candidate.english.base === base);
  if (verb === undefined) throw new Error(`hero: the grammar has no verb "${base}"`);
  const places = base === "leave" ? nounsOf(enterable) : nounsOf(verb.objects);
  return { verb, places, ...motion };
}

const motions: readonly Motion[] = [
  motionOf("cross", {
    against: [
      "wide",
      "long",
      "deep",
      "dark",
      "dangerous",
      "steep",
      "narrow",
      "busy",
      "crowded",
      "muddy",
    ],
    favour: ["narrow", "safe", "short"],
    animalAgainst: ofAnimals,
    animalFavour: ["hungry", "thirsty", "scared", "nervous"],
  }),
  motionOf("enter", {
    against: ["dark", "narrow", "dangerous", "crowded"],
    favour: ["safe", "comfortable", "open"],
    animalAgainst: ["scared", "nervous", "weak", "lazy", "sad", "tired"],
    animalFavour: ["hungry", "thirsty", "sleepy", "tired", "scared", "sick", "injured"],
  }),
  motionOf("leave", {
    against: ["comfortable", "safe"],
    favour: ["dark", "dangerous", "crowded"],
    animalAgainst: notForFood,
    animalFavour: ["hungry", "thirsty", "scared", "nervous"],
  }),
  motionOf("climb", {
    against: ["high", "steep", "dangerous"],
    favour: [],
    animalAgainst: ofAnimals,
    animalFavour: ["scared", "hungry"],
  }),
];

const heroMotions = [
  { weight: 5, motion: motions[0] },
  { weight: 2, motion: motions[1] },
  { weight: 2, motion: motions[2] },
  { weight: 1, motion: motions[3] },
];

const animalClass: ReadonlySet<string> = new Set(["animal"]);

/** Ways to say it: the reason stands in the tense of what it explains. */
const ways: readonly {
  readonly tense: Tense;
  readonly polarity: Polarity;
  readonly reason: "past" | "present";
  readonly weight: number;
}[] = [
  { tense: "past", polarity: "not", reason: "past", weight: 6 },
  { tense: "past", polarity: "n't", reason: "past", weight: 3 },
  { tense: "past", polarity: "plain", reason: "past", weight: 2 },
  { tense: "present", polarity: "not", reason: "present", weight: 1 },
  { tense: "present", polarity: "n't", reason: "present", weight: 1 },
  { tense: "future", polarity: "not", reason: "present", weight: 1 },
  { tense: "future", polarity: "n't", reason: "present", weight: 0.5 },
];

/**
 * The hero: *the animal did not cross the street because it was too tired* (ele) or *wide* (ela). The adjective decides which noun
 * *it* stands for; where one is plural and the other not, the number of the pronoun does too.
 */
export const hero: Family = {
  name: "hero",
  weight: 17,
  make(draft) {
    const { random } = draft;
    const { motion } = random.weighted(heroMotions);
    const place = random.pick(motion.places);
    const animal = random.pick(nounsOf(animalClass));
    const way = random.weighted(ways);
    const isRefused = way.polarity !== "plain";
    const isAboutPlace = random.chance(0.5);
    const reasons = reasonsOf(motion, isAboutPlace, isRefused).filter(
      (adjective) =>
        !isAboutPlace || (isOneOf(place, adjective.describes) && !isAlong(adjective, place)),
    );
    if (reasons.length === 0) return undefined;
    const adjective = random.pick(reasons);
    const isPlural = animal.englishPlural !== undefined && random.chance(0.25);
    const subject = nounPhrase(draft, {
      noun: animal,
      number: isPlural ? "plural" : "singular",
      determiner: random.chance(0.85) ? "the" : random.pick(["this", "that"] as const),
    });
    const object = nounPhrase(draft, {
      noun: place,
      determiner: random.chance(0.9) ? "the" : random.pick(["this", "that"] as const),
    });
    draft.does(motion.verb, place);
    draft.describes(adjective, isAboutPlace ? place : animal);
    const main = mainClause(draft, motion.verb, subject, object, way);
    const degree =
      !adjective.isGradable || adjective.english === "safe"
        ? undefined
        : isRefused
          ? random.chance(0.85)
            ? "too"
            : undefined
          : random.chance(0.3)
            ? "very"
            : undefined;
    draft.shows("it");
    return because(draft, main, isAboutPlace ? object : subject, adjective, degree, way.reason);
  },
};

/** A river is crossed from side to side: its length is no reason. */
const isAlong = (adjective: Adjective, place: Noun): boolean =>
  place.classes.has("swimmable") && (adjective.english === "long" || adjective.english === "short");

function reasonsOf(
  motion: Motion,
  isAboutPlace: boolean,
  isRefused: boolean,
): readonly Adjective[] {
  const names = isAboutPlace
    ? isRefused
      ? motion.against
      : motion.favour
    : isRefused
      ? motion.animalAgainst
      : motion.animalFavour;
  return names.flatMap((name) =>
    allAdjectives.filter(
      (adjective) =>
        adjective.english === name &&
        (isAboutPlace ||
          adjective.describes.has("creature") ||
          adjective.describes.has("animal") ||
          adjective.english === "lazy"),
    ),
  );
}

function mainClause(
  draft: Draft,
  verb: Verb,
  subject: NounPhrase,
  object: NounPhrase,
  way: { readonly tense: Tense; readonly polarity: Polarity },
): Phrase {
  const preposition =
    verb.preposition === undefined
      ? []
      : [
          piece(verb.preposition, [] as const, {
            kind: "preposition" as const,
            rule: "government" as const,
          }),
        ];
  if (verb.preposition) draft.shows("government");
  const rest: Phrase = {
    english: object.english,
    portuguese: [...preposition, ...object.portuguese],
  };
  return verbClause(
    draft,
    verb,
    {
      tense: way.tense,
      polarity: way.polarity,
      isQuestion: false,
      isContracted: false,
      subject,
      rest: [rest],
    },
    object.head,
  );
}

function because(
  draft: Draft,
  main: Phrase,
  antecedent: NounPhrase,
  adjective: Adjective,
  degree: "too" | "very" | undefined,
  tense: "past" | "present",
  english: Parameters<typeof anaphor>[0] = antecedent.agreement.number === "plural" ? "they" : "it",
): Phrase {
  const link = word("because");
  const pronoun = anaphor(english, antecedent);
  const complement = adjectiveComplement(draft, adjective, antecedent, degree);
  const reason = copulaOf(
    draft,
    adjective,
    {
      tense,
      polarity: "plain",
      isQuestion: false,
      isContracted: false,
      subject: pronoun,
      rest: [complement],
    },
    complement.head,
  );
  return sentence(
    {
      english: [...main.english, link, ...reason.english],
      portuguese: [...main.portuguese, piece("porque", [link]), ...reason.portuguese],
    },
    false,
  );
}

const small: ReadonlySet<string> = new Set([
  "book",
  "ball",
  "picture",
  "hat",
  "dress",
  "plate",
  "box",
  "phone",
  "shoe",
]);
const large: ReadonlySet<string> = new Set(["box", "picture", "table", "bed", "bicycle", "chair"]);
const holders = [
  { holder: nounNamed("box"), things: small },
  { holder: nounNamed("bag"), things: small },
  { holder: nounNamed("car"), things: large },
];

/** *the ball did not fit in the box because it was too big* (the ball) or *small* (the box). */
export const fitInside: Family = {
  name: "fit",
  weight: 2.5,
  make(draft) {
    const { random } = draft;
    const { holder, things } = random.pick(holders);
    const thing = random.pick(nounsOf(things));
    if (thing === holder) return undefined;
    const isAboutHolder = random.chance(0.5);
    const adjective = allAdjectives.find(
      (candidate) => candidate.english === (isAboutHolder ? "small" : "big"),
    )!;
    const way = random.weighted(ways.filter((candidate) => candidate.polarity !== "plain"));
    const subject = definite(draft, thing);
    const object = definite(draft, holder);
    draft.does(fit, holder);
    draft.describes(adjective, isAboutHolder ? holder : thing);
    const inside = word("in");
    const rest: Phrase = {
      english: [inside, ...object.english],
      portuguese: [piece("em", [inside], { kind: "preposition" }), ...object.portuguese],
    };
    const main = verbClause(draft, fit, {
      tense: way.tense,
      polarity: way.polarity,
      isQuestion: false,
      isContracted: false,
      subject,
      rest: [rest],
    });
    draft.shows("it");
    return because(draft, main, isAboutHolder ? object : subject, adjective, "too", way.reason);
  },
};

const people: ReadonlySet<string> = new Set([
  "man",
  "woman",
  "boy",
  "girl",
  "prince",
  "princess",
  "king",
  "queen",
]);
const reasonsOfPeople = (names: string): readonly Adjective[] =>
  names
    .split(" ")
    .map((name) =>
      allAdjectives.find(
        (adjective) =>
          adjective.english === name &&
          (adjective.describes.has("person") || adjective.describes.has("creature")),
      )!,
    );
const whyNot = reasonsOfPeople("tired sick sad nervous scared sleepy angry injured busy weak");
const why = reasonsOfPeople("hungry thirsty late scared happy sad nervous angry");

/** *the girls did not leave the house because they were sick*: of people English tells the gender, and Portuguese repeats it. */
export const becauseOfPeople: Family = {
  name: "because",
  weight: 4,
  make(draft) {
    const { random } = draft;
    const noun = random.pick(nounsOf(people));
    const number = noun.englishPlural !== undefined && random.chance(0.4) ? "plural" : "singular";
    const subject = definite(draft, noun, number);
    const { motion } = random.weighted(heroMotions);
    const place = random.pick(motion.places);
    const object = definite(draft, place);
    const way = random.weighted(ways);
    draft.does(motion.verb, place);
    const adjective = random.pick(way.polarity === "plain" ? why : whyNot);
    draft.describes(adjective, noun);
    draft.shows("pronoun of people");
    const main = mainClause(draft, motion.verb, subject, object, way);
    const english = number === "plural" ? "they" : noun.gender === "f" ? "she" : "he";
    return because(draft, main, subject, adjective, undefined, way.reason, english);
  },
};
