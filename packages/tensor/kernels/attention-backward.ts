// The gradients of attention: the weights are computed again, a block of queries by a block of keys at a time, from query, key
// and the log-sum-exp of the forward pass (Dao et al., 2022).
import { Float32 } from "./element-types";
import { attentionBlock, productOffset } from "../src/cpu/layout";
import { unpack } from "./attention";
import { gkey, gquery, gvalue, placeAll } from "./attention-gradients";
import { Head, theHead } from "./attention-head";
import {
  goutRows,
  goutSteps,
  keyColumns,
  keySteps,
  keySums,
  logSumExps,
  overlaps,
  packKeys,
  packQueries,
  queryRows,
  querySteps,
  slopeRows,
  slopes,
  slopesRow,
  space,
  valueColumns,
  valueSums,
  weights,
} from "./attention-panels";
import { isRowFinite, repairKey, repairQueries } from "./attention-repair";
import { expOrZero } from "./math";
import { operand, rankOf, scratch, sizeAt } from "./operand";
import { packPanel } from "./pack";
import { finishTile, multiplyTile, tileColumns, tileRows } from "./product-tile";

/**
 * Operands: gquery, gkey, gvalue (rows contiguous, shapes of a {@link Head}'s query, key and value), the six of a Head, then out,
 * gout and logSumExp of {@link attention}. Tiles: heads of keys, with all queries that share them.
 *
 * With `weight[i, j] = e^(score[i, j] - logSumExp[i])` and `slope[i, j] = weight[i, j] · (gout[i] · value[j] - gout[i] · out[i])`:
 * `gvalue = weightᵀ · gout`, `gkey = scale · slopeᵀ · query`, `gquery = scale · slope · key`.
 */
export function attentionBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const group = groupOf(operands);
  for (let tile = begin; tile < end; tile++) {
    const first = tile * group;
    differentiate(operands, options, first, group, 0, i32.MAX_VALUE, 0, i32.MAX_VALUE, true, true);
  }
}

/** gquery alone. Tiles: for each head, the blocks of queries. */
export function attentionQueryBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const blocks = blocksOf(operand(operands, 3));
  for (let tile = begin; tile < end; tile++) {
    const from = (tile % blocks) * attentionBlock;
    const to = from + attentionBlock;
    differentiate(operands, options, tile / blocks, 1, from, to, 0, i32.MAX_VALUE, true, false);
  }
}

/** gkey and gvalue alone. Tiles: for each head of keys, the blocks of keys. */
export function attentionKeyBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const group = groupOf(operands);
  const blocks = blocksOf(operand(operands, 4));
  for (let tile = begin; tile < end; tile++) {
    const from = (tile % blocks) * attentionBlock;
    const to = from + attentionBlock;
    const first = (tile / blocks) * group;
    differentiate(operands, options, first, group, 0, i32.MAX_VALUE, from, to, false, true);
  }
}

function groupOf(operands: usize): i32 {
  const query = operand(operands, 3);
  return sizeAt(query, rankOf(query) - 3);
}

/** Blocks of queries or keys. */
function blocksOf(x: usize): i32 {
  return (sizeAt(x, rankOf(x) - 2) + attentionBlock - 1) / attentionBlock;
}

/**
 * Heads `first … first + group - 1` of queries, which share one of keys: what queries `queryFrom … queryTo - 1` and keys
 * `keyFrom … keyTo - 1` give each other, added up in gquery, or gkey and gvalue, or both.
 */
function differentiate(
  operands: usize,
  options: usize,
  first: i32,
  group: i32,
  queryFrom: i32,
  queryTo: i32,
  keyFrom: i32,
  keyTo: i32,
  wantsQuery: bool,
  wantsKey: bool,
): void {
  const head = theHead();
  const key = operand(operands, 4);
  placeAll(operands, options, first);
  queryTo = min(queryTo, head.queries);
  keyTo = min(keyTo, sizeAt(key, rankOf(key) - 2));
  for (let g = 0; wantsQuery && g < group; g++) {
    if (g > 0) placeAll(operands, options, first + g);
    for (let i = queryFrom; i < queryTo; i++) memory.fill(gquery().at(i), 0, head.width << 2);
  }
  for (let start = keyFrom; start < keyTo; start += attentionBlock) {
    const keys = min(keyTo - start, attentionBlock);
    packKeys(head, start, keys, wantsQuery);
    memory.fill(scratch + keySums, 0, ((keys + 7) >> 3) * sumBytes(head.width));
    memory.fill(scratch + valueSums, 0, ((keys + 7) >> 3) * sumBytes(head.valueWidth));
    for (let g = 0; g < group; g++) {
      if (group > 1) placeAll(operands, options, first + g);
      for (let query = queryFrom; query < queryTo; query += attentionBlock) {
        const queries = min(queryTo - query, attentionBlock);
        const from = wholeSixes(head.firstQuery(start) - query);
        const visible = min(keys, head.keys - start);
        if (from >= queries || visible <= 0) continue;
        packQueries(operands, head, first + g, query, from, queries, wantsKey);
        takeBlock(head, query, from, queries, start, keys, wantsKey);
        if (wantsQuery) giveQueries(head, query, from, queries, start, visible);
      }
    }
    if (wantsKey) giveKeys(operands, options, first, group, start, keys);
  }
  for (let g = 0; wantsQuery && g < group; g++) {
    if (group > 1) placeAll(operands, options, first + g);
    repairQueries(operands, head, first + g, queryFrom, queryTo);
  }
}

/** The sixes before the one that holds this number. */
// @ts-ignore: decorator
@inline
function wholeSixes(number: i32): i32 {
  return number > 0 ? (number / tileRows) * tileRows : 0;
}

