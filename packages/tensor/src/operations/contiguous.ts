import { apply } from "../apply.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";

export const contiguousCopy: Operation<object> = {
  name: "contiguous",
  formula: "y = x, laid out row by row",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define: (_, [x]) => x,
  },
  gradient: ({ gradient }) => [gradient],
  saves: {},
  takesStored: true,
  cpu: ([x], [y]) => y.storage.device.copy(x, y),
};

/**
 * The tensor itself where its elements lie row by row in memory, else a copy in which they do.
 *
 * @see torch.Tensor.contiguous
 * @example contiguous(transpose(zeros([2, 3]), 0, 1)).strides; // → [ 2, 1 ]
 */
export function contiguous(x: Tensor): Tensor {
  checkTensors("contiguous", [x]);
  return x.isContiguous ? x : clone(x);
}

/**
 * A row-major copy with memory of its own; gradients flow through it.
 *
 * @see torch.clone
 * @example
 * const original = zeros([2]);
 * const copied = clone(original);
 * addInPlace(original, ones([2]));
 * copied; // → tensor([0., 0.])
 */
export function clone(x: Tensor): Tensor {
  checkTensors("clone", [x]);
  return apply(contiguousCopy, [x], {});
}
