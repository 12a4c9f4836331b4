import { type Noun, nouns } from "./noun.ts";

/** Things that fit in a hand or a bag: they are bought, carried, lost and found. */
export const objects: readonly Noun[] = nouns("object valuable", [
  ["book", "livro", "m", "text color"],
  ["letter", "carta", "f", "text written"],
  ["newspaper", "jornal", "m", "text", { plural: false }],
  ["map", "mapa", "m", "text trap"],
  ["picture", "quadro", "m", ""],
  ["ball", "bola", "f", "toy color"],
  ["key", "chave", "f", ""],
  ["pen", "caneta", "f", "color"],
  ["cup", "xícara", "f", "breakable washable color", { plural: false }],
  ["plate", "prato", "m", "breakable washable color", { plural: false }],
  ["phone", "telefone", "m", "breakable color", { plural: false }],
  ["watch", "relógio", "m", "breakable", { plural: false }],
  ["flower", "flor", "f", "color plant"],
  ["hat", "chapéu", "m", "clothing color"],
  ["shirt", "camisa", "f", "clothing color washable"],
  ["dress", "vestido", "m", "clothing color washable"],
  ["shoe", "sapato", "m", "clothing color"],
  ["box", "caixa", "f", "container openable color"],
  ["bag", "bolsa", "f", "container openable color"],
]);

/** What stands in a house. */
export const furniture: readonly Noun[] = nouns("furniture", [
  ["table", "mesa", "f", "valuable surface breakable", { preposition: "on" }],
  ["chair", "cadeira", "f", "valuable surface seat breakable color", { preposition: "on" }],
  ["bed", "cama", "f", "valuable surface seat", { preposition: "on" }],
  [
    "mat",
    "tapete",
    "m",
    "valuable surface seat washable color",
    { preposition: "on", plural: false },
  ],
  ["door", "porta", "f", "openable color"],
  ["window", "janela", "f", "openable breakable"],
]);

/** What people travel by. */
export const vehicles: readonly Noun[] = nouns("vehicle", [
  ["car", "carro", "m", "drivable valuable color washable"],
  ["bus", "ônibus", "m", "drivable public", { forms: "ônibus/ônibus" }],
  ["truck", "caminhão", "m", "drivable valuable color washable"],
  ["train", "trem", "m", "public"],
  ["bicycle", "bicicleta", "f", "valuable color washable"],
  ["boat", "barco", "m", "valuable color", { plural: false }],
]);

/** What is eaten. */
export const food: readonly Noun[] = nouns("food", [
  ["bread", "pão", "m", "", { mass: true, forms: "pão/pães" }],
  ["rice", "arroz", "m", "cookable", { mass: true }],
  ["meat", "carne", "f", "cookable", { mass: true }],
  ["fish", "peixe", "m", "cookable", { mass: true }],
  ["soup", "sopa", "f", "cookable", { mass: true }],
  ["cake", "bolo", "m"],
  ["apple", "maçã", "f", "fruit"],
]);

/** What is drunk. */
export const drinks: readonly Noun[] = nouns("drink", [
  ["water", "água", "f", "", { mass: true }],
  ["milk", "leite", "m", "", { mass: true }],
  ["coffee", "café", "m", "", { mass: true }],
  ["tea", "chá", "m", "", { mass: true }],
  ["juice", "suco", "m", "", { mass: true }],
]);

/** Instruments are *tocados*, games are *jogados*. */
export const playables: readonly Noun[] = nouns("", [
  ["guitar", "violão", "m", "instrument valuable", { plural: false }],
  ["piano", "piano", "m", "instrument valuable", { plural: false }],
  ["football", "futebol", "m", "game", { mass: true }],
  ["chess", "xadrez", "m", "game", { mass: true }],
  ["tennis", "tênis", "m", "game", { mass: true, forms: "tênis/tênis" }],
  ["music", "música", "f", "audible", { mass: true }],
]);

/** What is said, known and understood. */
export const ideas: readonly Noun[] = nouns("", [
  ["story", "história", "f", "tellable written understandable"],
  ["answer", "resposta", "f", "fact"],
  ["truth", "verdade", "f", "fact", { plural: false }],
  ["question", "pergunta", "f", "understandable mental"],
  ["problem", "problema", "m", "understandable mental trap"],
  ["movie", "filme", "m", "watchable understandable"],
  ["trip", "viagem", "f", "dreamt"],
  ["day", "dia", "m", "trap time"],
  ["tree", "árvore", "f", "plant landmark"],
]);
