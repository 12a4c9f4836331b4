import { linear, TensorError, zeros, type Tensor } from "@clearhead/tensor";
import { calculateFanInAndFanOut, kaimingUniform, uniform } from "./initialization.ts";
import { Module } from "./module.ts";
import { parameter, type Parameter } from "./parameter.ts";
import { pythonBoolean } from "./repr.ts";

export interface LinearOptions {
  /** Whether a learned bias is added; `true`. */
  readonly bias?: boolean;
}

/**
 * A linear map of the last axis: `y = x Wᵀ + b`, x `[…, in]` → y `[…, out]`.
 *
 * Starts as PyTorch does: weight `[out, in]` and bias `[out]` uniform within `±1/√in`.
 *
 * @throws TensorError `value` for a size that is not a whole number
 * @see torch.nn.Linear
 * @example
 * new Linear(64, 32).forward(zeros([2, 10, 64])).shape; // [2, 10, 32]
 */
export class Linear extends Module {
  static override readonly linearWeights: readonly string[] = ["weight"];

  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Not read-only: models that tie weights put another's here. */
  weight: Parameter;
  bias: Parameter | null;
  /** `[out]`, where `quantizeWeights` made the weight int8. */
  weightScale: Parameter | null = null;

  constructor(inFeatures: number, outFeatures: number, { bias = true }: LinearOptions = {}) {
    super();
    for (const size of [inFeatures, outFeatures]) {
      if (!Number.isInteger(size) || size < 0) {
        throw new TensorError("value", `Linear: ${size} is not a number of features`);
      }
    }
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = parameter(zeros([outFeatures, inFeatures]));
    this.bias = bias ? parameter(zeros([outFeatures])) : null;
    this.resetParameters();
  }

  /** Draws new values, as the constructor does. */
  resetParameters(): void {
    // a = √5 makes Kaiming's bound 1/√in; PyTorch keeps it so for its history, and the draws follow.
    kaimingUniform(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const { fanIn } = calculateFanInAndFanOut(this.weight);
    const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
    uniform(this.bias, -bound, bound);
  }

  /** x `[…, in]` → `[…, out]`. */
  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias, { scale: this.weightScale });
  }

  protected override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonBoolean(this.bias !== null)}`;
  }
}
