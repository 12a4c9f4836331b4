import { type Verb, verbs } from "./verb.ts";

const goods = "valuable";

/** Verbs with an object. */
export const transitives: readonly Verb[] = verbs([
  {
    english: "eat/ate",
    portuguese: "comer",
    subjects: "creature",
    objects: "bread meat fish apple",
    where: "locale",
  },
  { english: "eat/ate", portuguese: "comer", subjects: "person", objects: "food", where: "locale" },
  {
    english: "drink/drank",
    portuguese: "beber",
    subjects: "creature",
    objects: "water milk",
    where: "locale",
  },
  {
    english: "drink/drank",
    portuguese: "beber",
    subjects: "person",
    objects: "drink",
    where: "locale",
  },
  {
    english: "see/saw",
    portuguese: "ver",
    irregular: { present: "vej ·o, vê, v ·emos, ve ·em", past: "v ·i, v ·iu, v ·imos, v ·iram" },
    subjects: "creature",
    objects: "creature vehicle object building place",
    aspect: "moment",
  },
  {
    english: "buy/bought",
    portuguese: "comprar",
    subjects: "person",
    objects: `${goods} food drink`,
    where: "market store",
  },
  {
    english: "sell/sold",
    portuguese: "vender",
    subjects: "adult",
    objects: `${goods} food`,
    where: "market store",
  },
  {
    english: "find/found",
    portuguese: "encontrar",
    subjects: "person",
    objects: "object pet boy girl child guitar",
    where: "locale",
    aspect: "moment",
  },
  {
    english: "lose/lost",
    portuguese: "perder",
    irregular: { present: "perc ·o, perd ·e, perd ·emos, perd ·em" },
    subjects: "person",
    objects: "object",
    where: "street park beach forest",
    aspect: "moment",
  },
  {
    english: "read/read",
    portuguese: "ler",
    irregular: { present: "lei ·o, lê, l ·emos, le ·em" },
    subjects: "person",
    objects: "text story",
    where: "bedroom garden park kitchen",
  },
  {
    english: "write/wrote",
    portuguese: "escrever",
    subjects: "person",
    objects: "written book",
    where: "bedroom garden kitchen",
  },
  { english: "open", portuguese: "abrir", subjects: "person", objects: "openable" },
  {
    english: "close",
    portuguese: "fechar",
    subjects: "person",
    objects: "door window box bag book store school",
  },
  { english: "wash", portuguese: "lavar", subjects: "person", objects: "washable fruit dog" },
  {
    english: "cook",
    portuguese: "cozinhar",
    subjects: "adult",
    objects: "cookable",
    where: "kitchen",
  },
  {
    english: "break/broke",
    portuguese: "quebrar",
    subjects: "person",
    objects: "breakable",
    aspect: "moment",
  },
  {
    english: "carry",
    portuguese: "carregar",
    subjects: "person",
    objects: "object chair table puppy",
  },
  {
    english: "like",
    portuguese: "gostar",
    preposition: "de",
    subjects: "person",
    objects: "creature food drink object story movie game city beach music vehicle",
    aspect: "feeling",
  },
  { english: "love", portuguese: "amar", subjects: "person", objects: "person", aspect: "feeling" },
  {
    english: "need",
    portuguese: "precisar",
    preposition: "de",
    subjects: "person",
    objects: `${goods} food drink`,
    aspect: "state",
  },
  {
    english: "want",
    portuguese: "querer",
    irregular: { present: "quer ·o, quer, quer ·emos, quer ·em" },
    subjects: "person",
    objects: `${goods} food drink pet`,
    aspect: "state",
    hasFuture: false,
  },
  {
    english: "have/had/having",
    portuguese: "ter",
    irregular: {
      present: "tenh ·o, tem, t ·emos, têm",
      imperfect: "tinh ·a, tinh ·a, tính ·amos, tinh ·am",
    },
    subjects: "person",
    objects: `${goods} pet problem question`,
    aspect: "state",
    hasFuture: false,
  },
  {
    english: "know/knew",
    portuguese: "conhecer",
    subjects: "person",
    objects: "person city story farm",
    aspect: "state",
    sense: true,
    hasFuture: false,
  },
  {
    english: "know/knew",
    portuguese: "saber",
    irregular: { present: "sei, sab ·e, sab ·emos, sab ·em" },
    subjects: "person",
    objects: "fact",
    aspect: "state",
    hasFuture: false,
    sense: true,
  },
  {
    english: "help",
    portuguese: "ajudar",
    subjects: "person",
    objects: "creature",
    where: "kitchen street school",
  },
  {
    english: "wait",
    particle: "for",
    portuguese: "esperar",
    subjects: "person",
    objects: "person public letter",
    where: "street square park",
  },
  {
    english: "look",
    particle: "for",
    portuguese: "procurar",
    subjects: "person",
    objects: "object pet boy girl child",
    where: "locale",
  },
  {
    english: "look",
    particle: "at",
    portuguese: "olhar",
    preposition: "para",
    subjects: "creature",
    objects: "creature object sea mountain tree house",
  },
  {
    english: "listen",
    particle: "to",
    portuguese: "ouvir",
    irregular: { present: "ouç ·o, ouv ·e, ouv ·imos, ouv ·em" },
    subjects: "person",
    objects: "music story",
    where: "bedroom kitchen garden",
  },
  {
    english: "watch",
    portuguese: "assistir",
    preposition: "a",
    subjects: "person",
    objects: "movie",
  },
  {
    english: "enter",
    portuguese: "entrar",
    preposition: "em",
    subjects: "creature",
    objects: "enterable",
    aspect: "moment",
  },
  {
    english: "leave/left",
    portuguese: "sair",
    irregular: {
      present: "sai ·o, sai, sa ·ímos, sa ·em",
      past: "sa ·í, sai ·u, sa ·ímos, sa ·íram",
    },
    preposition: "de",
    subjects: "creature",
    objects: "enterable building",
    sense: true,
  },
  { english: "cross", portuguese: "atravessar", subjects: "creature", objects: "crossable" },
  {
    english: "climb",
    portuguese: "subir",
    irregular: { present: "sub ·o, sob ·e, sub ·imos, sob ·em" },
    subjects: "creature",
    objects: "climbable",
  },
  { english: "drive/drove", portuguese: "dirigir", subjects: "adult", objects: "drivable" },
  {
    english: "wear/wore",
    portuguese: "usar",
    subjects: "person",
    objects: "clothing",
    aspect: "wearing",
  },
  {
    english: "understand/understood",
    portuguese: "entender",
    subjects: "person",
    objects: "understandable",
    aspect: "moment",
  },
  {
    english: "dream",
    particle: "about",
    portuguese: "sonhar",
    preposition: "com",
    subjects: "person",
    objects: "sea trip pet lion snake house",
  },
  {
    english: "talk",
    particle: "to",
    portuguese: "falar",
    preposition: "com",
    subjects: "person",
    objects: "person pet",
    where: "locale",
  },
  {
    english: "play",
    particle: "with",
    portuguese: "brincar",
    preposition: "com",
    subjects: "youth pet",
    objects: "toy pet",
    where: "garden park yard beach bedroom",
    sense: true,
  },
  { english: "play", portuguese: "tocar", subjects: "person", objects: "instrument", sense: true },
  {
    english: "play",
    portuguese: "jogar",
    subjects: "person",
    objects: "game",
    where: "park school beach",
    sense: true,
  },
]);

