import { forEachIndex, position } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { call } from "./call.ts";
import * as kernels from "./kernels.ts";
import { reduceMax, reduceMin, reduceSum } from "./opcode.ts";
import { operand } from "./operand.ts";

export type Reducer = "sum" | "max" | "min";

const opcodes: Readonly<Record<Reducer, number>> = {
  sum: reduceSum,
  max: reduceMax,
  min: reduceMin,
};

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
  const order = [...kept, ...axes];
  const input = {
    pointer: operand(x).pointer,
    shape: order.map((axis) => x.shape[axis]),
    strides: order.map((axis) => x.strides[axis]),
  };
  const output = {
    pointer: operand(y).pointer,
    shape: kept.map((axis) => y.shape[axis]),
    strides: kept.map((axis) => y.strides[axis]),
  };
  call(kernels.reduce, [output, input], [opcodes[reducer], kept.length]);
}

/** The same for integers and booleans, in a plain loop. */
function reduceIntegers(reducer: Reducer, x: Tensor, y: Tensor, axes: readonly number[]): void {
  const values = x.storage.values();
  const start = reducer === "sum" ? 0 : reducer === "max" ? -Infinity : Infinity;
  const totals = new Float64Array(y.size).fill(start);
  const target = x.shape.map((_, axis) => (axes.includes(axis) ? 0 : y.strides[axis]));
  forEachIndex(x.shape, (index) => {
    const value = values[position(index, x.strides, x.offset)];
    const at = position(index, target, 0);
    if (reducer === "sum") totals[at] += value;
    else totals[at] = reducer === "max" ? Math.max(totals[at], value) : Math.min(totals[at], value);
  });
  y.storage.values().set(totals);
}
