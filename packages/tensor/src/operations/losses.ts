import { checkChoice, checkFloating, checkOptions, checkWhole } from "../checks.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { to } from "./cast.ts";
import { where } from "./choose.ts";
import { ne } from "./compare.ts";
import { checkIds, gather } from "./gather.ts";
import { mean } from "./mean.ts";
import { expand, sum } from "./sum.ts";
import { exp, log, neg, softplus, square } from "./unary.ts";
import { reshape, squeeze, unsqueeze } from "./views.ts";

/** What becomes of a loss's elements: their mean, their sum, or themselves. */
export type Reduction = "mean" | "sum" | "none";

/** Throws unless the options of a loss are known ones, and the reduction one of the three. */
export function checkReduction(
  operation: string,
  options: { readonly reduction?: string },
  others: readonly string[] = [],
  also: readonly string[] = [],
): void {
  checkOptions(operation, options, ["reduction", ...others]);
  const { reduction = "mean" } = options;
  checkChoice(operation, "reduction", reduction, ["mean", "sum", "none", ...also]);
}

/** The end of every loss. */
export function reduceLoss(loss: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return loss;
  return reduction === "sum" ? sum(loss) : mean(loss);
}

/** Throws unless a loss has one target for each input. */
export function checkSame(operation: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  throw new TensorError(
    "shape",
    `${operation}: input ${show(input.shape)} and target ${show(target.shape)} must have the same shape`,
    { operation, shapes: [input.shape, target.shape] },
  );
}

/** What {@link nllLoss} takes beside log-probabilities and target. */
export interface NllLossOptions {
  /** `[classes]`: what each class counts; the mean is then weighted too. All count 1 when left out. */
  readonly weight?: Tensor;
  /** Targets with this id count for nothing: −100 when left out. */
  readonly ignoreIndex?: number;
  /** `"mean"` when left out. */
  readonly reduction?: Reduction;
}

/** The axis of the classes. */
export function classAxis({ rank }: Tensor): number {
  return rank > 1 ? 1 : 0;
}

/** One weight a class, shaped to stand beside `x`. */
export function besideClasses(operation: string, weight: Tensor, x: Tensor): Tensor {
  const axis = classAxis(x);
  if (!sameShape(weight.shape, [x.shape[axis]])) {
    throw new TensorError(
      "shape",
      `${operation}: weight ${show(weight.shape)} must be [${x.shape[axis]}], one number for each class`,
      { operation, shapes: [weight.shape, x.shape] },
    );
  }
  return reshape(
    weight,
    x.shape.map((size, at) => (at === axis ? size : 1)),
  );
}

/** Class ids against log-probabilities. */
export function idLoss(
  operation: string,
  logProbabilities: Tensor,
  target: Tensor,
  options: NllLossOptions & { readonly labelSmoothing?: number },
): Tensor {
  const { weight, ignoreIndex = -100, labelSmoothing = 0, reduction = "mean" } = options;
  checkWhole(operation, "ignoreIndex", ignoreIndex);
  const axis = classAxis(logProbabilities);
  const counts = ne(target, ignoreIndex);
  const classes = where(counts, target, 0);
  checkIds(operation, classes, logProbabilities.shape[axis]);
  const atClasses = (x: Tensor): Tensor => squeeze(gather(x, axis, unsqueeze(classes, axis)), axis);
  const besides = weight && besideClasses(operation, weight, logProbabilities);
  const weighted = besides ? mul(logProbabilities, besides) : logProbabilities;
  const picked = neg(atClasses(weighted));
  const spread = (): Tensor => mul(mean(weighted, { dim: axis }), -labelSmoothing);
  const each = labelSmoothing === 0 ? picked : add(mul(picked, 1 - labelSmoothing), spread());
  const loss = where(counts, each, 0);
  if (reduction !== "mean") return reduceLoss(loss, reduction);
  const shares = besides
    ? where(counts, atClasses(expand(besides, logProbabilities.shape)), 0)
    : to(counts, loss.dtype);
  return div(sum(loss), sum(shares));
}

/** Throws unless target has one id for each place of the other axes. */
export function checkClassIds(operation: string, x: Tensor, target: Tensor, what: string): void {
  const axis = classAxis(x);
  const expected = x.shape.filter((_, at) => at !== axis);
  if (x.rank > 0 && sameShape(expected, target.shape)) return;
  throw new TensorError(
    "shape",
    `${operation}: ${what} ${show(x.shape)} need a target ${show(expected)} (axis ${axis} is the classes), got ${show(target.shape)}`,
    { operation, shapes: [x.shape, target.shape] },
  );
}

