import { call } from "./call.ts";
import * as kernels from "./kernels.ts";
import type { Kernel, Operand } from "./kernels.ts";
import { reduceSum } from "./opcode.ts";
import { turned } from "./operand.ts";
import { runtime } from "./runtime.ts";
import { sizeOf } from "../shape.ts";

// Attention as blocks of scores that matrix products compute, for a library that multiplies faster than the kernels; what is not
// a product is in kernels/attention-blocks.ts. Memory is that of two blocks.

/** Queries and keys of a block. */
const queryBlock = 128;
const keyBlock = 512;
/** Shorter ones are done sooner by the kernel, in which nothing leaves the nearest cache. */
const shortest = 128;

/**
 * Does the work of the `attention` kernels by matrix products.
 *
 * @returns `false` where the kernel is better at it, and where a result is not finite: only the kernel minds which weights are 0
 */
export function attendByProducts(
  kernel: Kernel,
  operands: readonly Operand[],
  options: readonly number[],
): boolean {
  const isForward = kernel === kernels.attention;
  const [query, key] = operands.slice(isForward ? 2 : 3);
  if (Math.min(query.shape.at(-2)!, key.shape.at(-2)!) < shortest) return false;
  const space = runtime().heap.allocate((2 * keyBlock + 2) * queryBlock * 4 + 64);
  try {
    return isForward
      ? attend(operands, options, space)
      : differentiate(kernel, operands, options, space);
  } finally {
    runtime().heap.free(space);
  }
}

function attend(operands: readonly Operand[], options: readonly number[], space: number): boolean {
  const [out, logSumExp, ...head] = operands;
  const [query, key, value] = head;
  const [scale, isCausal] = options;
  const [queries, keys] = [query.shape.at(-2)!, key.shape.at(-2)!];
  const group = query.shape.at(-3)!;
  for (let number = 0; number < heads(query); number++) {
    const [y, total, q] = [out, logSumExp, query].map((x) => matrix(x, number));
    const [k, v] = [key, value].map((x) => matrix(x, Math.floor(number / group)));
    for (let from = 0; from < queries; from += queryBlock) {
      const count = Math.min(queries - from, queryBlock);
      const sums = rows(y, from, count);
      const numbers = block(space + 4 * queryBlock * keyBlock, count, 2, 2);
      // The last query of the block sees no key from here on.
      const last = isCausal ? Math.min(keys, from + count + keys - queries) : keys;
      // At least once, for queries that see nothing.
      for (let start = 0; start === 0 || start < last; start += keyBlock) {
        const width = Math.min(Math.max(last, 1) - start, keyBlock);
        const scores = block(space, count, width, keyBlock);
        call(
          kernels.matmul,
          [scores, rows(q, from, count), turned(rows(k, start, width))],
          [0, 0, 0, scale],
        );
        call(
          kernels.attentionWeights,
          [scores, sums, numbers, ...head],
          [...options, number, from, start],
        );
        call(kernels.matmul, [sums, scores, rows(v, start, width)], [0, 0, start > 0 ? 1 : 0, 1]);
      }
      call(kernels.attentionQuotients, [sums, numbers, rows(total, from, count)]);
    }
  }
  return isFinite(out, space);
}

function differentiate(
  kernel: Kernel,
  operands: readonly Operand[],
  options: readonly number[],
  space: number,
): boolean {
  const [gquery, gkey, gvalue, ...rest] = operands;
  const [query, key, value] = rest;
  const [out, gout, logSumExp] = rest.slice(6);
  const [scale, isCausal] = options;
  const [queries, keys] = [query.shape.at(-2)!, key.shape.at(-2)!];
  const group = query.shape.at(-3)!;
  const wantsQuery = kernel !== kernels.attentionKeyBackward;
  const wantsKey = kernel !== kernels.attentionQueryBackward;
  const results = [...(wantsQuery ? [gquery] : []), ...(wantsKey ? [gkey, gvalue] : [])];
  results.forEach(clear);
  const add = [0, 0, 1, 1];
  const addScaled = [0, 0, 1, scale];
  for (let number = 0; number < heads(query); number++) {
    const [gq, q, gy] = [gquery, query, gout].map((x) => matrix(x, number));
    const [gk, gv, k, v] = [gkey, gvalue, key, value].map((x) =>
      matrix(x, Math.floor(number / group)),
    );
    for (let from = 0; from < queries; from += queryBlock) {
      const count = Math.min(queries - from, queryBlock);
      const last = isCausal ? Math.min(keys, from + count + keys - queries) : keys;
      const [someQ, someGy] = [q, gy].map((x) => rows(x, from, count));
      for (let start = 0; start < last; start += keyBlock) {
        const width = Math.min(last - start, keyBlock);
        const [someK, someV] = [k, v].map((x) => rows(x, start, width));
        const weights = block(space, count, width, keyBlock);
        const slopes = block(space + 4 * queryBlock * keyBlock, count, width, keyBlock);
        call(kernels.matmul, [weights, someQ, turned(someK)], [0, 0, 0, scale]);
        call(kernels.matmul, [slopes, someGy, turned(someV)], [0, 0, 0, 1]);
        call(
          kernels.attentionSlopes,
          [weights, slopes, logSumExp, ...rest.slice(0, 6), out, gout],
          [...options, number, from, start],
        );
        if (wantsQuery) call(kernels.matmul, [rows(gq, from, count), slopes, someK], addScaled);
        if (!wantsKey) continue;
        call(kernels.matmul, [rows(gv, start, width), turned(weights), someGy], add);
        call(kernels.matmul, [rows(gk, start, width), turned(slopes), someQ], addScaled);
      }
    }
  }
  return results.every((result) => isFinite(result, space));
}

function heads({ shape }: Operand): number {
  return sizeOf(shape.slice(0, -2));
}

/** One matrix of a batch, by its number. */
function matrix({ pointer, shape, strides }: Operand, number: number): Operand {
  let at = pointer;
  let rest = number;
  for (let axis = shape.length - 3; axis >= 0; axis--) {
    at += 4 * strides[axis] * (rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return { pointer: at, shape: shape.slice(-2), strides: strides.slice(-2) };
}

function rows({ pointer, shape, strides }: Operand, from: number, count: number): Operand {
  return { pointer: pointer + 4 * from * strides[0], shape: [count, shape[1]], strides };
}

function block(pointer: number, count: number, width: number, step: number): Operand {
  return { pointer, shape: [count, width], strides: [step, 1] };
}

/** All elements of a result in a row: it fills its memory, in whatever order. */
function whole({ pointer, shape }: Operand): Operand {
  return { pointer, shape: [1, sizeOf(shape)], strides: [sizeOf(shape), 1] };
}

function clear({ pointer, shape }: Operand): void {
  runtime().heap.float32.fill(0, pointer / 4, pointer / 4 + sizeOf(shape));
}

/** By the sum, which no NaN and no infinity leaves finite. */
function isFinite(result: Operand, space: number): boolean {
  const total = { pointer: space, shape: [1], strides: [1] };
  call(kernels.reduce, [total, whole(result)], [reduceSum, 1]);
  return Number.isFinite(runtime().heap.float32[space / 4]);
}
