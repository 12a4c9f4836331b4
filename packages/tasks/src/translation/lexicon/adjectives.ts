import {
  adjectiveForms,
  type AdjectiveForms,
  invariableAdjective,
  irregularAdjective,
} from "../portuguese/nominal.ts";

/**
 * An adjective of one sense in both languages. An English word of two senses (old, short, hard) has two entries that describe
 * different things.
 */
export interface Adjective {
  readonly english: string;
  /** Absent for a state told with *com* and a noun: *com fome*. */
  readonly forms: AdjectiveForms | undefined;
  /** The noun and its gender for *com fome*, *com muita fome*. */
  readonly complement: { readonly noun: string; readonly feminine: boolean } | undefined;
  /** A trait takes *ser*, a state *estar*; a position stands only before or after the noun, never alone. */
  readonly kind: "trait" | "state" | "attribute";
  /** Classes or English nouns that it may be said of. */
  readonly describes: ReadonlySet<string>;
  /** False for colours and the like, which are not *very* or *too*. */
  readonly isGradable: boolean;
  readonly position: "before" | "after";
  /** True where the English word has another translation for other nouns. */
  readonly isSenseOfNoun: boolean;
}

type Kind = Adjective["kind"];
type Row = readonly [
  english: string,
  portuguese: string | AdjectiveForms,
  describes: string,
  options?: "sense" | "before",
];

const ungradable: ReadonlySet<string> = new Set([
  "orange",
  "open",
  "closed",
  "lost",
  "broken",
  "injured",
]);

function adjectives(kind: Kind, rows: readonly Row[]): Adjective[] {
  return rows.map(([english, portuguese, describes, option]) => {
    const noun =
      typeof portuguese === "string" && portuguese.startsWith("com ")
        ? portuguese.slice("com ".length)
        : undefined;
    return {
      english,
      forms:
        typeof portuguese !== "string"
          ? portuguese
          : noun === undefined
            ? adjectiveForms(portuguese)
            : undefined,
      complement:
        noun === undefined
          ? undefined
          : { noun, feminine: noun === "fome" || noun === "sede" || noun === "raiva" },
      kind,
      describes: new Set(describes.split(" ")),
      isGradable: !describes.includes("color") && !ungradable.has(english),
      position: option === "before" ? "before" : "after",
      isSenseOfNoun: option === "sense",
    };
  });
}

const anyThing = "object furniture vehicle instrument";
const priced =
  "clothing vehicle instrument book ball pen cup plate phone watch picture flower bag table chair bed mat house meat coffee cake";