/** Verbs without an object. */
export const intransitives: readonly Verb[] = verbs([
  {
    english: "sleep/slept",
    portuguese: "dormir",
    irregular: { present: "durm ·o, dorm ·e, dorm ·imos, dorm ·em" },
    subjects: "creature",
    where: "house bedroom garden barn seat",
  },
  {
    english: "run/ran/running",
    portuguese: "correr",
    subjects: "creature",
    where: "park field street beach garden yard",
  },
  {
    english: "walk",
    portuguese: "caminhar",
    subjects: "creature",
    where: "park field street beach garden forest square",
  },
  {
    english: "play",
    portuguese: "brincar",
    subjects: "youth pet",
    where: "garden park yard street beach bedroom house",
    sense: true,
  },
  {
    english: "swim/swam/swimming",
    portuguese: "nadar",
    subjects: "person swimmer dog",
    where: "swimmable",
  },
  {
    english: "sing/sang",
    portuguese: "cantar",
    subjects: "person singer",
    where: "garden church kitchen tree park",
  },
  {
    english: "dance",
    portuguese: "dançar",
    subjects: "person",
    where: "square street kitchen garden beach",
  },
  { english: "cry", portuguese: "chorar", subjects: "person", where: "bedroom kitchen garden" },
  { english: "work", portuguese: "trabalhar", subjects: "adult", where: "workplace garden" },
  {
    english: "study",
    portuguese: "estudar",
    subjects: "youth",
    where: "study bedroom house garden",
  },
  {
    english: "sit/sat",
    portuguese: "sentar",
    subjects: "person pet",
    where: "seat",
    aspect: "moment",
  },
]);

