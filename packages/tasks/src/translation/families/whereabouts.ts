import { locationPhrase, type Relation, somewhere } from "../adjuncts.ts";
import { copulaClause, sentence } from "../clause.ts";
import type { Draft } from "../draft.ts";
import { nounsOf } from "../lexicon/lexicon.ts";
import type { Noun } from "../lexicon/noun.ts";
import type { NounPhrase } from "../noun-phrase.ts";
import { participant, pronounSubject } from "../participants.ts";
import { conjugate, estar, personIndex } from "../portuguese/conjugation.ts";
import {
  form,
  formPieces,
  piece,
  type Phrase,
  type Piece,
  type Word,
  word,
  words,
} from "../words.ts";
import { copulaForm } from "./choices.ts";
import type { Family } from "./family.ts";

const living: ReadonlySet<string> = new Set(["creature"]);
const portable: ReadonlySet<string> = new Set(["object"]);
const animal: ReadonlySet<string> = new Set(["animal"]);

const someone: ReadonlySet<string> = new Set(["man", "woman", "boy", "girl", "child"]);

const spots = {
  people: new Set(["locale", "enterable", "building", "residence", "workplace"]),
  animals: new Set(["locale", "cave", "barn", "garage", "tunnel", "bridge", "house"]),
  things: new Set(["surface", "container", "car", "kitchen", "bedroom", "garden", "house"]),
  under: new Set(["table", "bed", "tree", "bridge"]),
  thingsUnder: new Set(["table", "chair", "bed", "car", "truck", "tree"]),
  near: new Set([
    "door",
    "window",
    "tree",
    "house",
    "car",
    "school",
    "church",
    "store",
    "barn",
    "river",
    "lake",
    "bridge",
    "sea",
    "table",
    "bed",
  ]),
  behind: new Set([
    "door",
    "tree",
    "house",
    "car",
    "school",
    "church",
    "store",
    "barn",
    "bed",
    "truck",
  ]),
} as const;

/** A relation and a place that suit it: creatures are in places, things on furniture and in containers. */
function spot(draft: Draft, noun: Noun | undefined): Phrase | undefined {
  const relation: Relation = draft.random.pick([
    "at",
    "at",
    "at",
    "near",
    "under",
    "behind",
  ] as const);
  const isThing = noun?.classes.has("object") ?? false;
  const isAnimal = noun?.classes.has("animal") ?? false;
  const names =
    relation === "at"
      ? isThing
        ? spots.things
        : isAnimal
          ? spots.animals
          : spots.people
      : relation === "under" && isThing
        ? spots.thingsUnder
        : spots[relation];
  const where = somewhere(draft, names);
  if (where.noun === noun) return undefined;
  const isSmallHolder = where.noun?.classes.has("container") ?? false;
  if (isSmallHolder && (noun?.classes.has("container") ?? false)) return undefined;
  return locationPhrase(draft, relation, where);
}

/** *the book is on the table*: estar. */
export const whereabouts: Family = {
  name: "whereabouts",
  weight: 8,
  make(draft) {
    const isPerson = draft.random.chance(0.25);
    const noun = isPerson
      ? undefined
      : draft.random.pick(nounsOf(draft.random.chance(0.5) ? portable : living));
    const subject = noun
      ? participant(draft, noun, { definiteness: "definite", adjectives: 0.2 })
      : pronounSubject(draft);
    const where = spot(draft, noun);
    if (!where) return undefined;
    const made = copulaForm(draft, subject);
    const clause = copulaClause(
      draft,
      estar,
      { ...made, subject, rest: [where] },
      where.english[0],
      "estarPlace",
    );
    return sentence(clause, made.isQuestion);
  },
};

