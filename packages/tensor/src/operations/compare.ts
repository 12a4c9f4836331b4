import { apply } from "../apply.ts";
import type { Relation } from "../arithmetic.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { zipElements } from "../cpu/loops.ts";
import * as code from "../cpu/opcode.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { scalarLike } from "../scalar.ts";
import { holds } from "../evaluate.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { unified } from "./cast.ts";

const opcodes: Readonly<Record<Relation, number>> = {
  "=": code.compareEq,
  "≠": code.compareNe,
  "<": code.compareLt,
  "≤": code.compareLe,
  ">": code.compareGt,
  "≥": code.compareGe,
};

export const comparison: Operation<{ relation: Relation }> = {
  name: "compare",
  formula: "y = 1 where a ⋛ b, else 0",
  outputs: ([a, b]) => [{ shape: broadcastShapes("compare", a.shape, b.shape), dtype: "bool" }],
  meaning: {
    kind: "definition",
    define:
      (m, [a, b], { relation }) =>
      (index) =>
        m.compare(relation, a(index), b(index)),
  },
  gradient: null,
  saves: {},
  cpu([a, b], [y], { relation }) {
    if (a.dtype === "float32") {
      const operands = [operand(y), broadcastOperand(a, y.shape), broadcastOperand(b, y.shape)];
      call(kernels.compare, operands, [opcodes[relation]]);
    } else {
      zipElements(a, b, y, (left, right) => (holds(relation, left, right) ? 1 : 0));
    }
  },
};

function compare(operation: string, relation: Relation, a: Tensor, b: Tensor | number): Tensor {
  checkTensors(operation, typeof b === "number" ? [a] : [a, b]);
  if (isTensor(b)) broadcastShapes(operation, a.shape, b.shape);
  return apply(comparison, unified([a, isTensor(b) ? b : scalarLike(b, a)]), { relation });
}

/**
 * `y = 1 where a = b, else 0`, with broadcasting; NaN equals nothing.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.eq
 * @example eq(tensor([1, 2, 3]), 2); // → tensor([False,  True, False])
 */
export function eq(a: Tensor, b: Tensor | number): Tensor {
  return compare("eq", "=", a, b);
}

/**
 * `y = 1 where a ≠ b, else 0`, with broadcasting.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.ne
 * @example ne(tensor([1, 2, 3]), 2); // → tensor([ True, False,  True])
 */
export function ne(a: Tensor, b: Tensor | number): Tensor {
  return compare("ne", "≠", a, b);
}

/**
 * `y = 1 where a < b, else 0`, with broadcasting.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.lt
 * @example lt(tensor([1, 2, 3]), 2); // → tensor([ True, False, False])
 */
export function lt(a: Tensor, b: Tensor | number): Tensor {
  return compare("lt", "<", a, b);
}

/**
 * `y = 1 where a ≤ b, else 0`, with broadcasting.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.le
 * @example le(tensor([1, 2, 3]), 2); // → tensor([ True,  True, False])
 */
export function le(a: Tensor, b: Tensor | number): Tensor {
  return compare("le", "≤", a, b);
}

/**
 * `y = 1 where a > b, else 0`, with broadcasting.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.gt
 * @example gt(tensor([1, 2, 3]), 2); // → tensor([False, False,  True])
 */
export function gt(a: Tensor, b: Tensor | number): Tensor {
  return compare("gt", ">", a, b);
}

/**
 * `y = 1 where a ≥ b, else 0`, with broadcasting.
 *
 * @returns bool, the shape that both broadcast to
 * @throws TensorError `shape` when they do not broadcast
 * @see torch.ge
 * @example ge(tensor([1, 2, 3]), 2); // → tensor([False,  True,  True])
 */
export function ge(a: Tensor, b: Tensor | number): Tensor {
  return compare("ge", "≥", a, b);
}
