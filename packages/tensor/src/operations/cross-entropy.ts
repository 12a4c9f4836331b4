import { apply, emptyTensor } from "../apply.ts";
import { checkFloating, checkWhole } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { operand } from "../cpu/operand.ts";
import { isFloatingPoint } from "../dtype.ts";
import { TensorError } from "../errors.ts";
import { isTracing } from "../modes.ts";
import { checkTensors } from "../operands.ts";
import type { Composition, Operation } from "../operation.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul } from "./binary.ts";
import { gradientOfParts } from "./composition.ts";
import { checkIds } from "./gather.ts";
import {
  besideClasses,
  checkClassIds,
  checkReduction,
  classAxis,
  idLoss,
  reduceLoss,
  type NllLossOptions,
} from "./losses.ts";
import { logSoftmax } from "./softmax.ts";
import { sum } from "./sum.ts";
import { neg } from "./unary.ts";

/** What {@link crossEntropy} takes beside logits and target. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** ε: the target keeps `1 − ε`, and ε is spread evenly over all classes. */
  readonly labelSmoothing?: number;
}

interface RowOptions {
  readonly ignoreIndex: number;
}

const composite: Composition<RowOptions> = {
  kind: "composition",
  parts: ([logits, target], { ignoreIndex }) =>
    idLoss("crossEntropy", logSoftmax(logits, 1), target, { ignoreIndex, reduction: "none" }),
};

/** One loss a row, in one kernel; the gradient computes the probabilities again instead of keeping them. */
const crossEntropyRows: Operation<RowOptions> = {
  name: "cross_entropy",
  formula:
    "loss[i] = ln Σ_k exp(logits[i, k]) − logits[i, target[i]], 0 where target[i] is ignored",
  outputs: ([logits, target]) => [{ shape: target.shape, dtype: logits.dtype }],
  meaning: composite,
  gradient: (context) => gradientOfParts(composite, context),
  fusedGradient({ gradient, input, options: { ignoreIndex } }) {
    const [logits, target] = [input(0), input(1)];
    const result = emptyTensor(logits.shape, "float32", logits.storage.device);
    const operands = [result, logits, target, gradient].map(operand);
    call(kernels.crossEntropyBackward, operands, [ignoreIndex]);
    return [result, null];
  },
  saves: { inputs: [0, 1] },
  cpu([logits, target], [losses], { ignoreIndex }) {
    call(kernels.crossEntropy, [losses, logits, target].map(operand), [ignoreIndex]);
  },
};

/**
 * `loss = −(1 − ε) · ln p[target] − ε · mean_k ln p[k]`, with `p = softmax(logits)`; the mean is over targets that are not ignored.
 * Each class may have a weight, and the target may hold probabilities `t`: `loss = −Σ_k weight[k] · t[k] · ln p[k]`.
 *
 * @param logits - `[classes]`, `[batch, classes]` or `[batch, classes, …]`
 * @param target - int32 class ids: the shape of logits without the class axis; or floating-point probabilities: the shape of logits
 * @returns a scalar, or the shape of logits without the class axis for reduction `"none"`; the mean over no target at all is NaN,
 * as in PyTorch
 * @throws TensorError `shape`, `dtype`, `index` for an id that is no class, `value` for a `labelSmoothing` outside [0, 1] or an
 * `ignoreIndex` beside probabilities
 * @see torch.nn.functional.cross_entropy
 * @example crossEntropy(tensor([[2, 0, 0]]), tensor([0], { dtype: "int32" })); // → tensor(0.2395)
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  checkReduction("crossEntropy", options, ["weight", "ignoreIndex", "labelSmoothing"]);
  const { weight, labelSmoothing = 0, ignoreIndex = -100, reduction = "mean" } = options;
  checkTensors("crossEntropy", [logits, target, ...(weight ? [weight] : [])]);
  checkFloating("crossEntropy", [logits]);
  const isSoft = isFloatingPoint(target.dtype);
  if (!isSoft) checkClassIds("crossEntropy", logits, target, "logits");
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
  if (isSoft) return softCrossEntropy(logits, target, options);
  const isPlain = !weight && labelSmoothing === 0 && logits.rank === 2;
  if (isPlain && logits.device === "cpu" && !isTracing()) {
    checkWhole("crossEntropy", "ignoreIndex", ignoreIndex);
    const counted = checkIds("crossEntropy", target, logits.shape[1], ignoreIndex);
    const losses = apply(crossEntropyRows, [logits, target], { ignoreIndex });
    return reduction === "mean" ? div(sum(losses), counted) : reduceLoss(losses, reduction);
  }
  return idLoss("crossEntropy", logSoftmax(logits, classAxis(logits)), target, options);
}

/** Probabilities as the target. */
function softCrossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight, ignoreIndex, labelSmoothing = 0, reduction = "mean" } = options;
  const axis = classAxis(logits);
  if (logits.rank === 0 || !sameShape(logits.shape, target.shape)) {
    const ids = logits.shape.filter((_, at) => at !== axis);
    throw new TensorError(
      "shape",
      `crossEntropy: logits ${show(logits.shape)} need probabilities ${show(logits.shape)} or int32 ids ${show(ids)}, got ${target.dtype} ${show(target.shape)}`,
      { operation: "crossEntropy", shapes: [logits.shape, target.shape] },
    );
  }
  if (ignoreIndex !== undefined) {
    throw new TensorError(
      "value",
      "crossEntropy: ignoreIndex is for class ids, this target holds probabilities; give what to ignore probabilities of 0",
      { operation: "crossEntropy", ignoreIndex },
    );
  }
  const logProbabilities = logSoftmax(logits, axis);
  const weighted = weight
    ? mul(logProbabilities, besideClasses("crossEntropy", weight, logits))
    : logProbabilities;
  const even = labelSmoothing / logits.shape[axis];
  const smoothed = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), even);
  return reduceLoss(neg(sum(mul(weighted, smoothed), { dim: axis })), reduction);
}