/** *where is my key ?* → onde está minha chave ?: the one question that puts the verb first, in Portuguese as in English. */
export const whereIs: Family = {
  name: "where is",
  weight: 2,
  make(draft) {
    const noun = draft.random.pick(nounsOf(draft.random.chance(0.5) ? portable : living));
    const subject = participant(draft, noun, { definiteness: "definite", adjectives: 0.1 });
    draft.shows("question word", "question", "estar");
    const where = word("where");
    const tense = draft.random.pick(["present", "present", "past"] as const);
    draft.shows(tense);
    const isPlural = subject.agreement.number === "plural";
    const be = word(tense === "past" ? (isPlural ? "were" : "was") : isPlural ? "are" : "is");
    const clause: Phrase = {
      english: [where, be, ...subject.english],
      portuguese: [
        piece("onde", [where]),
        ...formPieces(
          estar[tense === "past" ? "imperfect" : "present"][personIndex(subject.agreement)],
          {
            sources: [be],
            stemController: where,
            stemRule: "estarPlace",
            controller: subject.head,
            rule: tense === "past" ? "imperfect" : "subject",
          },
        ),
        ...subject.portuguese,
      ],
    };
    return sentence(clause, true);
  },
};

const exists = { present: "há", past: "havia" } as const;

/** *there are three books on the table* → há três livros na mesa: nothing stands for *there*. */
export const existence: Family = {
  name: "existence",
  weight: 5,
  make(draft) {
    const { random } = draft;
    const noun = random.pick(
      nounsOf(random.chance(0.5) ? portable : random.chance(0.7) ? animal : someone),
    );
    const thing = participant(draft, noun, {
      definiteness: "indefinite",
      adjectives: 0.2,
      number: random.pick(["singular", "plural"] as const),
    });
    const where = spot(draft, noun);
    if (!where) return undefined;
    draft.shows("existential", "expletive");
    const tense = random.pick(["present", "present", "past"] as const);
    draft.shows(tense);
    const isQuestion = random.chance(0.2);
    if (isQuestion) draft.shows("question");
    const there = word("there");
    const be = existentialBe(thing, tense);
    const clause: Phrase = {
      english: [...(isQuestion ? [be, there] : [there, be]), ...thing.english, ...where.english],
      portuguese: [
        piece(exists[tense], [there, be], { rule: "expletive" }),
        ...thing.portuguese,
        ...where.portuguese,
      ],
    };
    return sentence(clause, isQuestion);
  },
};

function existentialBe(thing: NounPhrase, tense: "present" | "past"): Word {
  const isPlural = thing.agreement.number === "plural";
  return word(tense === "past" ? (isPlural ? "were" : "was") : isPlural ? "are" : "is");
}

const weatherVerbs = [
  {
    english: ["rains", "rained", "rain", "raining"],
    portuguese: conjugate("chover", { present: "chov ·o, chov ·e, chov ·emos, chov ·em" }),
  },
  { english: ["snows", "snowed", "snow", "snowing"], portuguese: conjugate("nevar") },
] as const;

const weatherStates = [
  { english: "late", copula: { present: "é", past: "era" }, portuguese: "tarde" },
  { english: "early", copula: { present: "é", past: "era" }, portuguese: "cedo" },
  { english: "hot", copula: { present: "est ·á", past: "est ·ava" }, portuguese: "quente" },
  { english: "cold", copula: { present: "est ·á", past: "est ·ava" }, portuguese: "frio" },
  { english: "dark", copula: { present: "est ·á", past: "est ·ava" }, portuguese: "escuro" },
] as const;

/** *it is raining* → está chovendo, *it is late* → é tarde: nothing stands for *it*. */
export const weather: Family = {
  name: "weather",
  weight: 2.5,
  make(draft) {
    draft.shows("expletive");
    return draft.random.chance(0.5) ? weatherEvent(draft) : weatherState(draft);
  },
};

interface Negation {
  readonly english: readonly Word[];
  readonly portuguese: readonly Piece[];
}

function maybeNot(draft: Draft, chance: number): Negation {
  if (!draft.random.chance(chance)) return { english: [], portuguese: [] };
  draft.shows("negation");
  const not = word(draft.random.pick(["not", "n't"] as const));
  return { english: [not], portuguese: [piece("não", [not], { rule: "negation" })] };
}

