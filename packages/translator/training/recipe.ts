import type { TranslatorShape } from "../src/translator.ts";

/** Everything that decides what the weights become; the same recipe gives the same losses. */
export interface Recipe {
  /** Of the first weights and of the sentences. */
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  /** The peak of the one-cycle schedule. */
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  /** The gradients' largest norm. */
  readonly maxNorm: number;
  readonly shape: TranslatorShape;
}

/** How the shipped translator is made. */
export const recipe: Recipe = {
  seed: 1,
  steps: 4500,
  batchSize: 128,
  learningRate: 2e-3,
  betas: [0.9, 0.98],
  weightDecay: 0.01,
  labelSmoothing: 0.05,
  maxNorm: 1,
  // Every sentence is new to the model, so there is nothing that dropout would keep it from learning by heart.
  shape: { dModel: 64, numHeads: 4, numLayers: 2, dimFeedforward: 256, dropout: 0, maxLength: 32 },
};
