import { call } from "./cpu/call.ts";
import { binaryAddScaled, binaryMul } from "./cpu/opcode.ts";
import { broadcastOperand, operand } from "./cpu/operand.ts";
import { TensorError } from "./errors.ts";
import { isGradEnabled } from "./modes.ts";
import { checkTensors } from "./operands.ts";
import { scalarLike } from "./scalar.ts";
import { sameShape, show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * What every write in place must respect: the memory is the target's own and dense, shapes are equal, and a leaf that
 * wants gradients is written only under `noGrad`. Counts the write, so that a saved or traced value is noticed.
 */
function prepare(operation: string, target: Tensor, ...others: readonly Tensor[]): void {
  checkTensors(operation, [target, ...others]);
  if (target.node || (target.requiresGrad && isGradEnabled())) {
    throw new TensorError(
      "gradient",
      `${operation}: writing in place to a tensor that takes part in gradients; wrap it in noGrad(() => …), and write only to leaves`,
      { operation },
    );
  }
  if (!target.isContiguous) {
    throw new TensorError(
      "shape",
      `${operation}: the target ${show(target.shape)} is a view whose elements do not lie row by row; write to the tensor it views`,
      { operation, shape: target.shape },
    );
  }
  for (const other of others) {
    if (
      sameShape(other.shape, target.shape) &&
      other.dtype === target.dtype &&
      other.device === target.device
    )
      continue;
    throw new TensorError(
      "shape",
      `${operation}: target ${show(target.shape)} ${target.dtype} on ${target.device} and source ${show(other.shape)} ${other.dtype} on ${other.device} must be alike`,
      { operation, shapes: [target.shape, other.shape] },
    );
  }
  target.storage.version++;
}

/**
 * Writes the elements of `source` into `target`: views of it change too.
 *
 * @param source - the shape, dtype and device of `target`
 * @returns `target`
 * @throws TensorError `shape` when they are not alike or the target is a view with gaps, `gradient` for what takes part in gradients
 * @see torch.Tensor.copy_
 * @example copy(zeros([2]), tensor([1, 2])); // → tensor([1., 2.])
 */
export function copy(target: Tensor, source: Tensor): Tensor {
  prepare("copy", target, source);
  target.storage.device.copy(source, target);
  return target;
}

/**
 * Writes 0 everywhere.
 *
 * @returns `target`
 * @throws TensorError `shape` for a view with gaps, `gradient` for what takes part in gradients
 * @see torch.Tensor.zero_
 * @example zero(tensor([1, 2])); // → tensor([0., 0.])
 */
export function zero(target: Tensor): Tensor {
  prepare("zero", target);
  target.view().fill(0);
  return target;
}

/**
 * `target ← target + alpha · source`.
 *
 * @param source - the shape, dtype and device of `target`
 * @returns `target`
 * @throws TensorError `shape` when they are not alike or the target is a view with gaps, `gradient` for what takes part in gradients
 * @see torch.Tensor.add_
 * @example
 * const weight = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => addInPlace(weight, tensor([10, 10]), -0.1));
 * weight; // → tensor([0., 1.], requires_grad=True)
 */
export function addInPlace(target: Tensor, source: Tensor, alpha = 1): Tensor {
  prepare("addInPlace", target, source);
  if (target.device === "cpu" && target.dtype === "float32") {
    call("binary", [operand(target), operand(target), operand(source)], [binaryAddScaled, alpha]);
  } else {
    const values = target.view();
    const added = source.view();
    for (let at = 0; at < values.length; at++) values[at] += alpha * added[at];
  }
  return target;
}

/**
 * `target ← target · factor`.
 *
 * @returns `target`
 * @throws TensorError `shape` for a view with gaps, `gradient` for what takes part in gradients
 * @see torch.Tensor.mul_
 * @example scaleInPlace(tensor([1, 2]), 0.5); // → tensor([0.5000, 1.0000])
 */
export function scaleInPlace(target: Tensor, factor: number): Tensor {
  prepare("scaleInPlace", target);
  if (target.device === "cpu" && target.dtype === "float32") {
    const scalar = scalarLike(factor, target);
    const operands = [operand(target), operand(target), broadcastOperand(scalar, target.shape)];
    call("binary", operands, [binaryMul]);
    scalar.dispose();
  } else {
    const values = target.view();
    for (let at = 0; at < values.length; at++) values[at] *= factor;
  }
  return target;
}

/** The numbers of one AdamW update; PyTorch's defaults are 1e-3, 0.9, 0.999, 1e-8 and 0.01. */
export interface AdamWOptions {
  /** lr: how far a step goes. */
  readonly learningRate: number;
  /** β₁: how much of the mean of gradients is kept. */
  readonly beta1: number;
  /** β₂: how much of the mean of squared gradients is kept. */
  readonly beta2: number;
  /** ε: keeps the division away from 0. */
  readonly eps: number;
  /** λ: how much the parameter shrinks, in units of lr. */
  readonly weightDecay: number;
  /** Which update this is, from 1: for the bias correction. */
  readonly step: number;
}

/**
 * One AdamW update of a parameter and its two moments, in place.
 *
 * `p ← p · (1 − lr · λ)`, `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`,
 * `p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`
 *
 * @param gradient - g, of the parameter's shape
 * @param expAvg - m, of the parameter's shape; starts at 0
 * @param expAvgSq - v, likewise
 * @throws TensorError `shape` when the four are not alike, `gradient` outside `noGrad`
 * @see torch.optim.AdamW; Loshchilov and Hutter, 2019
 * @example
 * const [p, m, v] = [tensor([1]), zeros([1]), zeros([1])];
 * const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, step: 1 };
 * adamWStep(p, tensor([5]), m, v, options);
 * p; // → tensor([0.9000])
 */
export function adamWStep(
  parameter: Tensor,
  gradient: Tensor,
  expAvg: Tensor,
  expAvgSq: Tensor,
  options: AdamWOptions,
): void {
  prepare("adamWStep", parameter, gradient);
  prepare("adamWStep", expAvg, parameter);
  prepare("adamWStep", expAvgSq, parameter);
  const { learningRate, beta1, beta2, eps, weightDecay, step } = options;
  if (parameter.device === "cpu" && gradient.isContiguous) {
    call(
      "adamW",
      [operand(parameter), operand(gradient), operand(expAvg), operand(expAvgSq)],
      [learningRate, beta1, beta2, eps, weightDecay, step],
    );
    return;
  }
  const [p, g, m, v] = [parameter, gradient, expAvg, expAvgSq].map((x) => x.view());
  const size = learningRate / (1 - beta1 ** step);
  const spread = Math.sqrt(1 - beta2 ** step);
  for (let at = 0; at < p.length; at++) {
    p[at] *= 1 - learningRate * weightDecay;
    m[at] = beta1 * m[at] + (1 - beta1) * g[at];
    v[at] = beta2 * v[at] + (1 - beta2) * g[at] * g[at];
    p[at] -= (size * m[at]) / (Math.sqrt(v[at]) / spread + eps);
  }
}