function weatherEvent(draft: Draft): Phrase {
  const { random } = draft;
  const verb = random.pick(weatherVerbs);
  const [third, past, base, gerund] = verb.english;
  const it = word("it");
  const kind = random.pick(["is", "was", "will", "past", "present"] as const);
  const isQuestion = random.chance(0.25);
  const not = isQuestion ? { english: [], portuguese: [] } : maybeNot(draft, 0.3);
  const isDenied = not.english.length > 0;
  const when = random.chance(0.4) ? whenIt(draft, kind) : undefined;
  const rest = when ?? { english: [], portuguese: [] };
  draft.shows(
    kind === "will"
      ? "future"
      : kind === "past"
        ? "past"
        : kind === "present"
          ? "present"
          : kind === "is"
            ? "present progressive"
            : "past progressive",
  );
  if (isQuestion) draft.shows("question");
  const main = word(
    kind === "is" || kind === "was"
      ? gerund
      : kind === "will" || isQuestion || isDenied
        ? base
        : kind === "past"
          ? past
          : third,
  );
  const auxiliary =
    kind === "past" || kind === "present"
      ? isQuestion || isDenied
        ? word(kind === "past" ? "did" : "does")
        : undefined
      : word(
          kind === "is" && !isQuestion && not.english[0]?.text !== "n't" && random.chance(0.3)
            ? "'s"
            : kind === "will" && not.english[0]?.text === "n't"
              ? "wo"
              : kind,
        );
  const head = auxiliary ? [auxiliary] : [];
  const english = [
    ...(isQuestion ? [...head, it] : [it, ...head]),
    ...not.english,
    main,
    ...rest.english,
  ];
  const { portuguese } = verb;
  const spoken =
    kind === "is" || kind === "was"
      ? [
          ...formPieces(estar[kind === "is" ? "present" : "imperfect"][1], {
            sources: [it, ...head],
            rule: "expletive",
          }),
          ...formPieces(portuguese.gerund, { sources: [main], rule: "progressive" }),
        ]
      : kind === "will"
        ? [
            piece("vai", head, { rule: "future" }),
            ...formPieces(portuguese.infinitive, { sources: [main], rule: "infinitive" }),
          ]
        : formPieces(portuguese[kind][1], {
            sources: [main],
            endingSources: [main, ...head],
            rule: kind === "past" ? "past" : "expletive",
          });
  return sentence(
    { english, portuguese: [...not.portuguese, ...spoken, ...rest.portuguese] },
    isQuestion,
  );
}

const moments = {
  is: [
    ["now", "agora"],
    ["today", "hoje"],
  ],
  was: [],
  will: [
    ["tomorrow", "amanhã"],
    ["today", "hoje"],
  ],
  past: [
    ["yesterday", "ontem"],
    ["today", "hoje"],
  ],
  present: [],
} as const;

function whenIt(draft: Draft, kind: keyof typeof moments): Phrase | undefined {
  const fitting = moments[kind];
  if (fitting.length === 0) return undefined;
  const [english, portuguese] = draft.random.pick<readonly [string, string]>(fitting);
  const source = words(english);
  draft.shows("time");
  return { english: source, portuguese: [piece(portuguese, source)] };
}

function weatherState(draft: Draft): Phrase {
  const { random } = draft;
  const state = random.pick(weatherStates);
  const tense = random.pick(["present", "present", "past"] as const);
  const it = word("it");
  const isQuestion = random.chance(0.25);
  const not = isQuestion ? { english: [], portuguese: [] } : maybeNot(draft, 0.25);
  const isShort =
    tense === "present" && !isQuestion && not.english[0]?.text !== "n't" && random.chance(0.4);
  const be = word(isShort ? "'s" : tense === "past" ? "was" : "is");
  const adjective = word(state.english);
  const isVery = random.chance(0.3) ? word("very") : undefined;
  draft.shows(tense, "word choice");
  if (isQuestion) draft.shows("question");
  const very = isVery ? [isVery] : [];
  const english = [...(isQuestion ? [be, it] : [it, be]), ...not.english, ...very, adjective];
  return sentence(
    {
      english,
      portuguese: [
        ...not.portuguese,
        ...formPieces(form(state.copula[tense]), { sources: [it, be], rule: "expletive" }),
        ...(isVery ? formPieces(["muit", "·o"], { sources: [isVery], rule: "intensifier" }) : []),
        piece(state.portuguese, [adjective], { rule: "wordChoice" }),
      ],
    },
    isQuestion,
  );
}
