import {
  Dropout,
  Linear,
  manualSeed,
  memory,
  mseLoss,
  Sequential,
  tensor,
  type Tensor,
} from "@clearhead/nn";
import { describe, expect, test } from "vitest";
import { AdamW } from "./adam.ts";
import { batches } from "./batches.ts";
import { writeSafetensors } from "@clearhead/safetensors";
import { CheckpointError, restoreCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { cosine } from "./schedules.ts";
import { SGD } from "./sgd.ts";
import { DivergenceError, Trainer, type StepReport } from "./trainer.ts";

type Point = readonly [input: number, output: number];

const points: Point[] = Array.from({ length: 64 }, (_, index) => [
  index / 32 - 1,
  Math.sin(index / 10),
]);

function column(batch: readonly Point[], index: 0 | 1): Tensor {
  return tensor(batch.map((point) => [point[index]]));
}

/** A small network with dropout, so that the random numbers matter too. */
function makeTrainer(seed = 0): Trainer<Point[]> {
  manualSeed(seed);
  const model = new Sequential(new Linear(1, 16), new Dropout(0.1), new Linear(16, 1));
  return new Trainer({
    model,
    optimizer: new AdamW(model.parameters()),
    batch: batches(points, { batchSize: 8, seed }),
    loss: (batch) => mseLoss(model.forward(column(batch, 0)), column(batch, 1)),
    schedule: cosine({ peak: 0.02, steps: 40, warmupSteps: 4 }),
    maxNorm: 1,
  });
}

async function losses(trainer: Trainer<Point[]>, until: number): Promise<number[]> {
  const all: number[] = [];
  for await (const { loss } of trainer.run({ until })) all.push(loss);
  return all;
}

function meanLoss(part: readonly StepReport[]): number {
  return part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
}

describe("the loop", () => {
  test("reports each step, follows the schedule and learns", async () => {
    const trainer = makeTrainer();
    const reports: StepReport[] = [];
    for await (const report of trainer.run({ until: 40 })) reports.push(report);
    expect(reports.map(({ step }) => step)).toEqual(
      Array.from({ length: 40 }, (_, step) => step + 1),
    );
    expect(reports[0].learningRate).toBeCloseTo(0.02 / 5, 12);
    expect(reports[4].learningRate).toBe(0.02);
    expect(reports[0].gradientNorm).toBeGreaterThan(0);
    expect(meanLoss(reports.slice(-8))).toBeLessThan(0.7 * meanLoss(reports.slice(0, 8)));
  });

  test("the same seed gives the same losses", async () => {
    expect(await losses(makeTrainer(), 10)).toEqual(await losses(makeTrainer(), 10));
    expect(await losses(makeTrainer(1), 10)).not.toEqual(await losses(makeTrainer(), 10));
  });

  test("ends after the step in which it is aborted, and can go on", async () => {
    const whole = await losses(makeTrainer(), 10);
    const trainer = makeTrainer();
    const abort = new AbortController();
    const first: number[] = [];
    for await (const { step, loss } of trainer.run({ until: 10, signal: abort.signal })) {
      first.push(loss);
      if (step === 4) abort.abort();
    }
    expect(first).toEqual(whole.slice(0, 4));
    expect(trainer.step).toBe(4);
    expect(await losses(trainer, 10)).toEqual(whole.slice(4));
  });

  test("leaving the loop stops it; a finished run has nothing to do", async () => {
    const trainer = makeTrainer();
    for await (const { step } of trainer.run({ until: 10 })) if (step === 3) break;
    expect(trainer.step).toBe(3);
    expect(await losses(trainer, 3)).toEqual([]);
  });

  test("lets the event loop have its turn", async () => {
    const trainer = makeTrainer();
    let isOver = false;
    const timer = setTimeout(() => (isOver = true));
    for await (const { step } of trainer.run({ until: 100_000 })) {
      if (isOver) break;
      expect(step).toBeLessThan(100_000);
    }
    clearTimeout(timer);
    expect(isOver).toBe(true);
  });

  test("memory stays flat", async () => {
    const trainer = makeTrainer();
    await losses(trainer, 3);
    const { bytes, tensors } = memory();
    await losses(trainer, 40);
    expect(memory()).toMatchObject({ bytes, tensors });
  });
});

function diverging(): Trainer<Point[]> {
  manualSeed(0);
  const model = new Linear(1, 1);
  return new Trainer({
    model,
    optimizer: new SGD(model.parameters(), { learningRate: 1e30 }),
    batch: () => points,
    loss: () => mseLoss(model.forward(column(points, 0)), column(points, 1)),
  });
}

describe("when something goes wrong", () => {
  test("a loss that is not finite stops the run before the weights are spoilt", async () => {
    const trainer = diverging();
    const run = async (): Promise<void> => {
      for await (const _ of trainer.run({ until: 10 }));
    };
    await expect(run()).rejects.toThrow(DivergenceError);
    await expect(trainer.trainStep()).rejects.toThrow(
      /the loss is (NaN|Infinity); try a smaller learning rate/,
    );
    for (const weight of trainer.model.parameters()) {
      for (const value of weight.view()) expect(value).not.toBeNaN();
      expect(weight.grad).toBeNull();
    }
  });

  test("an error in the loss leaves nothing behind", async () => {
    const trainer = makeTrainer();
    await trainer.trainStep();
    const before = memory();
    const broken = new Trainer({
      model: trainer.model,
      optimizer: trainer.optimizer,
      batch: (step) => step,
      loss: () => {
        tensor([1, 2, 3]);
        throw new Error("no such data");
      },
    });
    await expect(broken.trainStep()).rejects.toThrow("no such data");
    expect(memory()).toMatchObject({ bytes: before.bytes, tensors: before.tensors });
    expect(broken.step).toBe(0);
  });

  test("two steps at once are refused", async () => {
    const trainer = makeTrainer();
    const first = trainer.trainStep();
    await expect(trainer.trainStep()).rejects.toThrow("the step before is still in progress");
    await first;
    expect(trainer.step).toBe(1);
  });
});

describe("checkpoints", () => {
  test("a resumed run gives bit for bit the losses of one that never stopped", async () => {
    const whole = await losses(makeTrainer(), 20);
    const stopped = makeTrainer();
    await losses(stopped, 7);
    const bytes = await saveCheckpoint(stopped, { recipe: "test" });

    const trainer = makeTrainer();
    await losses(trainer, 3);
    manualSeed(99);
    expect(restoreCheckpoint(trainer, bytes)).toEqual({ recipe: "test" });
    expect(trainer.step).toBe(7);
    expect(await losses(trainer, 20)).toEqual(whole.slice(7));
  });

  test("the bytes are of the moment of the call", async () => {
    const trainer = makeTrainer();
    await losses(trainer, 2);
    const now = saveCheckpoint(trainer);
    const again = saveCheckpoint(trainer);
    await losses(trainer, 4);
    expect(await now).toEqual(await again);
  });

  test("saving and restoring keep memory flat", async () => {
    const trainer = makeTrainer();
    await losses(trainer, 2);
    const { bytes, tensors } = memory();
    restoreCheckpoint(trainer, await saveCheckpoint(trainer));
    expect(memory()).toMatchObject({ bytes, tensors });
  });

  test("damaged bytes are refused wherever they are cut, and nothing changes", async () => {
    const trainer = makeTrainer();
    await losses(trainer, 2);
    const bytes = await saveCheckpoint(trainer);
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => restoreCheckpoint(trainer, bytes.subarray(0, length))).toThrow(CheckpointError);
    }
    expect(await saveCheckpoint(trainer)).toEqual(bytes);
  });

  test("another model's or optimizer's checkpoint is refused, and nothing changes", async () => {
    const bytes = await saveCheckpoint(makeTrainer());
    const model = new Linear(2, 3);
    const options = { model, batch: () => 0, loss: () => tensor(0) };
    const other = new Trainer({ ...options, optimizer: new AdamW(model.parameters()) });
    const before = await saveCheckpoint(other);
    expect(() => restoreCheckpoint(other, bytes)).toThrow(CheckpointError);
    expect(await saveCheckpoint(other)).toEqual(before);

    const trained = makeTrainer();
    await losses(trained, 2);
    const momentum = new Trainer({
      model: trained.model,
      optimizer: new SGD(trained.model.parameters(), { momentum: 0.9 }),
      batch: () => 0,
      loss: () => tensor(0),
    });
    const state = await saveCheckpoint(trained);
    expect(() => restoreCheckpoint(momentum, state)).toThrow("0.momentum_buffer is missing");
  });

  test("any other safetensors file is refused", async () => {
    expect(() => restoreCheckpoint(makeTrainer(), writeSafetensors([]))).toThrow(
      "this safetensors file is not a checkpoint",
    );
    const progress = JSON.stringify({ version: 1, step: -4, learningRate: 1, updates: [] });
    expect(() =>
      restoreCheckpoint(makeTrainer(), writeSafetensors([], [["clearhead.training", progress]])),
    ).toThrow("numbers (step, learningRate, updates) are damaged");
    const future = JSON.stringify({ version: 2 });
    expect(() =>
      restoreCheckpoint(makeTrainer(), writeSafetensors([], [["clearhead.training", future]])),
    ).toThrow("version 2, this package reads version 1");
  });
});
