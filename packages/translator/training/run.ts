import {
  sourceVocabulary,
  targetVocabulary,
  translationGrammar,
  type Example,
} from "@clearhead/tasks";
import { wordTokenizer, type Tokenizer } from "@clearhead/tokenizer";
import { AdamW, batches, oneCycle, padSequences, Trainer } from "@clearhead/train";
import { crossEntropy, manualSeed, reshape, type Tensor } from "@clearhead/transformer";
import { Translator } from "../src/translator.ts";
import type { Recipe } from "./recipe.ts";

/** A sentence pair as ids; the target has neither start nor end. */
interface Pair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** A translator in the making. */
export interface TrainingRun {
  readonly translator: Translator;
  readonly trainer: Trainer<Pair[]>;
}

// Batches are sorted by length inside a pool of so many, which saves padding; a pool is drawn anew from the grammar.
const poolBatches = 50;

/** A new translator with random weights, and the trainer that will teach it. */
export function startRun(recipe: Recipe): TrainingRun {
  const { seed, steps, batchSize, learningRate, betas, weightDecay, maxNorm, shape } = recipe;
  manualSeed(seed);
  const translator = new Translator({
    shape,
    source: tokenizerOf(sourceVocabulary),
    target: tokenizerOf(targetVocabulary),
  });
  const { model } = translator;
  const examplesOf = (pool: number): Pair[] =>
    translationGrammar({ split: "train", seed: seed * 1_000_000 + pool })
      .take(poolBatches * batchSize)
      .map((example) => encode(translator, example));
  const trainer = new Trainer<Pair[]>({
    model,
    optimizer: new AdamW(model.parameters(), { betas, weightDecay }),
    batch: batches<Pair>(examplesOf, {
      batchSize,
      seed,
      length: ({ source, target }) => source.length + target.length,
    }),
    loss: (pairs) => lossOf(translator, pairs, recipe.labelSmoothing),
    schedule: oneCycle({ maxLearningRate: learningRate, totalSteps: steps }),
    maxNorm,
  });
  return { translator, trainer };
}

/** The grammar lists `<pad>`, `<bos>` and `<eos>` first. */
function tokenizerOf([padding, start, end, ...vocabulary]: readonly string[]): Tokenizer {
  return wordTokenizer({ vocabulary, specials: { padding: padding, start: start, end: end } });
}

function encode({ source, target }: Translator, example: Example): Pair {
  return {
    source: source.encodeTokens(example.source),
    target: target.encodeTokens(example.target),
  };
}

/** The mean cross-entropy of every target token and of the end, each foretold from those before it. */
function lossOf(translator: Translator, pairs: readonly Pair[], labelSmoothing: number): Tensor {
  const { model, startId, endId } = translator;
  const paddingId = translator.target.special("padding");
  const padded = (rows: number[][]): Tensor => padSequences(rows, { paddingId }); // [batch, longest]
  const logits = model.forward(
    padded(pairs.map(({ source }) => [...source])),
    padded(pairs.map(({ target }) => [startId, ...target])),
  ); // [batch, longest, vocabulary]
  const expected = padded(pairs.map(({ target }) => [...target, endId])); // [batch, longest]
  return crossEntropy(reshape(logits, [-1, translator.target.size]), reshape(expected, [-1]), {
    ignoreIndex: paddingId,
    labelSmoothing,
  });
}
