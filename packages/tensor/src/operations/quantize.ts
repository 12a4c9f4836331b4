import { checkFloating, checkOptions, refuse } from "../checks.ts";
import { noGrad } from "../modes.ts";
import { checkTensors } from "../operands.ts";
import { scope } from "../scope.ts";
import { resolveDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div } from "./binary.ts";
import { converted } from "./cast.ts";
import { where } from "./choose.ts";
import { eq } from "./compare.ts";
import { amax } from "./extremes.ts";
import { round } from "./rounding.ts";
import { sum } from "./sum.ts";
import { abs } from "./unary.ts";
import { reshape } from "./views.ts";

/** A tensor in a quarter of the memory: `x[i, …] ≈ scale[i] · values[i, …]`. */
export interface Quantized {
  /** int8 from −127 to 127, of the tensor's shape. */
  readonly values: Tensor;
  /** float32, one number for each slice along `dim`. */
  readonly scale: Tensor;
}

/** What {@link quantize} takes beside the tensor. */
export interface QuantizeOptions {
  /** The axis whose slices have a scale each; `0`, the outputs of a weight `[out, in]`. */
  readonly dim?: number;
}

/**
 * The nearest 8-bit numbers, symmetric, with a scale for each slice along `dim`: `scale[i] = max |x[i, …]| / 127`,
 * `values[i, …] = round(x[i, …] / scale[i])`. No number moves by more than half its scale. What comes out are constants: no
 * gradient flows back through rounding.
 *
 * @param x - `[…]`, floating point and finite, with at least one axis
 * @returns `values` of x's shape, and `scale` `[size of dim]`; with `dim` 0 they are what {@link linear} takes
 * @throws TensorError `dim`, `dtype`, or `value` for NaN and infinity
 * @see torch.quantize_per_channel, which takes the scales that this finds; ONNX QuantizeLinear
 * @example
 * const { values, scale } = quantize(tensor([[1, -2], [0, 0.5]]));
 * values; // → tensor([[  64, -127],
 * // →         [   0,  127]], dtype=torch.int8)
 */
export function quantize(x: Tensor, options: QuantizeOptions = {}): Quantized {
  checkTensors("quantize", [x]);
  checkFloating("quantize", [x]);
  checkOptions("quantize", options, ["dim"]);
  const dim = resolveDim("quantize", options.dim ?? 0, x.rank);
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== dim);
  return noGrad(() =>
    scope(() => {
      const scale = div(largestAlong(x, others), 127); // 1 on the other axes
      const bad = scale.view().findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) {
        refuse(
          "quantize",
          `slice ${bad} along dim ${dim} holds NaN or infinity, which no scale brings to 8 bits`,
        );
      }
      const divisor = where(eq(scale, 0), 1, scale);
      const values = converted(round(div(x, divisor)), "int8");
      return { values, scale: reshape(scale, [x.shape[dim]]) };
    }),
  );
}

/** The largest size of a number along some axes; nothing has size 0. */
function largestAlong(x: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 0) return abs(x);
  const kept = { dim: axes, keepdim: true };
  return x.size === 0 ? sum(x, kept) : amax(abs(x), kept);
}
