import { add, addInPlace, copy, mul, type Tensor } from "@clearhead/nn";
import { Optimizer, requireThat } from "./optimizer.ts";

export interface SGDOptions {
  learningRate?: number;
  momentum?: number;
  dampening?: number;
  weightDecay?: number;
  /** Look ahead along the momentum (needs momentum and no dampening). */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent: `g ← g + weightDecay · p`, `b ← momentum · b + (1 − dampening) · g`,
 * `p ← p − learningRate · b` (torch's `SGD` and its defaults; the first `b` is `g`).
 *
 * @throws TensorError `value` for a negative number, an empty list, or nesterov without momentum
 *
 * @example
 * const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9, nesterov: true });
 */
export class SGD extends Optimizer {
  constructor(parameters: Iterable<Tensor>, options: SGDOptions = {}) {
    const { momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
    requireThat(momentum >= 0, `SGD: momentum is ${momentum}, it cannot be negative`);
    requireThat(weightDecay >= 0, `SGD: weightDecay is ${weightDecay}, it cannot be negative`);
    requireThat(
      !nesterov || (momentum > 0 && dampening === 0),
      `SGD: nesterov needs momentum and no dampening, they are ${momentum} and ${dampening}`,
    );
    super(parameters, options.learningRate ?? 1e-3, {
      name: "SGD",
      buffers: momentum === 0 ? [] : ["momentum_buffer"],
      update(updates, learningRate) {
        for (const { parameter, gradient, state } of updates) {
          const { momentum_buffer: buffer } = state.buffers;
          let direction = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
          if (buffer) {
            const goesOn = (): Tensor => add(mul(buffer, momentum), mul(direction, 1 - dampening));
            copy(buffer, state.step === 1 ? direction : goesOn());
            direction = nesterov ? add(direction, mul(buffer, momentum)) : buffer;
          }
          addInPlace(parameter, direction, -learningRate);
        }
      },
    });
  }
}
