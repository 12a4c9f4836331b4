import {
  decodeTensor,
  encodeTensor,
  readSafetensors,
  writeSafetensors,
  type SafetensorsTensor,
} from "@clearhead/safetensors";
import { createGenerator, defaultGenerator, scope, tensor, type Tensor } from "@clearhead/nn";
import type { OptimizerState } from "./optimizer.ts";
import type { Trainer } from "./trainer.ts";

/** A file is not a checkpoint, or not one of this model and optimizer. The message says what to do. */
export class CheckpointError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CheckpointError";
  }
}

/** What of a trainer a checkpoint holds. */
export type TrainingState = Pick<Trainer, "model" | "optimizer" | "step">;

/** The numbers of a checkpoint; they stand as JSON under this key of the file's metadata. */
interface Progress {
  version: 1;
  step: number;
  learningRate: number;
  /** How many updates each parameter had. */
  updates: number[];
}
const progressKey = "clearhead.training";
const generatorName = "generator";

/**
 * Everything that training needs to go on as if it had never stopped, as one safetensors file: the model (`model.NAME`),
 * the optimizer's buffers (`optimizer.INDEX.NAME`), the state of the random numbers (`generator`), and the step, which
 * tells the place in the data and in the schedule.
 *
 * The bytes are those of the moment of the call, even if training goes on before the promise resolves.
 *
 * @param notes - texts to keep beside it; {@link restoreCheckpoint} gives them back
 *
 * @example
 * await writeFile("run.writing", await saveCheckpoint(trainer));
 * await rename("run.writing", "run.safetensors"); // a reader finds the old file or the new one, never half of one
 */
export async function saveCheckpoint(
  trainer: TrainingState,
  notes: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const { learningRate, steps, buffers } = trainer.optimizer.state();
  const progress: Progress = { version: 1, step: trainer.step, learningRate, updates: steps };
  const metadata = [...Object.entries(notes), [progressKey, JSON.stringify(progress)] as const];
  const generator = defaultGenerator().state();
  // Every tensor is asked for before the first await, so that they are of one moment.
  const pending = [
    ...Object.entries(trainer.model.stateDict()).map(([name, value]) =>
      encode(`model.${name}`, value),
    ),
    ...Object.entries(buffers).map(([name, value]) => encode(`optimizer.${name}`, value)),
  ];
  return writeSafetensors(
    [...(await Promise.all(pending)), [generatorName, encodeTensor(generator, [generator.length])]],
    metadata,
  );
}

async function encode(name: string, value: Tensor): Promise<[string, SafetensorsTensor]> {
  const { shape } = value;
  return [name, encodeTensor(await value.data(), shape)];
}

/**
 * Brings a trainer to where {@link saveCheckpoint} left it: the next losses are bit for bit those of a run that was
 * never stopped. The trainer is made as for the first run; nothing changes unless all fits.
 *
 * @returns the notes that were saved with it
 * @throws CheckpointError when the bytes are damaged, or are of another model or optimizer
 *
 * @example
 * restoreCheckpoint(trainer, await readFile("run.safetensors"));
 */
export function restoreCheckpoint(
  trainer: TrainingState,
  bytes: Uint8Array,
): Record<string, string> {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const progress = readProgress(metadata.get(progressKey));
    const generator = tensors.get(generatorName)?.data ?? new Uint8Array();
    scope(() => {
      const optimizer: OptimizerState = {
        learningRate: progress.learningRate,
        steps: progress.updates,
        buffers: readTensors(tensors, "optimizer."),
      };
      // All that can be wrong is found before the first change; loadStateDict itself changes all or nothing.
      createGenerator(0).restore(generator);
      trainer.optimizer.checkState(optimizer);
      trainer.model.loadStateDict(readTensors(tensors, "model."));
      trainer.optimizer.loadState(optimizer);
      defaultGenerator().restore(generator);
      trainer.step = progress.step;
    });
    return Object.fromEntries([...metadata].filter(([key]) => key !== progressKey));
  } catch (error) {
    throw new CheckpointError(`restoreCheckpoint: ${(error as Error).message}`, { cause: error });
  }
}

function readTensors(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  prefix: string,
): Record<string, Tensor> {
  const own = [...tensors].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    own.map(([name, stored]) => [
      name.slice(prefix.length),
      tensor(decodeTensor(stored), { shape: stored.shape }),
    ]),
  );
}

function readProgress(text: string | undefined): Progress {
  if (text === undefined) {
    throw new Error(
      "this safetensors file is not a checkpoint: it says nothing about its training",
    );
  }
  const { version, step, learningRate, updates } = JSON.parse(text) as Partial<Progress>;
  if (version !== 1) {
    throw new Error(`the checkpoint has version ${String(version)}, this package reads version 1`);
  }
  if (
    !isWhole(step) ||
    typeof learningRate !== "number" ||
    !Array.isArray(updates) ||
    !updates.every(isWhole)
  ) {
    throw new Error("the checkpoint's numbers (step, learningRate, updates) are damaged");
  }
  return { version, step, learningRate, updates };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
