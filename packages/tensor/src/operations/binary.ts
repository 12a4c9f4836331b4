import { apply } from "../apply.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { checkType } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { zipElements } from "../cpu/loops.ts";
import {
  binaryAdd,
  binaryDiv,
  binaryMaximum,
  binaryMinimum,
  binaryMul,
  binarySub,
} from "../cpu/opcode.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { checkTensors } from "../operands.ts";
import { scalarLike } from "../scalar.ts";
import type { Gradient, Operation } from "../operation.ts";
import { broadcastShapes } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { converted, unified } from "./cast.ts";
import { eq, gt, lt } from "./compare.ts";
import { sumTo } from "./sum.ts";

/** What the kernel's opcodes do, for whole numbers, which the kernel does not take. */
const onNumbers: Readonly<Record<number, (a: number, b: number) => number>> = {
  [binaryAdd]: (a, b) => a + b,
  [binarySub]: (a, b) => a - b,
  [binaryMul]: (a, b) => a * b,
  [binaryDiv]: (a, b) => a / b,
  [binaryMaximum]: Math.max,
  [binaryMinimum]: Math.min,
};

/** What two-operand arithmetic has in common: broadcasting, one dtype, one kernel with an opcode. */
function binary(
  name: string,
  formula: string,
  opcode: number,
  element: <T>(m: Arithmetic<T>, a: T, b: T) => T,
  gradient: Gradient<object>,
  saves: Operation<object>["saves"],
): Operation<object> {
  return {
    name,
    formula,
    outputs: ([a, b]) => [{ shape: broadcastShapes(name, a.shape, b.shape), dtype: a.dtype }],
    meaning: {
      kind: "definition",
      define:
        (m, [a, b]) =>
        (index) =>
          element(m, a(index), b(index)),
    },
    gradient: (context) =>
      gradient(context).map((result, i) => result && sumTo(result, context.specs[i].shape)),
    saves,
    cpu([a, b], [y]) {
      if (y.dtype === "float32") {
        call(
          kernels.binary,
          [operand(y), broadcastOperand(a, y.shape), broadcastOperand(b, y.shape)],
          [opcode],
        );
      } else {
        zipElements(a, b, y, onNumbers[opcode]);
      }
    },
  };
}

export const addition: Operation<object> = /* @__PURE__ */ binary(
  "add",
  "y = a + b",
  binaryAdd,
  (m, a, b) => m.plus(a, b),
  ({ gradient }) => [gradient, gradient],
  {},
);

export const subtraction: Operation<object> = /* @__PURE__ */ binary(
  "sub",
  "y = a − b",
  binarySub,
  (m, a, b) => m.minus(a, b),
  ({ gradient, needs }) => [gradient, needs[1] ? mul(gradient, -1) : null],
  {},
);

export const multiplication: Operation<object> = /* @__PURE__ */ binary(
  "mul",
  "y = a · b",
  binaryMul,
  (m, a, b) => m.times(a, b),
  ({ gradient, input, needs }) => [
    needs[0] ? mul(gradient, input(1)) : null,
    needs[1] ? mul(gradient, input(0)) : null,
  ],
  { inputs: [0, 1] },
);

export const division: Operation<object> = /* @__PURE__ */ binary(
  "div",
  "y = a / b",
  binaryDiv,
  (m, a, b) => m.divide(a, b),
  ({ gradient, input, output, needs }) => [
    div(gradient, input(1)),
    needs[1] ? mul(mul(gradient, div(output(0), input(1))), -1) : null,
  ],
  { inputs: [1], outputs: [0] },
);

/** The gradient goes to the larger (smaller) operand, half to each where they are equal. */
function toTheChosen(isChosen: (a: Tensor, b: Tensor) => Tensor): Gradient<object> {
  return ({ gradient, input }) => {
    const [a, b] = [input(0), input(1)];
    const half = mul(converted(eq(a, b), gradient.dtype), 0.5);
    const share = add(converted(isChosen(a, b), gradient.dtype), half);
    return [mul(gradient, share), mul(gradient, sub(1, share))];
  };
}

