// Attention of single queries: an online softmax over rows of scores. Few queries (a model that writes, token by token) read keys
// and values where they lie; packing them would cost more than the products.
import { attentionOffset, chunk, productOffset } from "../src/cpu/layout";
import { typeFloat32 } from "../src/cpu/opcode";
import { Head } from "./attention-head";
import { firstLanes, sumOfLanes } from "./lanes";
import { columnsAtOnce, rowTimesColumns, rowTimesRows } from "./matmul-rows";
import { expOrZero, log } from "./math";
import { scratch } from "./operand";
import { finishTile } from "./product-tile";
import { largest } from "./row";

/** One query; rows of query, key and value are contiguous. */
export function attendRow(head: Head, query: i32, out: usize, logSumExp: usize): void {
  const numbers = scratch + attentionOffset;
  const scores = numbers + 16;
  const product = scratch + productOffset;
  const q = head.query.at(query);
  const key = head.key;
  const value = head.value;
  const seen = head.seen(query);
  let start = 0;
  do {
    const keys = min(seen - start, chunk);
    rowTimesColumns(typeFloat32, q, key.at(start), key.row, head.width, keys, scores, 0);
    for (let at = scores; at < scores + (keys << 2); at += 16) {
      v128.store(at, f32x4.mul(v128.load(at), f32x4.splat(head.scale)));
    }
    weighRow(head, scores, query, start, keys, numbers, out);
    for (let e = 0; e < head.valueWidth; e += columnsAtOnce) {
      const width = min(head.valueWidth - e, columnsAtOnce);
      const at = <usize>(e << 2);
      rowTimesRows(scores, 4, value.at(start) + at, value.row, keys, width, product);
      finishTile(product, out + at, 0, 1, width, 1, 0, start > 0, 0, 0);
    }
    start += keys;
  } while (start < seen);
  divideRow(out, head.valueWidth, numbers, logSumExp);
}

/**
 * weights = e^(score - peak), in place of the scores of keys `firstKey … firstKey + keys - 1`. The sum so far and its total are
 * brought to the new peak; `numbers` are peak and total.
 */
export function weighRow(
  head: Head,
  scores: usize,
  query: i32,
  firstKey: i32,
  keys: i32,
  numbers: usize,
  sum: usize,
): void {
  const seen = head.maskRow(scores, query, firstKey, keys);
  const before: f32 = firstKey > 0 ? load<f32>(numbers) : -Infinity;
  const peak = max(before, largest(scores, 4, seen));
  // A query that has seen nothing yet: e^(-Infinity - 0) is 0.
  const origin: f32 = peak == -Infinity ? 0 : peak;
  let total = powers(scores, seen, origin);
  memory.fill(scores + (seen << 2), 0, (keys - seen) << 2);
  if (firstKey > 0) {
    const share = f32x4.extract_lane(expOrZero(f32x4.splat(before - origin)), 0);
    total += share * load<f32>(numbers, 4);
    const end = sum + (head.valueWidth << 2);
    for (let at = sum; share != 1 && at < end; at += 4) store<f32>(at, share * load<f32>(at));
  }
  store<f32>(numbers, peak);
  store<f32>(numbers, total, 4);
}

/** `e^(score - peak)` in place of the scores. @returns their sum */
function powers(scores: usize, keys: i32, peak: f32): f32 {
  const peaks = f32x4.splat(peak);
  let total: f64 = 0;
  let lanes = f32x4.splat(0);
  for (let j = 0; j < keys; j += 4) {
    let weights = expOrZero(f32x4.sub(v128.load(scores), peaks));
    if (keys - j < 4) weights = v128.and(weights, firstLanes(keys - j));
    v128.store(scores, weights);
    lanes = f32x4.add(lanes, weights);
    // Short sums are more exact.
    if ((j & 252) == 252) {
      total += sumOfLanes(lanes);
      lanes = f32x4.splat(0);
    }
    scores += 16;
  }
  return <f32>(total + sumOfLanes(lanes));
}

/** out = sum / total, in place, and the log-sum-exp; `numbers` are peak and total. */
export function divideRow(sum: usize, valueWidth: i32, numbers: usize, logSumExp: usize): void {
  const total = load<f32>(numbers, 4);
  // Nothing seen gives exactly 0, now, and by e^(score - the largest number) in the backward pass.
  const divisor: f32 = total == 0 ? Infinity : total;
  for (let at = sum; at < sum + (valueWidth << 2); at += 4) store<f32>(at, load<f32>(at) / divisor);
  const logTotal = f32x4.extract_lane(log(f32x4.splat(total)), 0);
  store<f32>(logSumExp, total == 0 ? f32.MAX_VALUE : load<f32>(numbers) + logTotal);
}
