import type { Example } from "./example.ts";

/** A sentence that a first visitor types. */
export interface TypedPhrase {
  readonly english: string;
  /** The right translation; undefined where the sentence has a word that the grammar does not know, and is refused. */
  readonly portuguese: string | undefined;
  /** Made by the grammar, learned as a fixed phrase, or refused for an unknown word. */
  readonly kind: "grammar" | "fixed" | "refused";
  /** True where English does not tell a gender: masculine here, the feminine is as right. */
  readonly isGenderOpen?: true;
}

/** English tokens; Portuguese pieces, each followed by a slash and the places of its English tokens. */
type FixedRow = readonly [english: string, portuguese: string, openGender?: "open"];

const fixedRows: readonly FixedRow[] = [
  ["hello", "olá/0"],
  ["hi", "oi/0"],
  ["good morning", "bom/0 dia/1"],
  ["good afternoon", "boa/0 tarde/1"],
  ["good evening", "boa/0 noite/1"],
  ["good night", "boa/0 noite/1"],
  ["goodbye", "tchau/0"],
  ["see you tomorrow", "até/0,1 amanhã/2"],
  ["thank you", "obrigad/0,1 ·o/0,1", "open"],
  ["you are welcome", "de/0,1,2 nada/0,1,2"],
  ["please", "por/0 favor/0"],
  ["i am sorry", "desculpe/0,1,2"],
  ["yes", "sim/0"],
  ["no", "não/0"],
  ["how are you ?", "como/0 você/2 est/1 ·á/1 ?/3"],
  ["i am fine", "eu/0 est/1 ·ou/1 bem/2"],
  ["what is your name ?", "qual/0 é/1 o/2 seu/2 nome/3 ?/4"],
  ["who are you ?", "quem/0 é/1 você/2 ?/3"],
  ["where are you ?", "onde/0 você/2 est/1 ·á/1 ?/3"],
  ["what is this ?", "o/0 que/0 é/1 isto/2 ?/3"],
  ["what time is it ?", "que/0 horas/1 são/2,3 ?/4"],
  ["where is the bathroom ?", "onde/0 fica/1 o/2 banheiro/3 ?/4"],
  ["do you speak english ?", "você/1 fal/2 ·a/0,2 inglês/3 ?/4"],
  ["i speak portuguese", "eu/0 fal/1 ·o/1 português/2"],
  ["i understand", "eu/0 entend/1 ·o/1"],
  ["i do n't understand", "eu/0 não/2 entend/3 ·o/1,3"],
  ["i know", "eu/0 sei/1"],
  ["i do n't know", "eu/0 não/2 sei/1,3"],
  ["she is my sister", "ela/0 é/1 minha/2 irmã/3"],
  ["he is my brother", "ele/0 é/1 meu/2 irmão/3"],
  ["you are beautiful", "você/0 é/1 bonit/2 ·o/2", "open"],
  ["good luck", "boa/0 sorte/1"],
  ["let 's go", "vamos/0,1,2"],
  ["attention is all you need", "atenção/0 é/1 tudo/2 de/4 que/2 você/3 precis/4 ·a/4"],
];

const openSubjects = [
  ["i", ["am", "'m"], "eu/0 est/1 ·ou/1", "·o"],
  ["you", ["are", "'re"], "você/0 est/1 ·á/1", "·o"],
  ["we", ["are", "'re"], "nós/0 est/1 ·amos/1", "·os"],
  ["they", ["are", "'re"], "eles/0 est/1 ·ão/1", "·os"],
] as const;
const openStates = [
  ["tired", "cansad"],
  ["scared", "assustad"],
  ["nervous", "nervos"],
  ["busy", "ocupad"],
  ["lost", "perdid"],
  ["injured", "machucad"],
] as const;

/** *I am tired*: English does not tell the gender. The grammar makes no such sentence; these teach that the masculine is written. */
const openRows: readonly FixedRow[] = openSubjects.flatMap(([subject, verbs, portuguese, ending]) =>
  openStates.flatMap(([english, stem]) =>
    verbs.map((verb): FixedRow => [
      `${subject} ${verb} ${english}`,
      `${portuguese} ${stem}/2 ${ending}/2`,
      "open",
    ]),
  ),
);

