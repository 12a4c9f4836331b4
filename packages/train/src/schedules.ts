/**
 * A learning-rate schedule: a pure function from the number of finished steps to the learning rate
 * of the next one, so that resuming needs nothing but the step.
 */
export type Schedule = (step: number) => number;

function check(name: string, condition: boolean, message: string): void {
  if (!condition) throw new RangeError(`${name}: ${message}`);
}

/**
 * The same learning rate at every step.
 *
 * @example
 * constant(1e-3)(42) // 0.001
 */
export function constant(learningRate: number): Schedule {
  check("constant", learningRate >= 0, `learningRate is ${learningRate}, it cannot be negative`);
  return () => learningRate;
}

export interface LinearOptions {
  /** The learning rate at step 0. */
  start: number;
  /** The learning rate from step `steps` on. */
  end: number;
  steps: number;
}

/**
 * A straight line: `start + (end − start) · min(step / steps, 1)` (torch's `LinearLR`).
 *
 * @throws RangeError when `steps` is not a positive integer
 *
 * @example
 * linear({ start: 0, end: 1, steps: 4 })(1) // 0.25
 */
export function linear({ start, end, steps }: LinearOptions): Schedule {
  check(
    "linear",
    Number.isInteger(steps) && steps > 0,
    `steps is ${steps}, give a positive integer`,
  );
  return (step) => start + (end - start) * Math.min(step / steps, 1);
}

/** Half a cosine from `from` at `t = 0` to `to` at `t = 1`. */
function halfCosine(from: number, to: number, t: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * t));
}

export interface CosineOptions {
  /** The learning rate at the end of the warm-up. */
  peak: number;
  /** All steps, the warm-up among them. */
  steps: number;
  warmupSteps?: number;
  /** Where the cosine ends; kept from step `steps` on. */
  minimum?: number;
}

/**
 * A linear warm-up, `peak · (step + 1) / (warmupSteps + 1)`, then half a cosine from `peak` down to
 * `minimum` (as nanoGPT).
 *
 * @throws RangeError when the warm-up does not fit into the steps
 *
 * @example
 * cosine({ peak: 1, steps: 10, warmupSteps: 1 })(0) // 0.5
 */
export function cosine({ peak, steps, warmupSteps = 0, minimum = 0 }: CosineOptions): Schedule {
  check(
    "cosine",
    warmupSteps >= 0 && warmupSteps < steps,
    `a warm-up of ${warmupSteps} steps does not fit into ${steps} steps`,
  );
  return (step) =>
    step < warmupSteps
      ? (peak * (step + 1)) / (warmupSteps + 1)
      : halfCosine(peak, minimum, Math.min((step - warmupSteps) / (steps - warmupSteps), 1));
}

export interface NoamOptions {
  dModel: number;
  warmupSteps?: number;
  factor?: number;
}

/**
 * `factor · dModel^−0.5 · min(step^−0.5, step · warmupSteps^−1.5)` ("Attention Is All You Need",
 * 5.3). The paper counts steps from 1; step 0 is treated as 1.
 *
 * @throws RangeError when `dModel` or `warmupSteps` is not positive
 *
 * @example
 * noam({ dModel: 512, warmupSteps: 4000 })(4000) // 0.0006987712429686843
 */
export function noam({ dModel, warmupSteps = 4000, factor = 1 }: NoamOptions): Schedule {
  check("noam", dModel > 0, `dModel is ${dModel}, it must be positive`);
  check("noam", warmupSteps > 0, `warmupSteps is ${warmupSteps}, it must be positive`);
  return (step) => {
    const count = Math.max(step, 1);
    return factor * dModel ** -0.5 * Math.min(count ** -0.5, count * warmupSteps ** -1.5);
  };
}

export interface OneCycleOptions {
  maxLearningRate: number;
  totalSteps: number;
  /** The share of the steps in which the learning rate rises. */
  pctStart?: number;
  /** The first learning rate is `maxLearningRate / divFactor`. */
  divFactor?: number;
  /** The last learning rate is the first one divided by `finalDivFactor`. */
  finalDivFactor?: number;
}

/**
 * Two half cosines: up to `maxLearningRate`, then down to nearly nothing (torch's `OneCycleLR`,
 * without its cycle of the momentum).
 *
 * @throws RangeError when asked for a step past `totalSteps`, as in torch
 *
 * @example
 * oneCycle({ maxLearningRate: 1, totalSteps: 6 })(0) // 0.04
 */
export function oneCycle({
  maxLearningRate,
  totalSteps,
  pctStart = 0.3,
  divFactor = 25,
  finalDivFactor = 1e4,
}: OneCycleOptions): Schedule {
  check(
    "oneCycle",
    Number.isInteger(totalSteps) && totalSteps > 0,
    `totalSteps is ${totalSteps}, give a positive integer`,
  );
  check(
    "oneCycle",
    pctStart >= 0 && pctStart <= 1,
    `pctStart is ${pctStart}, give a number from 0 to 1`,
  );
  const first = maxLearningRate / divFactor;
  const last = first / finalDivFactor;
  // Torch counts both phases from step 0, so the peak stands one step before its share of the total.
  const peakStep = Math.max(pctStart * totalSteps - 1, 0);
  const fallingSteps = totalSteps - 1 - peakStep || 1;
  return (step) => {
    check("oneCycle", step < totalSteps, `step ${step} is past the last one, ${totalSteps - 1}`);
    return step < peakStep
      ? halfCosine(first, maxLearningRate, step / peakStep)
      : halfCosine(maxLearningRate, last, (step - peakStep) / fallingSteps);
  };
}
