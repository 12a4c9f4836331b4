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

/** Options of the `matmul` kernel: hasBias, activation, accumulate, alpha. */
export const plainProduct: readonly number[] = [0, 0, 0, 1];
export const productWithBias: readonly number[] = [1, 0, 0, 1];
