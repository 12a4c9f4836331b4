import { apply } from "../apply.ts";
import { call } from "../cpu/call.ts";
import { chooseElements, fillElements } from "../cpu/loops.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes, sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, together, type Operand } from "./binary.ts";
import { to } from "./cast.ts";
import { eq } from "./compare.ts";
import { sumTo } from "./sum.ts";

/** Only bool tensors decide: a number that happens to be 0 does not. */
function checkMask(operation: string, mask: Tensor): void {
  mask.assertUsable(operation);
  if (mask.dtype === "bool") return;
  throw new TensorError(
    "dtype",
    `${operation}: the mask is ${mask.dtype}, it must be bool; make one with a comparison, such as gt(x, 0)`,
    { operation, dtype: mask.dtype },
  );
}

export const choice: Operation<object> = {
  name: "where",
  formula: "y = condition ? a : b",
  outputs: ([condition, a, b]) => [
    { shape: broadcastShapes("where", condition.shape, a.shape, b.shape), dtype: a.dtype },
  ],
  meaning: {
    kind: "definition",
    define:
      (m, [condition, a, b]) =>
      (index) =>
        m.choose(
          condition(index),
          () => a(index),
          () => b(index),
        ),
  },
  gradient({ gradient, input, needs, specs: [, a, b] }) {
    const condition = input(0);
    return [
      null,
      needs[1] ? sumTo(where(condition, gradient, 0), a.shape) : null,
      needs[2] ? sumTo(where(condition, 0, gradient), b.shape) : null,
    ];
  },
  saves: { inputs: [0] },
  cpu([condition, a, b], [y]) {
    if (y.dtype === "bool") return chooseElements(condition, a, b, y);
    const operands = [condition, a, b].map((x) => broadcastOperand(x, y.shape));
    call("where", [operand(y), ...operands]);
  },
};

/**
 * `y = a` where the condition is true, else `b`, with broadcasting.
 *
 * @param condition - bool
 * @throws TensorError `dtype` when the condition is not bool, `shape`
 * @see torch.where
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  checkMask("where", condition);
  return apply(choice, [condition, ...together("where", a, b)], {});
}

export const maskedFilling: Operation<{ value: number }> = {
  name: "masked_fill",
  formula: "y = mask ? value : x",
  outputs([x, mask]) {
    const shape = broadcastShapes("maskedFill", x.shape, mask.shape);
    if (!sameShape(shape, x.shape)) {
      throw new TensorError(
        "shape",
        `maskedFill: the mask ${show(mask.shape)} must broadcast to x ${show(x.shape)}`,
        { operation: "maskedFill", shapes: [x.shape, mask.shape] },
      );
    }
    return [x];
  },
  meaning: {
    kind: "definition",
    define:
      (m, [x, mask], { value }) =>
      (index) =>
        m.choose(
          mask(index),
          () => m.number(value),
          () => x(index),
        ),
  },
  gradient: ({ gradient, input }) => [maskedFill(gradient, input(1), 0), null],
  saves: { inputs: [1] },
  cpu([x, mask], [y], { value }) {
    if (y.dtype !== "float32") return fillElements(x, mask, value, y);
    call("maskedFill", [operand(y), operand(x), broadcastOperand(mask, y.shape)], [value]);
  },
};

/**
 * `x` with `value` where the mask is true.
 *
 * @param mask - bool, broadcasts to x
 * @throws TensorError `dtype`, `shape`
 * @see torch.Tensor.masked_fill
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  checkMask("maskedFill", mask);
  return apply(maskedFilling, [x, mask], { value });
}

/** `a ∧ b` for bool tensors (torch.logical_and). @throws TensorError `dtype` */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  checkMask("logicalAnd", a);
  checkMask("logicalAnd", b);
  return to(mul(to(a, "int32"), to(b, "int32")), "bool");
}

/** `¬a` for a bool tensor (torch.logical_not). @throws TensorError `dtype` */
export function logicalNot(a: Tensor): Tensor {
  checkMask("logicalNot", a);
  return eq(a, 0);
}
