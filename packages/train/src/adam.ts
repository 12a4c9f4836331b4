import { adamWStep, add, mul, type Tensor } from "@clearhead/nn";
import { Optimizer, requireThat, type Update, type UpdateRule } from "./optimizer.ts";

export interface AdamOptions {
  learningRate?: number;
  /** How much of the running mean of the gradient, and of its square, is kept at each step. */
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
}

type FilledOptions = Required<AdamOptions>;

function fill(name: string, defaults: FilledOptions, options: AdamOptions): FilledOptions {
  const filled = { ...defaults, ...options };
  filled.betas.forEach((beta, index) => {
    requireThat(
      beta >= 0 && beta < 1,
      `${name}: betas[${index}] is ${beta}, give a number in [0, 1)`,
    );
  });
  requireThat(filled.eps >= 0, `${name}: eps is ${filled.eps}, it cannot be negative`);
  requireThat(
    filled.weightDecay >= 0,
    `${name}: weightDecay is ${filled.weightDecay}, it cannot be negative`,
  );
  return filled;
}

/** Adam's update, all parameters in one call; `gradientOf` tells what it sees as the gradient. */
function adamRule(
  name: string,
  { betas: [beta1, beta2], eps }: FilledOptions,
  weightDecay: number,
  gradientOf: (update: Update) => Tensor,
): UpdateRule {
  return {
    name,
    buffers: ["exp_avg", "exp_avg_sq"],
    update(updates, learningRate) {
      // Parameters that once had no gradient had fewer updates.
      for (const step of new Set(updates.map(({ state }) => state.step))) {
        const group = updates.filter(({ state }) => state.step === step);
        adamWStep(
          group.map(({ parameter }) => parameter),
          group.map(gradientOf),
          group.map(({ state }) => state.buffers["exp_avg"]),
          group.map(({ state }) => state.buffers["exp_avg_sq"]),
          { learningRate, beta1, beta2, eps, weightDecay, step },
        );
      }
    },
  };
}

/**
 * Adam with decoupled weight decay: `p ← p · (1 − learningRate · weightDecay)`, then Adam's update
 * `p ← p − learningRate · m̂ / (√v̂ + eps)` (Loshchilov and Hutter 2019; torch's `AdamW` and its defaults).
 *
 * @throws TensorError `value` for betas outside [0, 1), a negative number or an empty list
 *
 * @example
 * const optimizer = new AdamW(model.parameters(), { learningRate: 2e-3, betas: [0.9, 0.98] });
 */
export class AdamW extends Optimizer {
  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    const defaults = {
      learningRate: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 1e-2,
    } as const;
    const filled = fill("AdamW", defaults, options);
    const rule = adamRule("AdamW", filled, filled.weightDecay, ({ gradient }) => gradient);
    super(parameters, filled.learningRate, rule);
  }
}

/**
 * Adam; the weight decay is L2, added to the gradient: `g ← g + weightDecay · p` (Kingma and Ba 2015; torch's `Adam`
 * and its defaults).
 *
 * @throws TensorError `value` for betas outside [0, 1), a negative number or an empty list
 *
 * @example
 * const optimizer = new Adam(model.parameters(), { betas: [0.9, 0.98], eps: 1e-9 }); // the paper's
 */
export class Adam extends Optimizer {
  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    const defaults = {
      learningRate: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
    } as const;
    const filled = fill("Adam", defaults, options);
    const { learningRate, weightDecay } = filled;
    const decayed = ({ parameter, gradient }: Update): Tensor =>
      weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
    super(parameters, learningRate, adamRule("Adam", filled, 0, decayed));
  }
}
