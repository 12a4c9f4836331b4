import type { DType } from "../dtype.ts";
import { broadcastStrides, sameShape, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Operand } from "./kernels.ts";

/** A tensor as kernels see it: the address of its first element, its shape and strides. */
export function operand({ storage, offset, shape, strides }: Tensor): Operand {
  return { pointer: storage.pointer + offset * storage.bytesPerElement, shape, strides };
}

/** The same, read at indices of a larger shape: stride 0 on axes that are repeated. */
export function broadcastOperand(tensor: Tensor, shape: Shape): Operand {
  const given = operand(tensor);
  if (sameShape(tensor.shape, shape)) return given;
  const strides = broadcastStrides(tensor.shape, tensor.strides, shape);
  return { pointer: given.pointer, shape, strides };
}

/** The last two axes exchanged. */
export function turned({ pointer, shape, strides }: Operand): Operand {
  return { pointer, shape: exchanged(shape), strides: exchanged(strides) };
}

function exchanged(numbers: readonly number[]): number[] {
  const result = [...numbers];
  const last = result.pop()!;
  const before = result.pop()!;
  result.push(last, before);
  return result;
}

/** The types that kernels know, in the order of their codes (opcode.ts). */
export const elementTypes: readonly DType[] = [
  "float32",
  "int32",
  "bool",
  "int8",
  "float16",
  "bfloat16",
];

/** The code of a tensor's type. */
export function elementType({ dtype }: Tensor): number {
  return elementTypes.indexOf(dtype);
}

/** Options of the `matmul` kernel: hasBias, activation, accumulate, alpha, the type of b, hasScale. */
export const plainProduct: readonly number[] = [0, 0, 0, 1];
