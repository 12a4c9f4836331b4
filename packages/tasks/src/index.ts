export {
  type Evaluation,
  exactMatch,
  type Mistake,
  percent,
  phenomenaTable,
  type Score,
} from "./metrics.ts";
export { Random } from "./random.ts";
export { type HandWrittenPair, handWrittenPairs } from "./translation/by-hand.ts";
export { type Alignment, type Example, joinPieces } from "./translation/example.ts";
export {
  type ExampleStream,
  maximumSourceLength,
  maximumTargetLength,
  type Split,
  splitOf,
  translationGrammar,
} from "./translation/grammar.ts";
export { type TypedPhrase, typedPhrases } from "./translation/phrases.ts";
export { readSentence } from "./translation/read.ts";
export { type Rule, type RuleId, rules } from "./translation/rules.ts";
export { sourceVocabulary, targetVocabulary } from "./translation/vocabulary.ts";
