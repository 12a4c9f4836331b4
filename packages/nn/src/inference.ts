import { noGrad } from "@clearhead/tensor";
import type { Module } from "./module.ts";

/**
 * Runs `fn` with `model` in evaluation mode and without recording gradients, then gives every module its mode back.
 *
 * @throws TensorError `scope` when `fn` returns a promise
 * @example
 * const logits = inference(model, () => model.forward(ids));
 */
export function inference<Result>(model: Module<string>, fn: () => Result): Result {
  const modules = model.modules();
  const modes = modules.map(({ training }) => training);
  model.eval();
  try {
    return noGrad(fn);
  } finally {
    modules.forEach((module, at) => {
      module.training = modes[at]!;
    });
  }
}
