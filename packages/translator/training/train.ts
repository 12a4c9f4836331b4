import { readFile } from "node:fs/promises";
import { restoreCheckpoint, saveCheckpoint } from "@clearhead/train";
import { generate } from "@clearhead/transformer";
import { evaluate, percent } from "./evaluate.ts";
import { writeFileAtomically } from "./files.ts";
import type { Progress } from "./progress.ts";
import type { Recipe } from "./recipe.ts";
import { startRun, type TrainingRun } from "./run.ts";

/** The losses of so many first steps are kept, for `--verify` to repeat. */
export const firstSteps = 40;
/** The last loss is a mean over so many steps. */
const recentSteps = 100;
/** So many steps are lost, at most, when the machine loses its power. */
const checkpointEvery = 200;
const sampleEvery = 500;
/** Sentences on which the accuracy is taken on the way. */
const sampleCount = 200;

export interface TrainOptions {
  readonly recipe: Recipe;
  readonly checkpointPath: string;
  /** Go on from the checkpoint instead of beginning anew. */
  readonly isResumed: boolean;
  /** Aborted, training ends after the step in progress and writes a checkpoint. */
  readonly signal: AbortSignal;
  readonly showProgress: (total: number, start: number) => Progress;
}

/** The losses that are remembered. */
interface Losses {
  readonly first: number[];
  readonly recent: number[];
}

/** Where training stands: at the last step of the recipe, or where it was aborted. */
export interface Trained extends TrainingRun {
  readonly firstLosses: readonly number[];
  readonly lastLoss: number;
}

/**
 * Trains to the last step of the recipe, or until the signal is aborted. The checkpoint is written all along.
 *
 * @throws CheckpointError when the checkpoint is damaged; Error when it is of another recipe or cannot be read
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const { recipe, checkpointPath, isResumed, signal } = options;
  const run = startRun(recipe);
  const { trainer } = run;
  const losses = isResumed ? await resume(run, recipe, checkpointPath) : { first: [], recent: [] };
  const writeCheckpoint = async (): Promise<void> => {
    const notes = { recipe: JSON.stringify(recipe), losses: JSON.stringify(losses) };
    await writeFileAtomically(checkpointPath, await saveCheckpoint(trainer, notes));
  };
  const progress = options.showProgress(recipe.steps, trainer.step);
  try {
    for await (const { step, loss } of trainer.run({ until: recipe.steps, signal })) {
      remember(losses, loss);
      progress.update(step, loss);
      if (step % checkpointEvery === 0) await writeCheckpoint();
      if (step % sampleEvery === 0) for (const line of await samples(run)) progress.say(line);
    }
    await writeCheckpoint();
  } finally {
    progress.stop();
  }
  const lastLoss = losses.recent.reduce((sum, loss) => sum + loss, 0) / losses.recent.length;
  return { ...run, firstLosses: losses.first, lastLoss };
}

async function resume(run: TrainingRun, recipe: Recipe, path: string): Promise<Losses> {
  const notes = restoreCheckpoint(run.trainer, await readFile(path));
  if (notes["recipe"] !== JSON.stringify(recipe)) {
    throw new Error(
      "the checkpoint is of another recipe: go back to that recipe, or delete the checkpoint",
    );
  }
  return JSON.parse(notes["losses"] ?? "") as Losses;
}

function remember({ first, recent }: Losses, loss: number): void {
  if (first.length < firstSteps) first.push(loss);
  recent.push(loss);
  if (recent.length > recentSteps) recent.shift();
}

/** How well the model translates by now, and two of its translations. */
async function samples({ translator }: TrainingRun): Promise<string[]> {
  const { source, target, model, startId, endId } = translator;
  const score = await evaluate(translator, "heldOut", sampleCount);
  const sentences = [
    "the animal did not cross the street because it was too tired",
    "the animal did not cross the street because it was too wide",
  ];
  const { ids } = await generate(
    model,
    sentences.map((text) => source.encode(text)),
    { startId, endId },
  );
  return [
    `exact on ${sampleCount} held-out sentences: ${percent(score)}`,
    ...sentences.map((text, row) => `  ${text} → ${target.decode(ids[row])}`),
  ];
}
