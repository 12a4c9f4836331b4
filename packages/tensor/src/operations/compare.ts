import { apply } from "../apply.ts";
import type { Relation } from "../arithmetic.ts";
import { call } from "../cpu/call.ts";
import { zipElements } from "../cpu/loops.ts";
import * as code from "../cpu/opcode.ts";
import { broadcastOperand, operand } from "../cpu/operand.ts";
import { scalarLike } from "../scalar.ts";
import { promote } from "../dtype.ts";
import { holds } from "../evaluate.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { to } from "./cast.ts";

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
      call("compare", operands, [opcodes[relation]]);
    } else {
      zipElements(a, b, y, (left, right) => (holds(relation, left, right) ? 1 : 0));
    }
  },
};

function compare(relation: Relation, a: Tensor, b: Tensor | number): Tensor {
  const other = isTensor(b) ? b : scalarLike(b, a);
  const dtype = promote(a.dtype, other.dtype);
  return apply(comparison, [to(a, dtype), to(other, dtype)], { relation });
}

/** Where `a = b`, with broadcasting: bool (torch.eq). @throws TensorError `shape` */
export function eq(a: Tensor, b: Tensor | number): Tensor {
  return compare("=", a, b);
}

/** Where `a ≠ b` (torch.ne). @throws TensorError `shape` */
export function ne(a: Tensor, b: Tensor | number): Tensor {
  return compare("≠", a, b);
}

/** Where `a < b` (torch.lt). @throws TensorError `shape` */
export function lt(a: Tensor, b: Tensor | number): Tensor {
  return compare("<", a, b);
}

/** Where `a ≤ b` (torch.le). @throws TensorError `shape` */
export function le(a: Tensor, b: Tensor | number): Tensor {
  return compare("≤", a, b);
}

/** Where `a > b` (torch.gt). @throws TensorError `shape` */
export function gt(a: Tensor, b: Tensor | number): Tensor {
  return compare(">", a, b);
}

/** Where `a ≥ b` (torch.ge). @throws TensorError `shape` */
export function ge(a: Tensor, b: Tensor | number): Tensor {
  return compare("≥", a, b);
}