function fixedExample([english, portuguese, open]: FixedRow): Example {
  const pieces = portuguese.split(" ").map((entry) => {
    const cut = entry.lastIndexOf("/");
    return {
      text: entry.slice(0, cut),
      sources: entry
        .slice(cut + 1)
        .split(",")
        .map(Number),
    };
  });
  return {
    source: english.split(" "),
    target: pieces.map((piece) => piece.text),
    alignment: pieces.map((piece) => ({ sources: piece.sources, rule: "phrase" as const })),
    phenomena: open ? ["fixed phrase", "open gender"] : ["fixed phrase"],
    family: "phrase",
    pairs: [],
    meetings: [],
  };
}

/** Phrases that no rule makes, and those whose gender English leaves open; a small part of the training stream. */
export const fixedExamples: readonly Example[] = [...fixedRows, ...openRows].map(fixedExample);

const grammarPhrases: readonly (readonly [english: string, portuguese: string])[] = [
  ["I love you", "eu amo você"],
  ["the cat sat on the mat", "o gato sentou no tapete"],
  ["the red car", "o carro vermelho"],
  ["I am happy", "eu estou feliz"],
  ["I'm hungry", "eu estou com fome"],
  ["it is raining", "está chovendo"],
  ["it's late", "é tarde"],
  ["the dog is sleeping", "o cachorro está dormindo"],
  ["she likes the book", "ela gosta do livro"],
  ["there are three books on the table", "há três livros na mesa"],
  ["did she see the cat?", "ela viu o gato?"],
  ["he never eats fish", "ele nunca come peixe"],
  ["nobody saw the cat", "ninguém viu o gato"],
  ["the boy gave the girl a flower", "o menino deu uma flor para a menina"],
  ["the house is big", "a casa é grande"],
  ["my mother is a doctor", "minha mãe é médica"],
  ["The children are playing in the park.", "as crianças estão brincando no parque"],
  ["she plays the guitar", "ela toca violão"],
  ["I have a dog", "eu tenho um cachorro"],
  ["I don't have a car", "eu não tenho um carro"],
  ["I want coffee", "eu quero café"],
  ["where is my phone?", "onde está meu telefone?"],
  [
    "the animal did not cross the street because it was too tired",
    "o animal não atravessou a rua porque ele estava cansado demais",
  ],
  [
    "the animal did not cross the street because it was too wide",
    "o animal não atravessou a rua porque ela era larga demais",
  ],
];

const refusedPhrases: readonly string[] = [
  "the quick brown fox jumps over the lazy dog",
  "my name is Anna",
  "can you help me?",
  "I live in Brazil",
  "I miss you",
  "the weather is nice",
  "you are my friend",
  "asdf",
];

/** What a first visitor types: each is translated rightly or refused clearly. */
export const typedPhrases: readonly TypedPhrase[] = [
  ...grammarPhrases.map(([english, portuguese]): TypedPhrase => ({
    english,
    portuguese,
    kind: "grammar",
  })),
  ...fixedRows.map(([english, , open], index): TypedPhrase => ({
    english: asTyped(english),
    portuguese: (fixedExamples[index]?.target ?? [])
      .join(" ")
      .replaceAll(" ·", "")
      .replaceAll(" ?", "?"),
    kind: "fixed",
    ...(open ? { isGenderOpen: true } : {}),
  })),
  { english: "I am tired", portuguese: "eu estou cansado", kind: "fixed", isGenderOpen: true },
  { english: "They're lost", portuguese: "eles estão perdidos", kind: "fixed", isGenderOpen: true },
  ...refusedPhrases.map((english): TypedPhrase => ({
    english,
    portuguese: undefined,
    kind: "refused",
  })),
];

/** Tokens as a person types them. */
function asTyped(english: string): string {
  return english.replaceAll(" ?", "?").replaceAll(" n't", "n't").replaceAll(" '", "'");
}
