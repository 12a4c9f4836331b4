import { layerNorm, ones, rmsNorm, TensorError, zeros, type Tensor } from "@clearhead/tensor";
import { Module } from "./module.ts";
import { parameter, type Parameter } from "./parameter.ts";
import type { ProbeTable } from "./probe.ts";
import { pythonBoolean, pythonFloat, pythonTuple } from "./repr.ts";

export interface LayerNormOptions {
  /** Added to the variance, so that a constant row gives 0; `1e-5`. */
  readonly eps?: number;
  /** Whether a gain and a bias are learned; `true`. */
  readonly elementwiseAffine?: boolean;
  /** Whether the learned part has a bias; `true`. */
  readonly bias?: boolean;
}

/**
 * Layer normalisation over the last axes: `y = (x − mean) / √(variance + eps) · weight + bias`.
 *
 * x `[…, ...normalizedShape]` → y of the same shape; the variance is the biased one.
 *
 * @throws TensorError `shape` in `forward` when x does not end with `normalizedShape`
 * @see torch.nn.LayerNorm; Ba, Kiros and Hinton, Layer Normalization, arXiv 1607.06450
 * @example
 * new LayerNorm(64).forward(randn([2, 10, 64])).shape; // [2, 10, 64]
 */
export class LayerNorm extends Module<"output"> {
  static override readonly probes: ProbeTable<"output"> = {
    output: {
      axes: ["batch", "positions", "features"],
      formula: "(x − mean) / √(variance + eps) · weight + bias",
      meaning: {
        en: "each position's vector with mean 0 and variance 1, then scaled and shifted",
        pt: "o vetor de cada posição com média 0 e variância 1, depois escalado e deslocado",
      },
    },
  };

  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = 1e-5, elementwiseAffine = true, bias = true }: LayerNormOptions = {},
  ) {
    super();
    this.normalizedShape = shapeOf("LayerNorm", normalizedShape);
    this.eps = eps;
    this.weight = elementwiseAffine ? parameter(ones(this.normalizedShape)) : null;
    this.bias = elementwiseAffine && bias ? parameter(zeros(this.normalizedShape)) : null;
  }

  forward(x: Tensor): Tensor {
    const { normalizedShape, weight, bias, eps } = this;
    return this.probe("output", layerNorm(x, normalizedShape, { weight, bias, eps }));
  }

  protected override extraRepr(): string {
    const [affine, bias] = [this.weight !== null, this.bias !== null].map(pythonBoolean);
    return `${pythonTuple(this.normalizedShape)}, eps=${pythonFloat(this.eps)}, elementwise_affine=${affine}, bias=${bias}`;
  }
}

export interface RMSNormOptions {
  /** Added to the mean square; `null`, the default, is float32's ε = 2⁻²³. */
  readonly eps?: number | null;
  /** Whether a gain is learned; `true`. */
  readonly elementwiseAffine?: boolean;
}

/**
 * Root-mean-square normalisation over the last axes: `y = x / √(mean(x²) + eps) · weight`.
 *
 * x `[…, ...normalizedShape]` → y of the same shape; no mean is taken away and no bias added.
 *
 * @throws TensorError `shape` in `forward` when x does not end with `normalizedShape`
 * @see torch.nn.RMSNorm; Zhang and Sennrich, Root Mean Square Layer Normalization, arXiv 1910.07467
 */
export class RMSNorm extends Module<"output"> {
  static override readonly probes: ProbeTable<"output"> = {
    output: {
      axes: ["batch", "positions", "features"],
      formula: "x / √(mean(x²) + eps) · weight",
      meaning: {
        en: "each position's vector with mean square 1, then scaled",
        pt: "o vetor de cada posição com média dos quadrados 1, depois escalado",
      },
    },
  };

  readonly normalizedShape: readonly number[];
  readonly eps: number | null;
  readonly weight: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = null, elementwiseAffine = true }: RMSNormOptions = {},
  ) {
    super();
    this.normalizedShape = shapeOf("RMSNorm", normalizedShape);
    this.eps = eps;
    this.weight = elementwiseAffine ? parameter(ones(this.normalizedShape)) : null;
  }

  forward(x: Tensor): Tensor {
    const { normalizedShape, weight, eps } = this;
    return this.probe("output", rmsNorm(x, normalizedShape, { weight, eps }));
  }

  protected override extraRepr(): string {
    const eps = this.eps === null ? "None" : pythonFloat(this.eps);
    return `${pythonTuple(this.normalizedShape)}, eps=${eps}, elementwise_affine=${pythonBoolean(this.weight !== null)}`;
  }
}

function shapeOf(layer: string, normalizedShape: number | readonly number[]): readonly number[] {
  const shape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
  if (shape.length === 0) {
    throw new TensorError(
      "shape",
      `${layer}: normalizedShape is empty; name the last axes, such as 64`,
    );
  }
  return shape;
}
