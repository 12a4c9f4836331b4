import { apply } from "../apply.ts";
import { checkFill } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { chooseElements, fillElements } from "../cpu/loops.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes, sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { maximum, minimum, together, type Operand } from "./binary.ts";
import { eq, ne } from "./compare.ts";
import { sumTo } from "./sum.ts";

/** Only bool tensors decide: a number that happens to be 0 does not. */
function checkMask(operation: string, mask: Tensor): void {
  checkTensors(operation, [mask]);
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
    call(kernels.where, [operand(y), ...operands]);
  },
};

/**
 * `y = a` where the condition is true, else `b`, with broadcasting; what is not chosen cannot reach the result, nor its gradient.
 *
 * @param condition - bool
 * @returns the shape that all three broadcast to
 * @throws TensorError `dtype` when the condition is not bool, `shape` when they do not broadcast
 * @see torch.where
 * @example
 * const x = tensor([4, -1]);
 * where(gt(x, 0), sqrt(x), 0); // → tensor([2., 0.])
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  checkTensors(
    "where",
    [condition, a, b].filter((operand) => typeof operand !== "number"),
  );
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
    call(kernels.maskedFill, [operand(y), operand(x), broadcastOperand(mask, y.shape)], [value]);
  },
};

/**
 * `y = value` where the mask is true, else `x`.
 *
 * @param mask - bool, broadcasts to x
 * @returns the shape and dtype of x
 * @throws TensorError `dtype` when the mask is not bool, `shape` when it does not broadcast to x, `value` for a number that the dtype cannot hold
 * @see torch.Tensor.masked_fill
 * @example maskedFill(tensor([1, 2]), tensor([true, false]), -Infinity); // → tensor([-inf, 2.])
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  checkTensors("maskedFill", [x, mask]);
  checkMask("maskedFill", mask);
  checkFill("maskedFill", x, value);
  return apply(maskedFilling, [x, mask], { value });
}

/** Two masks as one operation on bools: the smaller of two is their "and", the larger their "or". */
function logical(
  operation: string,
  combine: (a: Tensor, b: Tensor) => Tensor,
  a: Tensor,
  b: Tensor,
): Tensor {
  checkTensors(operation, [a, b]);
  checkMask(operation, a);
  checkMask(operation, b);
  broadcastShapes(operation, a.shape, b.shape);
  return combine(a, b);
}

/**
 * `y = a ∧ b`, with broadcasting.
 *
 * @param a - bool
 * @param b - bool
 * @throws TensorError `dtype` when one is not bool, `shape` when they do not broadcast
 * @see torch.logical_and
 * @example logicalAnd(tensor([true, true]), tensor([true, false])); // → tensor([ True, False])
 */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return logical("logicalAnd", minimum, a, b);
}

/**
 * `y = a ∨ b`, with broadcasting.
 *
 * @param a - bool
 * @param b - bool
 * @throws TensorError `dtype` when one is not bool, `shape` when they do not broadcast
 * @see torch.logical_or
 * @example logicalOr(tensor([true, false]), tensor(false)); // → tensor([ True, False])
 */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return logical("logicalOr", maximum, a, b);
}

/**
 * `y = a ⊕ b`: one of them, not both; with broadcasting.
 *
 * @param a - bool
 * @param b - bool
 * @throws TensorError `dtype` when one is not bool, `shape` when they do not broadcast
 * @see torch.logical_xor
 * @example logicalXor(tensor([true, false]), tensor(true)); // → tensor([False,  True])
 */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  return logical("logicalXor", ne, a, b);
}

/**
 * `y = ¬a`.
 *
 * @param a - bool
 * @throws TensorError `dtype` when it is not bool
 * @see torch.logical_not
 * @example logicalNot(tensor([true, false])); // → tensor([False,  True])
 */
export function logicalNot(a: Tensor): Tensor {
  checkMask("logicalNot", a);
  return eq(a, 0);
}
