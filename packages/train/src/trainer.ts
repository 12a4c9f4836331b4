import { scope, type Module, type Tensor } from "@clearhead/nn";
import { clipGradNorm } from "./clip.ts";
import type { Optimizer } from "./optimizer.ts";
import type { Schedule } from "./schedules.ts";

export interface TrainerOptions<Batch> {
  model: Module;
  optimizer: Optimizer;
  /** The data of a step. A pure function (see {@link batches}): then resuming needs only the step. */
  batch: (step: number) => Batch;
  /** The loss of a batch, one number; it is called in training mode and in a scope. */
  loss: (batch: Batch) => Tensor;
  /** Sets the learning rate at each step; without it the optimizer's own stays. */
  schedule?: Schedule;
  /** The largest norm of all gradients together; see {@link clipGradNorm}. */
  maxNorm?: number;
}

/** What one step of training tells. */
export interface StepReport {
  /** How many steps are finished, this one included. */
  step: number;
  loss: number;
  learningRate: number;
  /** The norm of the gradients before clipping; without `maxNorm` it is not computed. */
  gradientNorm?: number;
}

export interface RunOptions {
  /** Train until so many steps are finished, counted from the very first. */
  until: number;
  /** An aborted run ends after the step in progress; it can go on later. */
  signal?: AbortSignal;
}

/** The loss or the gradient of a step is not finite; the weights are still those before the step. */
export class DivergenceError extends Error {
  readonly step: number;

  constructor(step: number, message: string) {
    super(message);
    this.name = "DivergenceError";
    this.step = step;
  }
}

// Longer than this the event loop (a page's messages, Ctrl-C) does not wait for its turn.
const longestTurnMilliseconds = 40;

/**
 * The training loop: batch → loss → gradients → clipping → update, one step after another.
 *
 * `run` is an asynchronous iterator, so what happens between steps (drawing, samples, checkpoints, stopping) is plain
 * code in a `for await`. Everything a step makes is freed at its end.
 *
 * @example
 * const trainer = new Trainer({ model, optimizer, batch, loss, schedule, maxNorm: 1 });
 * for await (const { step, loss } of trainer.run({ until: 1000 })) {
 *   if (step % 100 === 0) console.log(step, loss);
 * }
 */
export class Trainer<Batch = unknown> {
  readonly model: Module;
  readonly optimizer: Optimizer;
  /** How many steps are finished: the position in the data and in the schedule. */
  step = 0;
  readonly #options: TrainerOptions<Batch>;
  #isBusy = false;

  constructor(options: TrainerOptions<Batch>) {
    this.model = options.model;
    this.optimizer = options.optimizer;
    this.#options = options;
  }

  /**
   * Trains until `until` steps are finished or the signal is aborted, and reports each step.
   *
   * @throws DivergenceError when a loss or a gradient is not finite
   */
  async *run({ until, signal }: RunOptions): AsyncGenerator<StepReport, void, undefined> {
    let turnBegan = performance.now();
    while (this.step < until) {
      if (signal?.aborted) return;
      yield await this.trainStep();
      if (performance.now() - turnBegan > longestTurnMilliseconds) {
        await nextTurn();
        turnBegan = performance.now();
      }
    }
  }

  /**
   * One step of training.
   *
   * @throws DivergenceError when the loss or the gradient is not finite; Error when another step is in progress
   */
  async trainStep(): Promise<StepReport> {
    if (this.#isBusy)
      throw new Error("trainStep: the step before is still in progress, await it first");
    this.#isBusy = true;
    try {
      const report = await this.#forwardAndBackward();
      this.optimizer.step();
      this.step++;
      return report;
    } finally {
      this.optimizer.zeroGrad();
      this.#isBusy = false;
    }
  }

  async #forwardAndBackward(): Promise<StepReport> {
    const { batch, loss: lossOf, schedule, maxNorm } = this.#options;
    const { model, optimizer, step } = this;
    if (schedule) optimizer.learningRate = schedule(step);
    model.train();
    const results = scope(() => {
      const loss = lossOf(batch(step));
      loss.backward();
      const norm = maxNorm === undefined ? undefined : clipGradNorm(optimizer.parameters, maxNorm);
      return { loss: loss.detach(), norm };
    });
    const loss = await read(results.loss);
    const gradientNorm = results.norm && (await read(results.norm));
    if (!Number.isFinite(loss)) {
      throw new DivergenceError(
        step,
        `step ${step + 1}: the loss is ${loss}; try a smaller learning rate`,
      );
    }
    if (gradientNorm !== undefined && !Number.isFinite(gradientNorm)) {
      throw new DivergenceError(
        step,
        `step ${step + 1}: the norm of the gradients is ${gradientNorm}; try a smaller learning rate`,
      );
    }
    const report = { step: step + 1, loss, learningRate: optimizer.learningRate };
    return gradientNorm === undefined ? report : { ...report, gradientNorm };
  }
}

async function read(scalar: Tensor): Promise<number> {
  const value = await scalar.item();
  scalar.dispose();
  return value;
}

/** Gives timers, messages and signals their turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
