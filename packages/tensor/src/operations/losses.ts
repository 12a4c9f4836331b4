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
import { logSoftmax } from "./softmax.ts";
import { sum } from "./sum.ts";
import { abs, exp, log, neg, relu, square } from "./unary.ts";
import { squeeze, unsqueeze } from "./views.ts";

/** What becomes of a loss's elements: their mean, their sum, or themselves. */
export type Reduction = "mean" | "sum" | "none";

function reduceLoss(loss: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return loss;
  return reduction === "sum" ? sum(loss) : mean(loss);
}

function checkSame(operation: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  throw new TensorError(
    "shape",
    `${operation}: input ${show(input.shape)} and target ${show(target.shape)} must have the same shape`,
    { operation, shapes: [input.shape, target.shape] },
  );
}

/** What {@link crossEntropy} takes beside logits and target. */
export interface CrossEntropyOptions {
  /** Targets with this id count for nothing: −100 when left out. */
  readonly ignoreIndex?: number;
  /** ε: the target keeps `1 − ε`, and ε is spread evenly over all classes. */
  readonly labelSmoothing?: number;
  /** `"mean"` when left out. */
  readonly reduction?: Reduction;
}

/**
 * `loss = −(1 − ε) · ln p[target] − ε · mean_k ln p[k]`, with `p = softmax(logits)`; the mean is over targets that are not ignored.
 *
 * @param logits - `[classes]`, `[batch, classes]` or `[batch, classes, …]`
 * @param target - int32 class ids: the shape of logits without the class axis
 * @returns a scalar, or the shape of `target` for reduction `"none"`; the mean over no target at all is NaN, as in PyTorch
 * @throws TensorError `shape`, `dtype`, `index` for an id that is no class, `value` for a `labelSmoothing` outside [0, 1]
 * @see torch.nn.functional.cross_entropy
 * @example crossEntropy(tensor([[2, 0, 0]]), tensor([0], { dtype: "int32" })); // → tensor(0.2395)
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const { ignoreIndex = -100, labelSmoothing = 0, reduction = "mean" } = options;
  checkTensors("crossEntropy", [logits, target]);
  const axis = logits.rank > 1 ? 1 : 0;
  const expected = logits.shape.filter((_, at) => at !== axis);
  if (logits.rank === 0 || !sameShape(expected, target.shape)) {
    throw new TensorError(
      "shape",
      `crossEntropy: logits ${show(logits.shape)} need a target ${show(expected)} (axis ${axis} is the classes), got ${show(target.shape)}`,
      { operation: "crossEntropy", shapes: [logits.shape, target.shape] },
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new TensorError(
      "value",
      `crossEntropy: labelSmoothing ${labelSmoothing} must be from 0 to 1`,
      {
        operation: "crossEntropy",
        labelSmoothing,
      },
    );
  }
  const counts = ne(target, ignoreIndex);
  const classes = where(counts, target, 0);
  checkIds("crossEntropy", classes, logits.shape[axis]);
  const logProbabilities = logSoftmax(logits, axis);
  const picked = neg(squeeze(gather(logProbabilities, axis, unsqueeze(classes, axis)), axis));
  const spread = (): Tensor => mul(mean(logProbabilities, { dim: axis }), -labelSmoothing);
  const each = labelSmoothing === 0 ? picked : add(mul(picked, 1 - labelSmoothing), spread());
  const loss = where(counts, each, 0);
  return reduction === "mean"
    ? div(sum(loss), sum(to(counts, loss.dtype)))
    : reduceLoss(loss, reduction);
}

/**
 * `loss = −t ln σ(x) − (1 − t) ln(1 − σ(x))`, without overflow: `max(x, 0) − x · t + ln(1 + e^(−|x|))`.
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
  checkSame("binaryCrossEntropyWithLogits", input, target);
  const loss = add(sub(relu(input), mul(input, target)), log(add(exp(neg(abs(input))), 1)));
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
  checkSame("mseLoss", input, target);
  return reduceLoss(square(sub(input, target)), options.reduction ?? "mean");
}

/**
 * `loss = target · (ln target − input)`, 0 where the target is 0.
 *
 * @param input - log-probabilities, any shape
 * @param target - probabilities, of the same shape
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
  options: { readonly reduction?: Reduction | "batchmean" } = {},
): Tensor {
  checkTensors("klDiv", [input, target]);
  checkSame("klDiv", input, target);
  const isPositive = ne(target, 0);
  const logTarget = log(where(isPositive, target, 1));
  const loss = where(isPositive, mul(target, sub(logTarget, input)), 0);
  const { reduction = "mean" } = options;
  return reduction === "batchmean" ? div(sum(loss), input.shape[0]) : reduceLoss(loss, reduction);
}
