import { apply } from "../apply.ts";
import { mapElements } from "../cpu/loops.ts";
import { isFloatingPoint, type DType } from "../dtype.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";

export const cast: Operation<{ dtype: DType }> = {
  name: "to",
  formula: "y = x as another type (toward zero for int32, x ≠ 0 for bool)",
  outputs: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  meaning: {
    kind: "definition",
    define(m, [x], { dtype }) {
      const zero = m.number(0);
      if (dtype === "bool") return (index) => m.compare("≠", x(index), zero);
      if (dtype !== "int32") return (index) => x(index);
      return (index) => {
        const value = x(index);
        const up = () => m.negate(m.floor(m.negate(value)));
        return m.choose(m.compare("<", value, zero), up, () => m.floor(value));
      };
    },
  },
  gradient: ({ gradient, specs: [x] }) => [isFloatingPoint(x.dtype) ? to(gradient, x.dtype) : null],
  saves: {},
  cpu([x], [y], { dtype }) {
    if (dtype === "bool") mapElements(x, y, (value) => (value === 0 ? 0 : 1));
    else mapElements(x, y, (value) => value); // a typed array truncates as it stores
  },
};

/**
 * The tensor in another dtype; itself where it has it already. Float to int32 rounds toward 0, and bool is `x ≠ 0`.
 *
 * @see torch.Tensor.to
 * @example to(tensor([1.7, -1.7]), "int32"); // → tensor([ 1, -1])
 */
export function to(x: Tensor, dtype: DType): Tensor {
  checkTensors("to", [x]);
  return x.dtype === dtype ? x : apply(cast, [x], { dtype });
}
