import { TensorError } from "./errors.ts";

/** The sizes of the axes, from the first to the last; `[]` is a single number. */
export type Shape = readonly number[];
/** A place in a tensor, one number an axis. */
export type Index = readonly number[];

/** `[2, 3]` as people write it. */
export function show(shape: Shape): string {
  return `[${String(shape).replaceAll(",", ", ")}]`;
}

/** Number of elements: the product of the sizes, 1 for a 0-d tensor. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Row-major strides in elements: the last axis is dense. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/** Whether walking the elements in row-major order walks memory one by one (axes of size 1 may have any stride). */
export function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 0) return true;
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Turns a possibly negative `dim` into an axis 0 … rank-1, or throws naming the operation. */
export function resolveDim(operation: string, dim: number, rank: number): number {
  const axis = dim < 0 ? dim + rank : dim;
  if (Number.isInteger(dim) && axis >= 0 && axis < rank) return axis;
  const range = rank === 0 ? "a 0-d tensor has no dim" : `dim must be from ${-rank} to ${rank - 1}`;
  throw new TensorError(
    "dim",
    `${operation}: dim ${dim} does not exist in a tensor of rank ${rank}: ${range}`,
    { operation, dim, rank },
  );
}

/** Resolves one `dim` or several; `undefined` means all of them. Throws when one is named twice. */
export function resolveDims(
  operation: string,
  dims: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (dims === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = (Array.isArray(dims) ? dims : [dims]).map((dim) => resolveDim(operation, dim, rank));
  if (new Set(axes).size !== axes.length) {
    throw new TensorError("dim", `${operation}: dims ${show(axes)} name an axis twice`, {
      operation,
      dims: axes,
    });
  }
  return axes;
}

/** The shape that both broadcast to, aligned at the last axis (torch.broadcast_shapes). */
export function broadcastShapes(operation: string, ...shapes: readonly Shape[]): Shape {
  if (shapes.length === 2 && sameShape(shapes[0], shapes[1])) return shapes[0];
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const lead = rank - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const length = shape[axis];
      if (length === 1 || length === result[lead + axis]) continue;
      if (result[lead + axis] !== 1) {
        throw new TensorError(
          "shape",
          `${operation}: shapes ${shapes.map(show).join(" and ")} do not broadcast: axis ${axis - shape.length} ` +
            `(from the end) is ${result[lead + axis]} in one and ${length} in another; they must be equal or 1`,
          { operation, shapes, dim: axis - shape.length },
        );
      }
      result[lead + axis] = length;
    }
  }
  return result;
}

/** Strides for reading a tensor of `shape` at indices of `target`: stride 0 where it is repeated. */
export function broadcastStrides(
  shape: Shape,
  strides: readonly number[],
  target: Shape,
): number[] {
  const lead = target.length - shape.length;
  return target.map((_, axis) =>
    axis < lead || shape[axis - lead] === 1 ? 0 : strides[axis - lead],
  );
}

/** `index` with the number on `axis` replaced: how definitions walk along one axis. */
export function along(index: Index, axis: number, value: number): Index {
  const result = index.slice();
  result[axis] = value;
  return result;
}

/** Removes the axes of a reduction, or leaves them as size 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): number[] {
  if (keepdim) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Calls `visit` with every index of `shape` in row-major order and its position. The index array is reused. */
export function forEachIndex(
  shape: Shape,
  visit: (index: number[], position: number) => void,
): void {
  const size = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let position = 0; position < size; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

/** Where the element at `index` lies in storage. */
export function position(index: Index, strides: readonly number[], offset: number): number {
  let at = offset;
  for (let axis = 0; axis < index.length; axis++) at += index[axis] * strides[axis];
  return at;
}

/** Throws unless `shape` is a list of whole sizes that an array can hold. */
export function checkShape(operation: string, shape: Shape): void {
  const isSize = (length: number): boolean => Number.isInteger(length) && length >= 0;
  if (Array.isArray(shape) && shape.length <= 8 && shape.every(isSize)) return;
  throw new TensorError(
    "shape",
    `${operation}: ${Array.isArray(shape) ? show(shape) : String(shape)} is not a shape: a list of at most 8 whole sizes ≥ 0`,
    { operation, shape },
  );
}

/** The index of an operand's element that broadcasting puts at `index`: aligned at the last axis, 0 on axes of size 1. */
export function broadcastIndex(index: Index, shape: Shape): Index {
  const lead = index.length - shape.length;
  return shape.map((length, axis) => (length === 1 ? 0 : index[lead + axis]));
}
