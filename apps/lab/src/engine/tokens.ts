import type { Token } from "@clearhead/views";

const SPECIAL: Readonly<Record<string, NonNullable<Token["special"]>>> = {
  "<bos>": "start",
  "<eos>": "end",
  "<pad>": "padding",
  "<unk>": "unknown",
};
/** The mark of a piece that continues the word before it. */
const JOINED = "·";

/** A Portuguese piece of the vocabulary as it is drawn. */
export function pieceToken(piece: string): Token {
  const special = SPECIAL[piece];
  if (special) return { text: piece, special };
  if (piece.startsWith(JOINED))
    return { text: piece.slice(JOINED.length), language: "pt-BR", joined: true };
  return { text: piece, language: "pt-BR" };
}

/** An English word of the vocabulary as it is drawn. */
export function wordToken(word: string): Token {
  const special = SPECIAL[word];
  return special ? { text: word, special } : { text: word, language: "en" };
}
