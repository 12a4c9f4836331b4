export { TranslationError, WeightsError, type RefusalReason } from "./errors.ts";
export { loadTranslator } from "./load.ts";
export type { Candidate, Step, Tokens, Translation, WrittenWord } from "./translation.ts";
export {
  Translator,
  type TranslateOptions,
  type TranslatorParts,
  type TranslatorShape,
} from "./translator.ts";
export { saveTranslator } from "./weights-file.ts";
