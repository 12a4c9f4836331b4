import { apply } from "../apply.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";

export const contiguousCopy: Operation<object> = {
  name: "contiguous",
  formula: "y = x, laid out row by row",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define:
      (_, [x]) =>
      (index) =>
        x(index),
  },
  gradient: ({ gradient }) => [gradient],
  saves: {},
  cpu: ([x], [y]) => x.storage.device.copy(x, y),
};

/** The tensor itself where its elements lie row by row, else such a copy (torch.Tensor.contiguous). */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous ? x : clone(x);
}

/** A copy with memory of its own; gradients flow through it (torch.clone). */
export function clone(x: Tensor): Tensor {
  return apply(contiguousCopy, [x], {});
}
