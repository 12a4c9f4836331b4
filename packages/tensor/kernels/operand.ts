// Reading a call's operand blocks and options; see src/cpu/layout.ts for their form.
import { operandBytes, shapeOffset, stridesOffset } from "../src/cpu/layout";

/** This thread's scratch memory: a module keeps no state of its own, so that every thread can have an instance. */
// @ts-ignore: decorator
@external("env", "scratch")
export declare const scratch: usize;

/** The operand block at a position of the call. */
// @ts-ignore: decorator
@inline
export function operand(operands: usize, position: i32): usize {
  return operands + <usize>(position * operandBytes);
}

/** Address of the operand's element 0. */
// @ts-ignore: decorator
@inline
export function pointerOf(operand: usize): usize {
  return load<usize>(operand);
}

// @ts-ignore: decorator
@inline
export function rankOf(operand: usize): i32 {
  return load<i32>(operand, 4);
}

// @ts-ignore: decorator
@inline
export function sizeAt(operand: usize, axis: i32): i32 {
  return load<i32>(operand + (<usize>axis << 2), shapeOffset);
}

/** Stride of an axis in elements. */
// @ts-ignore: decorator
@inline
export function strideAt(operand: usize, axis: i32): i32 {
  return load<i32>(operand + (<usize>axis << 2), stridesOffset);
}

/** Number of elements of axes `from … to - 1`. */
export function sizeOf(operand: usize, from: i32, to: i32): i32 {
  let size = 1;
  for (let axis = from; axis < to; axis++) size *= sizeAt(operand, axis);
  return size;
}

/** Address of the element whose row-major number over axes `0 … axes - 1` is `number` (the other indices are 0); elements are `1 << shift` bytes. */
export function addressOf(operand: usize, axes: i32, number: i32, shift: i32 = 2): usize {
  let address = pointerOf(operand);
  for (let axis = axes - 1; axis >= 0; axis--) {
    const size = sizeAt(operand, axis);
    address += <usize>((number % size) * strideAt(operand, axis)) << shift;
    number /= size;
  }
  return address;
}

// @ts-ignore: decorator
@inline
export function option(options: usize, position: i32): f64 {
  return load<f64>(options + (<usize>position << 3));
}