export const larger: Operation<object> = /* @__PURE__ */ binary(
  "maximum",
  "y = max(a, b)",
  binaryMaximum,
  (m, a, b) => m.largest(2, (k) => (k === 0 ? a : b)),
  /* @__PURE__ */ toTheChosen(gt),
  { inputs: [0, 1] },
);

export const smaller: Operation<object> = /* @__PURE__ */ binary(
  "minimum",
  "y = min(a, b) = −max(−a, −b)",
  binaryMinimum,
  (m, a, b) => m.negate(m.largest(2, (k) => m.negate(k === 0 ? a : b))),
  /* @__PURE__ */ toTheChosen(lt),
  { inputs: [0, 1] },
);

/** A tensor, or a number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number;

/** Both operands as tensors of one dtype. */
export function together(operation: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const tensors = [a, b].filter((operand) => typeof operand !== "number");
  checkTensors(operation, tensors.length > 0 ? tensors : [a]);
  const [known] = tensors;
  return unified([a, b].map((x) => (isTensor(x) ? x : scalarLike(x, known)))) as [Tensor, Tensor];
}

/**
 * `y = a + b`, with broadcasting.
 *
 * @returns the shape that both broadcast to, in the dtype that holds both; of two bool tensors true where either is
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.add
 * @example add(tensor([1, 2]), 10); // → tensor([11., 12.])
 */
export function add(a: Operand, b: Operand): Tensor {
  const [left, right] = together("add", a, b);
  // Truths add to truths, as in PyTorch: 1 where either is.
  return apply(left.dtype === "bool" ? larger : addition, [left, right], {});
}

/**
 * `y = a − b`, with broadcasting.
 *
 * @returns the shape that both broadcast to, in the dtype that holds both
 * @throws TensorError `shape` when they do not broadcast, `dtype` for two bool tensors: {@link logicalXor} says where they differ
 * @see torch.sub
 * @example sub(1, tensor([0.25, 2])); // → tensor([ 0.7500, -1.0000])
 */
export function sub(a: Operand, b: Operand): Tensor {
  const [left, right] = together("sub", a, b);
  checkType("sub", left, left.dtype !== "bool", "use logicalXor");
  return apply(subtraction, [left, right], {});
}

/**
 * `y = a · b`, element by element, with broadcasting; {@link matmul} is the matrix product.
 *
 * @returns the shape that both broadcast to, in the dtype that holds both
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.mul
 * @example
 * mul(tensor([[1], [2]]), tensor([10, 20]));
 * // → tensor([[10., 20.],
 * // →         [20., 40.]])
 */
export function mul(a: Operand, b: Operand): Tensor {
  return apply(multiplication, together("mul", a, b), {});
}

/**
 * `y = a / b`, with broadcasting; integers divide to float32.
 *
 * @returns the shape that both broadcast to, floating-point; ±∞ or NaN where b is 0
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.div
 * @example div(tensor([1, 2, 3]), 2); // → tensor([0.5000, 1.0000, 1.5000])
 */
export function div(a: Operand, b: Operand): Tensor {
  return apply(division, unified(together("div", a, b), "float32"), {});
}

/**
 * `y = max(a, b)`, with broadcasting: NaN where either is. Where both are equal each gets half of the gradient.
 *
 * @returns the shape that both broadcast to, in the dtype that holds both
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.maximum
 * @example maximum(tensor([1, 5]), tensor([3, 4])); // → tensor([3., 5.])
 */
export function maximum(a: Operand, b: Operand): Tensor {
  return apply(larger, together("maximum", a, b), {});
}

/**
 * `y = min(a, b)`, with broadcasting: NaN where either is. Where both are equal each gets half of the gradient.
 *
 * @returns the shape that both broadcast to, in the dtype that holds both
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.minimum
 * @example minimum(tensor([1, 5]), tensor([3, 4])); // → tensor([1., 4.])
 */
export function minimum(a: Operand, b: Operand): Tensor {
  return apply(smaller, together("minimum", a, b), {});
}
