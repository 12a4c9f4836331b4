import { computeType, isStored, storedArrays, type TypedArray } from "./dtype.ts";
import { decodeHalves } from "./half.ts";
import type { AnyOperation } from "./operation.ts";
import { adopt, scope } from "./scope.ts";
import { broadcastStrides, forEachIndex, position, type Shape } from "./shape.ts";
import { Tensor, unownedTensor } from "./tensor.ts";

/** Where each element of `tensor`, broadcast to `shape`, lies in its storage. */
export function broadcastPositions(
  tensor: Tensor,
  shape: Shape,
): (index: readonly number[]) => number {
  const strides = broadcastStrides(tensor.shape, tensor.strides, shape);
  return (index) => position(index, strides, tensor.offset);
}

/** The elements in row-major order, halves as float32; where they lie so, without a copy. */
export function readElements({
  dtype,
  isContiguous,
  offset,
  shape,
  size,
  storage,
  strides,
}: Tensor): TypedArray {
  const stored = storage.values();
  let elements = stored.subarray(offset, offset + size);
  if (!isContiguous) {
    elements = new storedArrays[dtype](size);
    forEachIndex(shape, (index, at) => {
      elements[at] = stored[position(index, strides, offset)];
    });
  }
  return elements instanceof Uint16Array ? decodeHalves(dtype, elements) : elements;
}

/**
 * The tensor in the type it is computed in: itself, or of a storage type a decoded copy for the open scope. A view of whole
 * storage keeps its strides (a transposed weight is read as a transposed weight), and what it repeats is decoded once.
 */
export function decodeElements(x: Tensor): Tensor {
  const { dtype, shape, size, storage } = x;
  const type = computeType(dtype);
  if (type === dtype) return x;
  const { device, length } = storage;
  const isWhole = length <= size;
  const copy = unownedTensor(isWhole ? [length] : shape, type, device);
  device.copy(isWhole ? new Tensor(storage, copy) : x, copy);
  const result = isWhole ? new Tensor(copy.storage, x) : copy;
  adopt(result);
  return result;
}

/** Runs `kernel` on operands in the types that it computes with; what was decoded for it is freed. */
export function withDecoded(
  { takesStored, decodes }: AnyOperation,
  inputs: readonly Tensor[],
  kernel: (operands: readonly Tensor[]) => void,
): void {
  if (takesStored || !inputs.some(isStored)) return kernel(inputs);
  scope(() => kernel(inputs.map((x, i) => (i === decodes ? x : decodeElements(x)))));
}
