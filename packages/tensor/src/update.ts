import { emptyTensor } from "./apply.ts";
import { checkFloating, checkOptions, checkWhole, refuse } from "./checks.ts";
import * as kernels from "./cpu/kernels.ts";
import { callOverAll, canBeListed, countListTiles } from "./cpu/list.ts";
import { operand } from "./cpu/operand.ts";
import { tensor } from "./creation.ts";
import { power } from "./elementary.ts";
import { TensorError } from "./errors.ts";
import { checkWrite, copy, runWrite } from "./inplace.ts";
import { noGrad } from "./modes.ts";
import { checkTensors } from "./operands.ts";
import { add, div, mul } from "./operations/binary.ts";
import { clamp } from "./operations/power.ts";
import { sum } from "./operations/sum.ts";
import { sqrt, square } from "./operations/unary.ts";
import { scope } from "./scope.ts";
import { sameShape, show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Tiles of one call write to different elements, whoever computes them. */
function checkOnce(operation: string, tensors: readonly Tensor[]): void {
  if (new Set(tensors).size < tensors.length) refuse(operation, "a tensor is in the list twice");
}

/** √Σ x² over the elements of all tensors, which are on one device. */
function jointNorm(tensors: readonly Tensor[]): Tensor {
  if (tensors.every(canBeListed)) {
    const squares = emptyTensor([countListTiles(tensors)], "float32", tensors[0].storage.device);
    const rows = tensors.map((x) => [x]);
    callOverAll(kernels.sumsOfSquares, rows, [operand(squares)]);
    return sqrt(sum(squares));
  }
  return sqrt(tensors.map((x) => sum(square(x))).reduce((total, part) => add(total, part)));
}

/**
 * Scales tensors together, in place, so that their joint norm is at most `maxNorm`: `x ← x · min(maxNorm / (norm + 1e-6), 1)`,
 * `norm = √Σ x²`.
 *
 * @param tensors - gradients: of any shapes, on one device, none twice
 * @returns the norm before, a scalar; 0 for no tensor at all
 * @throws TensorError `value` for a `maxNorm` that is negative or no number, `dtype` for what is not floating-point, `gradient` for
 * what a write in place refuses
 * @see torch.nn.utils.clip_grad_norm_
 * @example
 * const gradients = [tensor([3, 0]), tensor([4])];
 * clipNorm(gradients, 1); // → tensor(5.)
 * gradients[1]; // → tensor([0.8000])
 */
export function clipNorm(tensors: readonly Tensor[], maxNorm: number): Tensor {
  if (!(maxNorm >= 0)) refuse("clipNorm", `maxNorm ${maxNorm} must be a number of at least 0`);
  checkTensors("clipNorm", tensors);
  checkFloating("clipNorm", tensors);
  checkOnce("clipNorm", tensors);
  for (const x of tensors) checkWrite("clipNorm", x);
  if (tensors.length === 0) return tensor(0);
  return noGrad(() =>
    scope(() => {
      const norm = jointNorm(tensors);
      const factor = clamp(div(maxNorm, add(norm, 1e-6)), { max: 1 });
      runWrite("clipNorm", tensors, [], () => {
        if (tensors.every(canBeListed)) {
          const rows = tensors.map((x) => [x]);
          callOverAll(kernels.scaleAll, rows, [operand(factor)]);
        } else {
          for (const x of tensors) copy(x, mul(x, factor));
        }
      });
      return norm;
    }),
  );
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

const adamWOptions: readonly (keyof AdamWOptions)[] = [
  "learningRate",
  "beta1",
  "beta2",
  "eps",
  "weightDecay",
  "step",
];

/**
 * One AdamW update of a parameter and its two moments, or of all parameters of a model in one call, in place.
 *
 * `p ← p · (1 − lr · λ)`, `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`,
 * `p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`
 *
 * @param parameter - p, or a list of them, none twice; then the others are lists too
 * @param gradient - g, of the parameter's shape
 * @param expAvg - m, of the parameter's shape; starts at 0
 * @param expAvgSq - v, likewise
 * @throws TensorError `shape` when the four are not alike, `dtype` for a type that is not trained, `gradient` outside `noGrad`, `value` for an option that is no finite number or lists of different lengths
 * @see torch.optim.AdamW; Loshchilov and Hutter, 2019
 * @example
 * const [p, m, v] = [tensor([1]), zeros([1]), zeros([1])];
 * const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, step: 1 };
 * adamWStep(p, tensor([5]), m, v, options);
 * p; // → tensor([0.9000])
 */
export function adamWStep(
  parameter: Tensor | readonly Tensor[],
  gradient: Tensor | readonly Tensor[],
  expAvg: Tensor | readonly Tensor[],
  expAvgSq: Tensor | readonly Tensor[],
  options: AdamWOptions,
): void {
  const rows = rowsOf([parameter, gradient, expAvg, expAvgSq]);
  rows.forEach(checkRow);
  checkOptions("adamWStep", options, adamWOptions);
  for (const name of adamWOptions) {
    const value = options[name];
    if (!Number.isFinite(value)) refuse("adamWStep", `${name} ${value} must be a finite number`);
  }
  checkWhole("adamWStep", "step", options.step, 1);
  const targets = rows.flatMap(([p, , m, v]) => [p, m, v]);
  checkOnce("adamWStep", targets);
  const gradients = rows.map(([, g]) => g);
  runWrite("adamWStep", targets, gradients, () => {
    const { learningRate, beta1, beta2, eps, weightDecay, step } = options;
    const isListed = (row: Row): boolean => row.every(canBeListed);
    const listed = rows.filter(isListed);
    const numbers = [learningRate, beta1, beta2, eps, weightDecay, step];
    if (listed.length > 0) callOverAll(kernels.adamW, listed, [], numbers);
    for (const row of rows) if (!isListed(row)) updateOne(row, options);
  });
}

type Row = readonly [parameter: Tensor, gradient: Tensor, expAvg: Tensor, expAvgSq: Tensor];

/** What belongs together, parameter by parameter: of four lists, or of four tensors. */
function rowsOf(operands: readonly (Tensor | readonly Tensor[])[]): Row[] {
  const areLists = operands.every((each) => Array.isArray(each));
  const lists = areLists ? (operands as Tensor[][]) : (operands as Tensor[]).map((each) => [each]);
  const [parameters] = lists;
  if (lists.some(({ length }) => length !== parameters.length)) {
    const lengths = lists.map(({ length }) => length).join(", ");
    refuse("adamWStep", `one gradient and two moments a parameter: the lists have ${lengths}`);
  }
  return parameters.map((_, i) => lists.map((list) => list[i]) as unknown as Row);
}

function checkRow([parameter, gradient, expAvg, expAvgSq]: Row): void {
  for (const target of [parameter, expAvg, expAvgSq]) {
    checkWrite("adamWStep", target, gradient);
    if (
      target.isContiguous &&
      sameShape(target.shape, gradient.shape) &&
      target.dtype === gradient.dtype
    )
      continue;
    throw new TensorError(
      "shape",
      `adamWStep: parameter, gradient and moments must be alike, and all but the gradient lie row by row; ` +
        `there is ${show(target.shape)} ${target.dtype} for a gradient ${show(gradient.shape)} ${gradient.dtype}`,
      { operation: "adamWStep", shapes: [target.shape, gradient.shape] },
    );
  }
  const { dtype } = parameter;
  if (dtype !== "float32" && dtype !== "float64") {
    throw new TensorError(
      "dtype",
      `adamWStep: updates float32 or float64, not ${dtype}; train to(parameter, "float32") and store that as ${dtype}`,
      { operation: "adamWStep", dtype },
    );
  }
}

/** What no kernel goes over: another device, a gradient with other strides. */
function updateOne(row: Row, options: AdamWOptions): void {
  const { learningRate, beta1, beta2, eps, weightDecay, step } = options;
  const [p, g, m, v] = row.map((x) => x.view());
  const size = learningRate / (1 - power(beta1, step));
  const spread = Math.sqrt(1 - power(beta2, step));
  for (let at = 0; at < p.length; at++) {
    p[at] *= 1 - learningRate * weightDecay;
    m[at] = beta1 * m[at] + (1 - beta1) * g[at];
    v[at] = beta2 * v[at] + (1 - beta2) * g[at] * g[at];
    p[at] -= (size * m[at]) / (Math.sqrt(v[at]) / spread + eps);
  }
}