/**
 * `loss = −weight[target] · input[target]`: the negative log-likelihood; the mean is over targets that are not ignored, each
 * counting its weight.
 *
 * @param input - log-probabilities, `[classes]`, `[batch, classes]` or `[batch, classes, …]`
 * @param target - int32 class ids: the shape of input without the class axis
 * @returns a scalar, or the shape of `target` for reduction `"none"`
 * @throws TensorError `shape`, `dtype`, `index` for an id that is no class
 * @see torch.nn.functional.nll_loss
 * @example nllLoss(logSoftmax(tensor([[2, 0, 0]]), 1), tensor([0], { dtype: "int32" })); // → tensor(0.2395)
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  checkReduction("nllLoss", options, ["weight", "ignoreIndex"]);
  checkTensors("nllLoss", [input, target, ...(options.weight ? [options.weight] : [])]);
  checkFloating("nllLoss", [input]);
  checkClassIds("nllLoss", input, target, "log-probabilities");
  const { weight, ignoreIndex = -100, reduction = "mean" } = options;
  return idLoss("nllLoss", input, target, { ...(weight && { weight }), ignoreIndex, reduction });
}

/**
 * `loss = −t ln σ(x) − (1 − t) ln(1 − σ(x))`, without overflow: `t · softplus(−x) + (1 − t) · softplus(x)`.
 *
 * @param input - x, any shape
 * @param target - t, of the same shape, from 0 to 1
 * @param options - `reduction`: `"mean"` when left out
 * @throws TensorError `shape` when the shapes differ
 * @see torch.nn.functional.binary_cross_entropy_with_logits
 * @example binaryCrossEntropyWithLogits(tensor([2, -1]), tensor([1, 0])); // → tensor(0.2201)
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction } = {},
): Tensor {
  checkTensors("binaryCrossEntropyWithLogits", [input, target]);
  checkReduction("binaryCrossEntropyWithLogits", options);
  checkFloating("binaryCrossEntropyWithLogits", [input]);
  checkSame("binaryCrossEntropyWithLogits", input, target);
  // −ln σ(x) = softplus(−x) and −ln(1 − σ(x)) = softplus(x): nothing cancels, and the gradient is σ(x) − t at 0 too.
  const ifTrue = mul(target, softplus(neg(input)));
  const loss = add(ifTrue, mul(sub(1, target), softplus(input)));
  return reduceLoss(loss, options.reduction ?? "mean");
}

/**
 * `loss = (input − target)²`.
 *
 * @param target - of the same shape
 * @param options - `reduction`: `"mean"` when left out
 * @throws TensorError `shape` when the shapes differ
 * @see torch.nn.functional.mse_loss
 * @example mseLoss(tensor([1, 2]), tensor([1, 4])); // → tensor(2.)
 */
export function mseLoss(
  input: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction } = {},
): Tensor {
  checkTensors("mseLoss", [input, target]);
  checkReduction("mseLoss", options);
  checkSame("mseLoss", input, target);
  return reduceLoss(square(sub(input, target)), options.reduction ?? "mean");
}

function divergence(input: Tensor, target: Tensor): Tensor {
  const isPositive = ne(target, 0);
  const logTarget = log(where(isPositive, target, 1));
  return where(isPositive, mul(target, sub(logTarget, input)), 0);
}

/**
 * `loss = target · (ln target − input)`, 0 where the target is 0.
 *
 * @param input - log-probabilities, any shape
 * @param target - probabilities, of the same shape; their logarithms with `logTarget`
 * @param options - `reduction`: `"mean"` when left out; `"batchmean"` divides the sum by the first axis: the divergence of the definition
 * @throws TensorError `shape` when the shapes differ
 * @see torch.nn.functional.kl_div
 * @example
 * const input = logSoftmax(tensor([[0, 0]]), -1);
 * klDiv(input, tensor([[0.25, 0.75]]), { reduction: "batchmean" }); // → tensor(0.1308)
 */
export function klDiv(
  input: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction | "batchmean"; readonly logTarget?: boolean } = {},
): Tensor {
  checkTensors("klDiv", [input, target]);
  checkReduction("klDiv", options, ["logTarget"], ["batchmean"]);
  checkFloating("klDiv", [input, target]);
  checkSame("klDiv", input, target);
  const { reduction = "mean", logTarget = false } = options;
  const loss = logTarget ? mul(exp(target), sub(target, input)) : divergence(input, target);
  return reduction === "batchmean" ? div(sum(loss), input.shape[0]) : reduceLoss(loss, reduction);
}
