// What the backward pass of attention has beside a head: out, its gradient, and the gradients it gives.
import { Head, Matrix, matrix, theHead } from "./attention-head";
import { addressOf, operand, rankOf } from "./operand";
import { dot } from "./row";

/** Goes to a head of queries, with the matrices that only the backward pass has. */
export function placeAll(operands: usize, options: usize, number: i32): void {
  const axes = rankOf(operand(operands, 3)) - 2;
  const head = theHead();
  head.place(operands, options, 3, number);
  matrix(5).place(operand(operands, 0), axes, number);
  matrix(6).place(operand(operands, 1), axes - 1, number / head.group);
  matrix(7).place(operand(operands, 2), axes - 1, number / head.group);
  matrix(8).place(operand(operands, 9), axes, number);
  matrix(9).place(operand(operands, 10), axes, number);
}

// @ts-ignore: decorator
@inline
export function gquery(): Matrix {
  return matrix(5);
}
// @ts-ignore: decorator
@inline
export function gkey(): Matrix {
  return matrix(6);
}
// @ts-ignore: decorator
@inline
export function gvalue(): Matrix {
  return matrix(7);
}
// @ts-ignore: decorator
@inline
function out(): Matrix {
  return matrix(8);
}
// @ts-ignore: decorator
@inline
export function gout(): Matrix {
  return matrix(9);
}

/** Address of the log-sum-exps of a head. */
export function logSumExpsOf(operands: usize, number: i32): usize {
  return addressOf(operand(operands, 11), rankOf(operand(operands, 3)) - 2, number);
}

/** `gout[i] · out[i]`, which is `Σ_j weight[i, j] · (gout[i] · value[j])`. */
export function overlap(head: Head, query: i32): f32 {
  const y = out();
  const gy = gout();
  return <f32>dot(gy.at(query), gy.column, y.at(query), y.column, head.valueWidth);
}