/** Verbs of a place: where one lives, and where a way ends. */
export const placed: readonly Verb[] = verbs([
  {
    english: "live",
    portuguese: "morar",
    preposition: "em",
    subjects: "person",
    where: "residence",
    aspect: "state",
  },
  {
    english: "arrive",
    portuguese: "chegar",
    preposition: "a",
    subjects: "creature",
    where: "goal",
  },
  {
    english: "go/went",
    portuguese: "ir",
    preposition: "a",
    irregular: { present: "vou, vai, vamos, vão", past: "fui, foi, fomos, foram", gerund: "indo" },
    subjects: "creature",
    where: "goal",
    aspect: "moment",
    hasFuture: false,
  },
]);

/** Verbs with a thing and a recipient (*para*). */
export const ditransitives: readonly Verb[] = verbs([
  {
    english: "give/gave",
    portuguese: "dar",
    irregular: { present: "d ·ou, dá, d ·amos, d ·ão", past: "d ·ei, d ·eu, d ·emos, d ·eram" },
    subjects: "person",
    objects: "object fruit cake puppy",
  },
  { english: "send/sent", portuguese: "mandar", subjects: "person", objects: "object" },
  { english: "show", portuguese: "mostrar", subjects: "person", objects: "object horse dog house" },
  { english: "tell/told", portuguese: "contar", subjects: "person", objects: "story" },
]);

/** *leave* with an object: it stays behind, *deixar*. */
export const leaveBehind: Verb = verbs([
  {
    english: "leave/left",
    portuguese: "deixar",
    subjects: "person",
    objects: "key book bag phone hat letter",
    where: "surface house car",
    sense: true,
  },
])[0];

/** *fit*: a thing in a container. */
export const fit: Verb = verbs([
  {
    english: "fit/fit/fitting",
    portuguese: "caber",
    preposition: "em",
    irregular: {
      present: "caib ·o, cab ·e, cab ·emos, cab ·em",
      past: "coub ·e, coub ·e, coub ·emos, coub ·eram",
    },
    subjects: "object",
    objects: "container",
    aspect: "moment",
  },
])[0];

/** Verbs that take another verb. */
export const governors: readonly {
  readonly verb: Verb;
  readonly takes: "to" | "gerund";
  readonly link: "a" | "de" | undefined;
}[] = [
  { verb: transitives.find((verb) => verb.english.base === "want")!, takes: "to", link: undefined },
  { verb: transitives.find((verb) => verb.english.base === "like")!, takes: "to", link: "de" },
  {
    verb: verbs([
      { english: "need", portuguese: "precisar", subjects: "creature", aspect: "state" },
    ])[0],
    takes: "to",
    link: undefined,
  },
  {
    verb: verbs([
      { english: "start", portuguese: "começar", subjects: "creature", aspect: "moment" },
    ])[0],
    takes: "gerund",
    link: "a",
  },
  {
    verb: verbs([
      {
        english: "stop/stopped/stopping",
        portuguese: "parar",
        subjects: "creature",
        aspect: "moment",
      },
    ])[0],
    takes: "gerund",
    link: "de",
  },
];
