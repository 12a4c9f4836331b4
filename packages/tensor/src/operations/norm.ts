import { apply, emptyTensor } from "../apply.ts";
import { checkFloating, checkNumber, checkOptions, refuse } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation, TensorSpec } from "../operation.ts";
import { along, checkShape, sameShape, type Shape, show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
import { contiguous } from "./contiguous.ts";
import { centre, mean } from "./mean.ts";
import { sumTo } from "./sum.ts";
import { rsqrt, square } from "./unary.ts";
import { reshape } from "./views.ts";

interface NormOptions {
  readonly eps: number;
  /** Inputs after x: gain (torch's weight) first, then bias. */
  readonly hasWeight: boolean;
  readonly hasBias: boolean;
}

function rowMean(x: Tensor): Tensor {
  return mean(x, { dim: -1, keepdim: true }); // [..., 1]
}

function sameRows([x]: readonly TensorSpec[]): TensorSpec[] {
  return [{ shape: x.shape, dtype: x.dtype }];
}

export const layerNormRows: Operation<NormOptions> = {
  name: "layer_norm",
  formula: "y[i] = (x[i] − mean) / √(variance + eps) · weight[i] + bias[i]",
  outputs: sameRows,
  meaning: {
    kind: "definition",
    define(m, [x, ...affine], { eps, hasWeight, hasBias }, [{ shape }]) {
      const size = shape.at(-1)!;
      const axis = shape.length - 1;
      const n = m.number(size);
      const [weight, bias] = hasWeight ? affine : [undefined, affine[0]];
      return (index) => {
        const row = index.slice(0, -1);
        const at = (k: number) => x(along(index, axis, k));
        const mean = m.named("mean", row, () => m.divide(m.sum(size, at), n));
        const deviation = (k: number) => m.minus(at(k), mean);
        const square = (k: number) => m.times(deviation(k), deviation(k));
        const variance = m.named("variance", row, () => m.divide(m.sum(size, square), n));
        const spread = m.sqrt(m.plus(variance, m.number(eps)));
        const i = index[axis];
        const scaled = m.divide(deviation(i), spread);
        const weighted = weight ? m.times(scaled, weight([i])) : scaled;
        return hasBias && bias ? m.plus(weighted, bias([i])) : weighted;
      };
    },
  },
  // With z = (x − mean) · scale and g = gradient · weight: dx = scale · (g − mean(g) − z · mean(g · z)).
  gradient({ gradient, input, options: { eps, hasWeight, hasBias }, specs }) {
    const x = input(0);
    const centred = centre(x, { dim: -1 }); // x − mean
    const scale = rsqrt(add(rowMean(square(centred)), eps));
    const z = mul(centred, scale);
    const g = hasWeight ? mul(gradient, input(1)) : gradient;
    const forX = mul(scale, sub(sub(g, rowMean(g)), mul(z, rowMean(mul(g, z)))));
    const forWeight = hasWeight ? [sumTo(mul(gradient, z), specs[1].shape)] : [];
    const forBias = hasBias ? [sumTo(gradient, specs.at(-1)!.shape)] : [];
    return [forX, ...forWeight, ...forBias];
  },
  fusedGradient({ gradient, input, options: { eps, hasWeight, hasBias } }) {
    const x = input(0);
    const empty = (shape: Shape): Tensor => emptyTensor(shape, x.dtype, x.storage.device);
    const forX = empty(x.shape);
    const weight = hasWeight ? [input(1)] : [];
    call(kernels.layerNormBackward, [forX, x, gradient, ...weight].map(operand), [
      eps,
      Number(hasWeight),
    ]);
    if (!hasWeight && !hasBias) return [forX];
    const width = [x.shape.at(-1)!];
    const [forWeight, forBias] = [empty(width), empty(width)];
    call(kernels.layerNormParameterBackward, [forWeight, forBias, x, gradient].map(operand), [eps]);
    return [forX, ...(hasWeight ? [forWeight] : []), ...(hasBias ? [forBias] : [])];
  },
  saves: { inputs: [0, 1] },
  cpu(inputs, [y], { eps, hasWeight, hasBias }) {
    call(kernels.layerNorm, [y, ...inputs].map(operand), [eps, Number(hasWeight), Number(hasBias)]);
  },
};

export const rmsNormRows: Operation<NormOptions> = {
  name: "rms_norm",
  formula: "y[i] = x[i] / √(mean of x² + eps) · weight[i]",
  outputs: sameRows,
  meaning: {
    kind: "definition",
    define(m, [x, weight], { eps }, [{ shape }]) {
      const size = shape.at(-1)!;
      const axis = shape.length - 1;
      return (index) => {
        const at = (k: number) => x(along(index, axis, k));
        const square = (k: number) => m.times(at(k), at(k));
        const meanSquare = m.named("mean square", index.slice(0, -1), () =>
          m.divide(m.sum(size, square), m.number(size)),
        );
        const i = index[axis];
        const scaled = m.divide(at(i), m.sqrt(m.plus(meanSquare, m.number(eps))));
        return weight ? m.times(scaled, weight([i])) : scaled;
      };
    },
  },
  // With z = x · scale and g = gradient · weight: dx = scale · (g − z · mean(g · z)).
  gradient({ gradient, input, options: { eps, hasWeight }, specs }) {
    const x = input(0);
    const scale = rsqrt(add(rowMean(square(x)), eps));
    const z = mul(x, scale);
    const g = hasWeight ? mul(gradient, input(1)) : gradient;
    const forX = mul(scale, sub(g, mul(z, rowMean(mul(g, z)))));
    return hasWeight ? [forX, sumTo(mul(gradient, z), specs[1].shape)] : [forX];
  },
  fusedGradient({ gradient, input, options: { eps, hasWeight } }) {
    const x = input(0);
    const forX = emptyTensor(x.shape, x.dtype, x.storage.device);
    const weight = hasWeight ? [input(1)] : [];
    call(kernels.rmsNormBackward, [forX, x, gradient, ...weight].map(operand), [
      eps,
      Number(hasWeight),
    ]);
    if (!hasWeight) return [forX];
    const forWeight = emptyTensor([x.shape.at(-1)!], x.dtype, x.storage.device);
    call(kernels.rmsNormParameterBackward, [forWeight, x, gradient].map(operand), [eps]);
    return [forX, forWeight];
  },
  saves: { inputs: [0, 1] },
  cpu(inputs, [y], { eps, hasWeight }) {
    call(kernels.rmsNorm, [y, ...inputs].map(operand), [eps, Number(hasWeight)]);
  },
};

/** Runs a norm over the last axes: several of them are one for the entry. */
function norm(
  name: string,
  operation: Operation<NormOptions>,
  x: Tensor,
  normalizedShape: Shape,
  eps: number,
  weight: Tensor | null | undefined,
  bias: Tensor | null | undefined,
): Tensor {
  const parameters = [weight, bias].filter((each) => each !== null && each !== undefined);
  checkTensors(name, [x, ...parameters]);
  checkFloating(name, [x, ...parameters]);
  checkNumber(name, "eps", eps);
  if (eps < 0) refuse(name, `eps ${eps} must be at least 0`, { eps });
  if (!Array.isArray(normalizedShape)) checkShape(name, normalizedShape);
  const tail = x.shape.slice(x.rank - normalizedShape.length);
  if (
    normalizedShape.length === 0 ||
    normalizedShape.length > x.rank ||
    !sameShape(tail, normalizedShape)
  ) {
    throw new TensorError(
      "shape",
      `${name}: normalizedShape ${show(normalizedShape)} must be the last axes of x ${show(x.shape)}`,
      { operation: name, shapes: [x.shape, normalizedShape] },
    );
  }
  for (const [role, parameter] of [
    ["weight", weight],
    ["bias", bias],
  ] as const) {
    if (!parameter || sameShape(parameter.shape, normalizedShape)) continue;
    throw new TensorError(
      "shape",
      `${name}: ${role} ${show(parameter.shape)} must have the normalizedShape ${show(normalizedShape)}`,
      { operation: name, shapes: [parameter.shape, normalizedShape] },
    );
  }
  const isFlat = normalizedShape.length === 1;
  const width = sizeOf(normalizedShape);
  const flat = (t: Tensor, lead: Shape): Tensor =>
    contiguous(isFlat ? t : reshape(t, [...lead, width]));
  const lead = x.shape.slice(0, x.rank - normalizedShape.length);
  const inputs = [flat(x, lead)];
  if (weight) inputs.push(flat(weight, []));
  if (bias) inputs.push(flat(bias, []));
  const y = apply(operation, inputs, { eps, hasWeight: !!weight, hasBias: !!bias });
  return isFlat ? y : reshape(y, x.shape);
}

/**
 * `y = (x − mean) / √(variance + eps) · weight + bias` over the last axes; the variance is the biased one.
 *
 * @param x - `[…, ...normalizedShape]`
 * @param normalizedShape - the sizes of the axes that are normalized together
 * @param options - `weight` and `bias` of `normalizedShape`, or none; `eps`: 1e-5
 * @throws TensorError `shape` when x does not end in `normalizedShape`, or weight or bias have another shape; `dtype` when one is not floating-point; `value` for an eps below 0
 * @see torch.nn.functional.layer_norm; Ba, Kiros and Hinton, 2016
 * @example layerNorm(tensor([1, 2, 3]), [3]); // → tensor([-1.2247,  0.0000,  1.2247])
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape,
  options: {
    readonly weight?: Tensor | null;
    readonly bias?: Tensor | null;
    readonly eps?: number;
  } = {},
): Tensor {
  checkTensors("layerNorm", [x]);
  checkOptions("layerNorm", options, ["weight", "bias", "eps"]);
  return norm(
    "layerNorm",
    layerNormRows,
    x,
    normalizedShape,
    options.eps ?? 1e-5,
    options.weight,
    options.bias,
  );
}

/** The distance from 1 to the next float32: the default `eps` of torch.nn.RMSNorm. */
const float32Epsilon: number = 2 ** -23;

/**
 * `y = x / √(mean of x² + eps) · weight` over the last axes.
 *
 * @param x - `[…, ...normalizedShape]`
 * @param normalizedShape - the sizes of the axes that are normalized together
 * @param options - `weight` of `normalizedShape`, or none; `eps`: the dtype's machine epsilon when left out
 * @throws TensorError `shape` when x does not end in `normalizedShape`, or weight has another shape; `dtype` when one is not floating-point; `value` for an eps below 0
 * @see torch.nn.functional.rms_norm; Zhang and Sennrich, 2019
 * @example rmsNorm(tensor([3, 4]), [2]); // → tensor([0.8485, 1.1314])
 */
export function rmsNorm(
  x: Tensor,
  normalizedShape: Shape,
  options: { readonly weight?: Tensor | null; readonly eps?: number | null } = {},
): Tensor {
  checkTensors("rmsNorm", [x]);
  checkOptions("rmsNorm", options, ["weight", "eps"]);
  return norm(
    "rmsNorm",
    rmsNormRows,
    x,
    normalizedShape,
    options.eps ?? float32Epsilon,
    options.weight,
    null,
  );
}