/** Bytes of a panel `[width, 8]`; the width is filled up to whole tiles. */
// @ts-ignore: decorator
@inline
function sumBytes(width: i32): i32 {
  return ((width + tileRows - 1) / tileRows) * (tileRows << 5);
}

/** The slopes of a block, and, panel by panel of keys, what the queries give to the sums of gkey and gvalue. */
function takeBlock(
  head: Head,
  query: i32,
  from: i32,
  queries: i32,
  start: i32,
  keys: i32,
  wantsKey: bool,
): void {
  const width = head.width;
  const valueWidth = head.valueWidth;
  for (let j = 0; j < min(keys, head.keys - start); j += tileColumns) {
    const lanes = min(keys - j, tileColumns);
    const first = max(from, wholeSixes(head.firstQuery(start + j) - query));
    if (first >= queries) break;
    const weightsAt = scratch + weights + (first << 5);
    const slopesAt = scratch + slopes + first * slopesRow + (j << 2);
    // scores = query · keyᵀ, and gout · valueᵀ
    for (let i = first; i < queries; i += tileRows) {
      multiplyTile(
        scratch + queryRows + i * (width << 2),
        scratch + keyColumns + j * (width << 2),
        32,
        width,
        scratch + weights + (i << 5),
        32,
        false,
      );
      multiplyTile(
        scratch + goutRows + i * (valueWidth << 2),
        scratch + valueColumns + j * (valueWidth << 2),
        32,
        valueWidth,
        scratch + slopes + i * slopesRow + (j << 2),
        slopesRow,
        false,
      );
    }
    if (head.isMasked(query + first, start + j + lanes)) {
      head.mask(weightsAt, queries - first, lanes, query + first, start + j, false, scratch + space);
    }
    takeSlopes(weightsAt, slopesAt, scratch + (first << 2), queries - first);
    if (!wantsKey) continue;
    // gvalueᵀ += goutᵀ · weights, gkeyᵀ += queryᵀ · slopes
    let sums = scratch + valueSums + (j >> 3) * sumBytes(valueWidth);
    for (let e = 0; e < valueWidth; e += tileRows) {
      const rows = scratch + goutSteps + e * slopesRow + first * 24;
      multiplyTile(rows, weightsAt, 32, queries - first, sums + (e << 5), 32, true);
    }
    sums = scratch + keySums + (j >> 3) * sumBytes(width);
    for (let e = 0; e < width; e += tileRows) {
      const rows = scratch + querySteps + e * slopesRow + first * 24;
      multiplyTile(rows, slopesAt, slopesRow, queries - first, sums + (e << 5), 32, true);
    }
  }
}

/**
 * weights = e^(score - logSumExp), in place of the scores; slopes = weight · (slope - overlap). Where nothing is taken nothing
 * is given, whatever stands in the value.
 */
function takeSlopes(weights: usize, slopes: usize, numbers: usize, queries: i32): void {
  for (let i = 0; i < queries; i++) {
    const logSumExp = v128.load32_splat(numbers + logSumExps);
    const overlap = v128.load32_splat(numbers + overlaps);
    for (let lane: usize = 0; lane < 32; lane += 16) {
      const weight = expOrZero(f32x4.sub(v128.load(weights + lane), logSumExp));
      const slope = f32x4.mul(weight, f32x4.sub(v128.load(slopes + lane), overlap));
      v128.store(weights + lane, weight);
      v128.store(slopes + lane, v128.and(slope, f32x4.ne(weight, f32x4.splat(0))));
    }
    weights += 32;
    slopes += slopesRow;
    numbers += 4;
  }
}

/** gquery += slopes · key */
function giveQueries(
  head: Head,
  query: i32,
  from: i32,
  queries: i32,
  start: i32,
  keys: i32,
): void {
  const target = gquery();
  const product = scratch + productOffset;
  const rows = scratch + slopeRows;
  for (let i = from; i < queries; i += tileRows) {
    const height = min(queries - i, tileRows);
    const seen = min(keys, head.seen(query + i + height - 1) - start);
    if (seen <= 0) continue;
    packPanel<Float32>(scratch + slopes + i * slopesRow, slopesRow, 4, height, seen, rows, tileRows);
    for (let e = 0; e < head.width; e += tileColumns) {
      const width = min(head.width - e, tileColumns);
      const at = target.at(query + i) + (e << 2);
      const columns = scratch + keySteps + e * slopesRow;
      if (height == tileRows && width == tileColumns) {
        multiplyTile(rows, columns, 32, seen, at, target.row, true);
      } else {
        multiplyTile(rows, columns, 32, seen, product, 32, false);
        finishTile(product, at, target.row, height, width, 1, 0, true, 0, 0);
      }
    }
  }
}

/** Brings the sums of gkey and gvalue to the outputs. */
function giveKeys(
  operands: usize,
  options: usize,
  first: i32,
  group: i32,
  start: i32,
  keys: i32,
): void {
  const head = theHead();
  for (let j = 0; j < keys; j += tileColumns) {
    const lanes = min(keys - j, tileColumns);
    const keySum = scratch + keySums + (j >> 3) * sumBytes(head.width);
    const valueSum = scratch + valueSums + (j >> 3) * sumBytes(head.valueWidth);
    unpack(keySum, head.width, lanes, gkey().at(start + j), gkey().row);
    unpack(valueSum, head.valueWidth, lanes, gvalue().at(start + j), gvalue().row);
    for (let key = start + j; key < start + j + lanes; key++) {
      const isWhole =
        isRowFinite(gkey().at(key), head.width) && isRowFinite(gvalue().at(key), head.valueWidth);
      if (!isWhole) repairKey(operands, options, first, group, key);
    }
  }
}

