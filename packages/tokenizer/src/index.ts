export {
  type CharacterOptions,
  characterTokenizer,
  characterTokenizerFromTexts,
  type CharacterTokenizerOptions,
} from "./character-tokenizer.ts";
export { TokenizerError, type TokenizerErrorCode, type UnknownToken } from "./error.ts";
export { tokenizerFromJson } from "./json.ts";
export type { SpecialRole, Specials, Token, Tokenizer, TokenizerJson } from "./tokenizer.ts";
export {
  type WordCountOptions,
  type WordOptions,
  wordTokenizer,
  wordTokenizerFromTexts,
  type WordTokenizerOptions,
} from "./word-tokenizer.ts";
