import { adamWStep, add, mul, type Tensor } from "@clearhead/nn";
import { Optimizer, requireThat } from "./optimizer.ts";

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

const buffers = ["exp_avg", "exp_avg_sq"] as const;

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
    const { learningRate: first, betas, eps, weightDecay } = fill("AdamW", defaults, options);
    super(parameters, first, {
      name: "AdamW",
      buffers,
      update(parameter, gradient, { step, buffers: { exp_avg, exp_avg_sq } }, learningRate) {
        const [beta1, beta2] = betas;
        const settings = { learningRate, beta1, beta2, eps, weightDecay, step };
        adamWStep(parameter, gradient, exp_avg, exp_avg_sq, settings);
      },
    });
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
    const { learningRate: first, betas, eps, weightDecay } = fill("Adam", defaults, options);
    super(parameters, first, {
      name: "Adam",
      buffers,
      update(parameter, gradient, { step, buffers: { exp_avg, exp_avg_sq } }, learningRate) {
        const [beta1, beta2] = betas;
        const decayed = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
        const settings = { learningRate, beta1, beta2, eps, weightDecay: 0, step };
        adamWStep(parameter, decayed, exp_avg, exp_avg_sq, settings);
      },
    });
  }
}
