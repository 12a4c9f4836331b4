import { forEachIndex, position } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { call } from "./call.ts";
import type { Operand } from "./kernels.ts";
import * as kernels from "./kernels.ts";
import { reduceMax, reduceMin, reduceSum } from "./opcode.ts";
import { operand } from "./operand.ts";

/** How elements become one: the kernel's opcode, and the same in JavaScript for whole numbers, which the kernel does not take. */
export interface Reducer {
  readonly opcode: number;
  /** What nothing reduces to. */
  readonly start: number;
  readonly combine: (total: number, value: number) => number;
}

export const summing: Reducer = {
  opcode: reduceSum,
  start: 0,
  combine: (total, value) => total + value,
};
export const greatest: Reducer = { opcode: reduceMax, start: -Infinity, combine: Math.max };
export const least: Reducer = { opcode: reduceMin, start: Infinity, combine: Math.min };

/** Reduces `axes` of `x` into `y`, which is row-major and keeps them with size 1. */
export function reduceElements(
  reducer: Reducer,
  x: Tensor,
  y: Tensor,
  axes: readonly number[],
): void {
  if (x.dtype !== "float32") return reduceIntegers(reducer, x, y, axes);
  // The kernel wants the kept axes first.
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const operands = [withAxes(y, kept), withAxes(x, [...kept, ...axes])];
  call(kernels.reduce, operands, [reducer.opcode, kept.length]);
}

/** A tensor with some of its axes, in this order. */
function withAxes(x: Tensor, axes: readonly number[]): Operand {
  const pick = (numbers: readonly number[]): number[] => axes.map((axis) => numbers[axis]);
  return { pointer: operand(x).pointer, shape: pick(x.shape), strides: pick(x.strides) };
}

/** The same for integers and booleans, in a plain loop. */
function reduceIntegers(
  { start, combine }: Reducer,
  x: Tensor,
  y: Tensor,
  axes: readonly number[],
): void {
  const values = x.storage.values();
  const totals = new Float64Array(y.size).fill(start);
  const target = x.shape.map((_, axis) => (axes.includes(axis) ? 0 : y.strides[axis]));
  forEachIndex(x.shape, (index) => {
    const at = position(index, target, 0);
    totals[at] = combine(totals[at], values[position(index, x.strides, x.offset)]);
  });
  y.storage.values().set(totals);
}
