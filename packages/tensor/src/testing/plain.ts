import { tensor, type TensorOptions } from "../creation.ts";
import type { Tensor } from "../tensor.ts";

/** The plain model that properties compare with: a shape, and the element at each index. No strides, no storage. */
export interface Plain {
  readonly shape: readonly number[];
  readonly at: (index: readonly number[]) => number;
}

/** Every index of a shape, the last axis fastest. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (lists, length) =>
      lists.flatMap((list) => Array.from({ length }, (_, position) => [...list, position])),
    [[]],
  );
}

export function plain(shape: readonly number[], values: readonly number[]): Plain {
  const places = new Map(indicesOf(shape).map((index, place) => [index.join(), values[place]]));
  return { shape, at: (index) => places.get(index.join())! };
}

export function valuesOf({ shape, at }: Plain): number[] {
  return indicesOf(shape).map(at);
}

/** The model made definite, so that long chains of closures stay short. */
export function settled(model: Plain): Plain {
  return plain(model.shape, valuesOf(model));
}

export function toTensor(model: Plain, options: TensorOptions = {}): Tensor {
  return tensor(valuesOf(model), { ...options, shape: model.shape });
}

/** What a tensor holds, to compare with a model's. */
export function contentOf(x: Tensor): { shape: readonly number[]; values: number[] } {
  return { shape: x.shape, values: Array.from(x.view()) };
}

export function contentOfPlain(model: Plain): { shape: readonly number[]; values: number[] } {
  return { shape: model.shape, values: valuesOf(model) };
}

/** An operand read at an index of the shape it broadcasts to. */
export function broadcastAt({ shape, at }: Plain): Plain["at"] {
  return (index) => {
    const own = index.slice(index.length - shape.length);
    return at(own.map((position, axis) => (shape[axis] === 1 ? 0 : position)));
  };
}
