import { apply } from "../apply.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { zipElements } from "../cpu/loops.ts";
import { TensorError } from "../errors.ts";
import { evaluator } from "../evaluate.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { div, maximum, mul, sub, together } from "./binary.ts";
import { checkReduction, checkSame, reduceLoss, type Reduction } from "./losses.ts";
import { log } from "./unary.ts";

/** No logarithm is below this, so that a certain mistake costs 100 and not ∞ (as torch). */
const lowest = -100;
/** No gradient is divided by less (as torch). */
const smallest = 1e-12;

function element<T>(m: Arithmetic<T>, x: T, t: T): T {
  const one = m.number(1);
  const bounded = (logarithm: T): T =>
    m.choose(
      m.compare("<", logarithm, m.number(lowest)),
      () => m.number(lowest),
      () => logarithm,
    );
  const ifTrue = m.times(t, bounded(m.log(x)));
  const ifFalse = m.times(m.minus(one, t), bounded(m.log(m.minus(one, x))));
  return m.negate(m.plus(ifTrue, ifFalse));
}

export const surprise: Operation<object> = {
  name: "binary_cross_entropy",
  formula: "y = −t · ln x − (1 − t) · ln(1 − x), no logarithm below −100",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (m, [x, t]) =>
      (index) =>
        element(m, x(index), t(index)),
  },
  gradient({ gradient, input, needs }) {
    const [x, t] = [input(0), input(1)];
    const spread = (): Tensor => maximum(mul(x, sub(1, x)), smallest);
    return [
      needs[0] ? div(mul(gradient, sub(x, t)), spread()) : null,
      needs[1] ? mul(gradient, sub(log(sub(1, x)), log(x))) : null,
    ];
  },
  saves: { inputs: [0, 1] },
  cpu([x, t], [y]) {
    const numbers = evaluator();
    zipElements(x, t, y, (value, target) => element(numbers, value, target));
  },
};

function checkProbabilities(what: string, x: Tensor): void {
  const values = x.view();
  for (let at = 0; at < values.length; at++) {
    if (values[at] >= 0 && values[at] <= 1) continue;
    throw new TensorError(
      "value",
      `binaryCrossEntropy: ${what} ${values[at]} at position ${at} must be a probability, from 0 to 1; ` +
        "for scores of any size use binaryCrossEntropyWithLogits",
      { operation: "binaryCrossEntropy", position: at },
    );
  }
}

/**
 * `loss = −t · ln x − (1 − t) · ln(1 − x)`, no logarithm below −100.
 *
 * From scores, `binaryCrossEntropyWithLogits` is exact where this one has lost what rounding took from a probability near 0 or 1.
 *
 * @param input - x, probabilities, any shape
 * @param target - t, of the same shape, from 0 to 1
 * @param options - `reduction`: `"mean"` when left out
 * @throws TensorError `shape` when the shapes differ, `value` for what is no probability
 * @see torch.nn.functional.binary_cross_entropy
 * @example binaryCrossEntropy(tensor([0.9, 0.2]), tensor([1, 0])); // → tensor(0.1643)
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction } = {},
): Tensor {
  checkTensors("binaryCrossEntropy", [input, target]);
  checkReduction("binaryCrossEntropy", options);
  checkSame("binaryCrossEntropy", input, target);
  checkProbabilities("input", input);
  checkProbabilities("target", target);
  const loss = apply(surprise, together("binaryCrossEntropy", input, target), {});
  return reduceLoss(loss, options.reduction ?? "mean");
}
