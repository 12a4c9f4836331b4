import { broadcastStrides, forEachIndex, position, type Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Copies element by element, whatever the strides on either side. */
export function copyElements(source: Tensor, target: Tensor): void {
  const from = source.storage.values();
  const to = target.storage.values();
  forEachIndex(source.shape, (index) => {
    to[position(index, target.strides, target.offset)] =
      from[position(index, source.strides, source.offset)];
  });
}

/** Where each element of `tensor`, broadcast to `shape`, lies in its storage. */
export function broadcastPositions(
  tensor: Tensor,
  shape: Shape,
): (index: readonly number[]) => number {
  const strides = broadcastStrides(tensor.shape, tensor.strides, shape);
  return (index) => position(index, strides, tensor.offset);
}
