import {
  binaryCrossEntropyWithLogits,
  crossEntropy,
  klDiv,
  mseLoss,
  type CrossEntropyOptions,
  type Tensor,
} from "@clearhead/tensor";
import { Module } from "./module.ts";

/**
 * `−log softmax(logits)[target]`: logits `[items, classes]` (or `[items, classes, …]`), target ids `[items]` → a scalar.
 *
 * @see torch.nn.CrossEntropyLoss
 * @example
 * const loss = new CrossEntropyLoss({ ignoreIndex: 0 }).forward(reshape(logits, [-1, 100]), reshape(target, [-1]));
 */
export class CrossEntropyLoss extends Module {
  readonly options: CrossEntropyOptions;

  constructor(options: CrossEntropyOptions = {}) {
    super();
    this.options = options;
  }

  forward(logits: Tensor, target: Tensor): Tensor {
    return crossEntropy(logits, target, this.options);
  }
}

/** `mean((input − target)²)`. @see torch.nn.MSELoss */
export class MSELoss extends Module {
  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target);
  }
}

/** `Σ target · (log target − logProbabilities)`, reduced. @see torch.nn.KLDivLoss */
export class KLDivLoss extends Module {
  readonly reduction: "mean" | "batchmean" | "sum" | "none";

  constructor({ reduction = "mean" }: { reduction?: KLDivLoss["reduction"] } = {}) {
    super();
    this.reduction = reduction;
  }

  forward(logProbabilities: Tensor, target: Tensor): Tensor {
    return klDiv(logProbabilities, target, { reduction: this.reduction });
  }
}

/** `mean(−target · log σ(x) − (1 − target) · log(1 − σ(x)))`, x the logits. @see torch.nn.BCEWithLogitsLoss */
export class BCEWithLogitsLoss extends Module {
  forward(logits: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(logits, target);
  }
}
