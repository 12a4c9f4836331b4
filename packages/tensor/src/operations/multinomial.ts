import { tensor } from "../creation.ts";
import { isFloatingPoint } from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { noGrad } from "../modes.ts";
import { checkTensors } from "../operands.ts";
import { defaultGenerator, type Generator } from "../random.ts";
import { scope } from "../scope.ts";
import { show, sizeOf, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div } from "./binary.ts";
import { lt } from "./compare.ts";
import { argmax, topk } from "./order.ts";
import { cumsum } from "./running.ts";
import { slice } from "./slice.ts";
import { sum } from "./sum.ts";
import { unsqueeze } from "./views.ts";

/** How {@link multinomial} draws. */
export interface MultinomialOptions {
  /** Whether one position may be drawn again: not when left out. */
  readonly replacement?: boolean;
  /** The default stream when left out. */
  readonly generator?: Generator;
}

/** Throws unless every row has as many weights above 0 as are to be drawn from it. */
function checkWeights(x: Tensor, numSamples: number, replacement: boolean): void {
  const refuse = (code: "value" | "shape" | "dtype", problem: string): never => {
    throw new TensorError(code, `multinomial: ${problem}`, { shape: x.shape, numSamples });
  };
  if (!isFloatingPoint(x.dtype)) refuse("dtype", `the weights are ${x.dtype}, give float32`);
  if (x.rank === 0) refuse("shape", "a 0-d tensor has no axis to draw from");
  if (!Number.isInteger(numSamples) || numSamples < 1) {
    refuse("value", `numSamples ${numSamples} must be a whole number of at least 1`);
  }
  const wanted = replacement ? 1 : numSamples;
  const width = x.shape[x.rank - 1];
  const values = x.view();
  for (let row = 0; row < sizeOf(x.shape.slice(0, -1)); row++) {
    let positive = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      if (values[at] > 0) positive++;
      if (values[at] >= 0 && values[at] < Infinity) continue;
      refuse(
        "value",
        `weight ${values[at]} at position ${at - row * width} of row ${row} must be finite and not below 0`,
      );
    }
    if (positive >= wanted) continue;
    const hint = replacement || positive === 0 ? "" : "; { replacement: true } may draw one again";
    refuse(
      "value",
      `row ${row} of ${show(x.shape)} has ${positive} weights above 0, and ${wanted} to draw${hint}`,
    );
  }
}

/** Numbers from a stream, beside `x`, under a name that `explain` shows. */
function drawn(
  x: Tensor,
  shape: Shape,
  label: string,
  fill: (values: Float64Array) => void,
): Tensor {
  const values = new Float64Array(sizeOf(shape));
  fill(values);
  const result = tensor(values, { shape, dtype: x.dtype, device: x.device });
  result.label = label;
  return result;
}

/**
 * Draws positions along the last axis, each with a probability in proportion to its weight.
 *
 * Without replacement, or for one sample: the largest `x[i] / q[i]`, with q drawn from the exponential distribution (the
 * Gumbel trick). With replacement: how many of the running shares `Σ_{k ≤ i} x[k] / Σ x` lie below a uniform number. Both are
 * compositions, so that inside `trace` they are explained down to what was drawn, and both take from the stream what PyTorch
 * takes: after `manualSeed` the positions are those of torch on the CPU.
 *
 * @param x - `[…, n]`, finite weights not below 0, such as probabilities; they need not sum to 1
 * @param numSamples - how many to draw from each row
 * @returns int32 `[…, numSamples]`, in the order they were drawn
 * @throws TensorError `value` for weights or numbers that allow no draw, `dtype`, `shape`
 * @see torch.multinomial
 * @example
 * manualSeed(0);
 * multinomial(tensor([0.1, 0.2, 0.3, 0.4]), 3); // → tensor([2, 1, 3])
 */
export function multinomial(
  x: Tensor,
  numSamples: number,
  options: MultinomialOptions = {},
): Tensor {
  checkTensors("multinomial", [x]);
  const { replacement = false, generator = defaultGenerator() } = options;
  checkWeights(x, numSamples, replacement);
  return scope(() =>
    noGrad(() => {
      if (!replacement || numSamples === 1) {
        const noise = drawn(x, x.shape, "noise", (values) => generator.fillExponential(values));
        const scores = div(x, noise);
        if (numSamples === 1) return argmax(scores, { dim: -1, keepdim: true });
        return topk(scores, numSamples).indices;
      }
      const shape = [...x.shape.slice(0, -1), numSamples];
      const uniform = drawn(x, shape, "uniform", (values) => generator.fillUniform(values));
      const running = cumsum(x, -1);
      const shares = div(running, slice(running, -1, -1));
      return sum(lt(unsqueeze(shares, -2), unsqueeze(uniform, -1)), { dim: -1 });
    }),
  );
}