/** What something is: *ser*. */
const traits: readonly Adjective[] = adjectives("trait", [
  ["big", "grande", `animal ${anyThing} residence building cake apple tree lake river`],
  ["small", "pequeno", `animal ${anyThing} residence building cake apple tree lake river`],
  ["new", "novo", `${anyThing} building bridge school movie`],
  ["old", "idoso", "adult", "sense"],
  ["old", "velho", `animal ${anyThing} building bridge tree`, "sense"],
  ["beautiful", "bonito", "person place bird horse butterfly flower dress picture tree"],
  ["red", "vermelho", "color apple"],
  ["blue", "azul", "color"],
  ["green", "verde", "color apple"],
  ["yellow", "amarelo", "color"],
  ["white", "branco", "color pet"],
  ["black", "preto", "color pet"],
  ["brown", "marrom", "color pet"],
  ["pink", invariableAdjective("rosa"), "color"],
  ["orange", invariableAdjective("laranja"), "ball pen car dress shirt hat bag flower"],
  ["tall", "alto", "person tree building"],
  ["high", "alto", "bridge mountain hill"],
  ["short", "baixo", "person", "sense"],
  ["short", "curto", "street road path letter dress story movie trip answer", "sense"],
  ["long", "longo", "street road avenue bridge tunnel path river beach letter story movie trip"],
  ["wide", "largo", "street road avenue river bridge valley lake square"],
  ["narrow", "estreito", "street bridge tunnel path valley door"],
  ["deep", "fundo", "river lake swamp sea cave"],
  ["dark", "escuro", "park garden yard street tunnel forest cave barn kitchen bedroom garage path"],
  [
    "dangerous",
    "perigoso",
    "street road avenue river lake bridge tunnel field valley desert swamp forest beach mountain hill cave path city trip",
  ],
  ["steep", "íngreme", "mountain hill path street"],
  ["safe", "seguro", "house bridge path cave barn car boat city"],
  ["comfortable", "confortável", "house barn bedroom chair bed shoe car train"],
  ["heavy", "pesado", "book box bag picture table chair bed door"],
  ["light", "leve", "book box bag chair hat dress shoe bicycle"],
  ["expensive", "caro", priced],
  ["cheap", "barato", priced],
  ["strong", "forte", "person horse bull bear lion elephant gorilla"],
  ["intelligent", "inteligente", "person dog horse monkey parrot"],
  ["slow", "lento", "animal bus train truck car"],
  ["fast", "rápido", "horse dog rabbit car train bus boat bicycle"],
  ["lazy", "preguiçoso", "person cat dog donkey"],
  ["kind", "gentil", "person"],
  ["rich", "rico", "adult"],
  ["young", "jovem", "man woman king queen person prince princess animal"],
  ["funny", "engraçado", "person movie story monkey parrot"],
  ["interesting", "interessante", "text story movie question trip museum city answer"],
  ["important", "importante", "letter question answer day trip map key"],
  ["easy", "fácil", "question book"],
  ["hard", "difícil", "question problem book day trip", "sense"],
  ["hard", "duro", "bread meat chair bed", "sense"],
  [
    "good",
    irregularAdjective("bom", "boa", "bons", "boas"),
    "book newspaper story movie day trip answer",
    "before",
  ],
  ["bad", "ruim", "book newspaper story movie day trip food drink"],
]);

/** How something is at the moment: *estar*. */
const states: readonly Adjective[] = adjectives("state", [
  ["tired", "cansado", "creature"],
  ["sick", "doente", "creature"],
  ["sad", "triste", "creature"],
  ["happy", "feliz", "creature"],
  ["scared", "assustado", "creature"],
  ["nervous", "nervoso", "creature"],
  ["weak", "fraco", "creature"],
  ["hungry", "com fome", "creature"],
  ["thirsty", "com sede", "creature"],
  ["sleepy", "com sono", "creature"],
  ["angry", "com raiva", "person"],
  ["injured", "machucado", "creature"],
  ["busy", "ocupado", "person", "sense"],
  ["busy", "movimentado", "street road avenue square market", "sense"],
  ["late", "atrasado", "person public", "sense"],
  ["lost", "perdido", "creature letter", "sense"],
  ["clean", "limpo", "house kitchen bedroom garage table cup plate shirt dress window street car"],
  [
    "dirty",
    "sujo",
    "house kitchen bedroom garage table cup plate shirt dress window street car shoe dog pig river",
  ],
  ["open", "aberto", "openable store museum school market church"],
  ["closed", "fechado", "openable store museum school market church park bridge"],
  ["empty", "vazio", "box bag cup plate house street store market school church park bus train"],
  ["full", "cheio", "box bag cup bus train hospital"],
  ["broken", "quebrado", "breakable car bicycle truck bus"],
  ["wet", "molhado", "dog cat shirt dress shoe mat street chair bag hat"],
  ["crowded", "lotado", "square park beach market store church museum bus train hospital"],
  ["muddy", "enlameado", "field path road yard garden"],
]);

/** What only stands beside a noun, before it: ordinals and the like, and *great* beside the *big* that follows. */
const attributes: readonly Adjective[] = adjectives("attribute", [
  ["great", "grande", "man woman king queen", "before"],
  ["first", "primeiro", "day trip book letter question house street door", "before"],
  ["last", "último", "day trip book letter question house street bus train", "before"],
  ["next", "próximo", "day trip question house street bus train city", "before"],
  [
    "same",
    "mesmo",
    "day trip book question house street bus train city school movie story man woman boy girl",
    "before",
  ],
  [
    "other",
    "outro",
    "day book question house street bus train city school man woman boy girl dog cat key",
    "before",
  ],
]);

/** Every adjective of the grammar. */
export const allAdjectives: readonly Adjective[] = [...traits, ...states, ...attributes];
