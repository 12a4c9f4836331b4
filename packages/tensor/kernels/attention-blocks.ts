// What attention is beside products, for a block of queries and keys whose scores somebody else multiplied: a library that is
// faster at it. An online softmax, its last step, and the slopes of the backward pass; see attention.ts and attention-backward.ts.
import { matrix, theHead } from "./attention-head";
import { divideRow, weighRow } from "./attention-rows";
import { expOrZero } from "./math";
import { addressOf, operand, option, pointerOf, rankOf, sizeAt, strideAt } from "./operand";
import { dot } from "./row";

// Options of each: those of a Head, its number, the first query and the first key of the block. A tile is a query.
// Rows of scores begin whole vectors apart.

/**
 * weights = e^(score - peak), in place of the scores; sums and totals of the keys before are brought to the new peak.
 * Operands: scores `[queries, keys]`, sums `[queries, valueWidth]` (rows contiguous), numbers `[queries, 2]`, peaks and totals,
 * then the six of a {@link Head}.
 */
export function attentionWeights(operands: usize, options: usize, begin: i32, end: i32): void {
  const sums = operand(operands, 1);
  const numbers = operand(operands, 2);
  const keys = sizeAt(operands, 1);
  const firstKey = <i32>option(options, 7);
  const head = theHead();
  head.place(operands, options, 3, <i32>option(options, 5));
  for (let i = begin; i < end; i++) {
    const row = pointerOf(operands) + i * (strideAt(operands, 0) << 2);
    const sum = pointerOf(sums) + i * (strideAt(sums, 0) << 2);
    const query = <i32>option(options, 6) + i;
    weighRow(head, row, query, firstKey, keys, pointerOf(numbers) + (i << 3), sum);
  }
}

/**
 * out = sums / totals, in place, and the log-sum-exps.
 * Operands: sums `[queries, valueWidth]` (rows contiguous), numbers as above, logSumExps `[queries, 1]`. A tile is a query.
 */
export function attentionQuotients(operands: usize, options: usize, begin: i32, end: i32): void {
  const numbers = operand(operands, 1);
  const logSumExps = operand(operands, 2);
  for (let i = begin; i < end; i++) {
    const sum = pointerOf(operands) + i * (strideAt(operands, 0) << 2);
    const logSumExp = pointerOf(logSumExps) + i * (strideAt(logSumExps, 0) << 2);
    divideRow(sum, sizeAt(operands, 1), pointerOf(numbers) + (i << 3), logSumExp);
  }
}

/**
 * weights = e^(score - logSumExp) in place of the scores, and in place of `gout · value` slopes = weight · (it - gout · out).
 * Operands: scores and products `[queries, keys]`, logSumExp `[…, heads, group, queries, 1]`, the six of a {@link Head}, then out and gout.
 */
export function attentionSlopes(operands: usize, options: usize, begin: i32, end: i32): void {
  const products = operand(operands, 1);
  const keys = sizeAt(operands, 1);
  const number = <i32>option(options, 5);
  const firstQuery = <i32>option(options, 6);
  const head = theHead();
  head.place(operands, options, 3, number);
  const axes = rankOf(operand(operands, 3)) - 2;
  const logSumExps = addressOf(operand(operands, 2), axes, number);
  const out = matrix(5);
  const gout = matrix(6);
  out.place(operand(operands, 9), axes, number);
  gout.place(operand(operands, 10), axes, number);
  for (let i = begin; i < end; i++) {
    const query = firstQuery + i;
    const row = pointerOf(operands) + i * (strideAt(operands, 0) << 2);
    const slopes = pointerOf(products) + i * (strideAt(products, 0) << 2);
    const seen = head.maskRow(row, query, <i32>option(options, 7), keys);
    const gy = gout.at(query);
    const overlap = <f32>dot(gy, gout.column, out.at(query), out.column, head.valueWidth);
    const logSumExp = f32x4.splat(load<f32>(logSumExps + (query << 2)));
    for (let at: usize = 0; at < <usize>(seen << 2); at += 16) {
      const weight = expOrZero(f32x4.sub(v128.load(row + at), logSumExp));
      const slope = f32x4.mul(weight, f32x4.sub(v128.load(slopes + at), f32x4.splat(overlap)));
      v128.store(row + at, weight);
      v128.store(slopes + at, v128.and(slope, f32x4.ne(weight, f32x4.splat(0))));
    }
    memory.fill(row + (seen << 2), 0, (keys - seen) << 2);
    memory.fill(slopes + (seen << 2), 0, (keys - seen) << 2);
  }
}
