// What the backward pass of attention packs of a block of queries and a block of keys.
import { attentionBlock, attentionOffset, attentionWidth } from "../src/cpu/layout";
import { scale } from "./attention";
import { Float32 } from "./element-types";
import { gout, logSumExpsOf, overlap } from "./attention-gradients";
import { Head, Matrix } from "./attention-head";
import { scratch } from "./operand";
import { packPanel, packSlack } from "./pack";
import { tileColumns, tileRows } from "./product-tile";

// Offsets in scratch memory: "rows" and "columns" have keys or
// queries as lanes and the width as steps, "steps" the other way round. Places differ by more than whole pages, so that they
// do not compete for the same lines of the cache.
const panelBytes: usize = attentionBlock * (attentionWidth + 2) * 4 + 576;
export const keyColumns: usize = attentionOffset;
export const keySteps: usize = keyColumns + panelBytes;
export const valueColumns: usize = keySteps + panelBytes;
export const queryRows: usize = valueColumns + panelBytes;
export const querySteps: usize = queryRows + panelBytes;
export const goutRows: usize = querySteps + panelBytes;
export const goutSteps: usize = goutRows + panelBytes;
/** gkey and gvalue of the block of keys, panels `[width, 8 keys]`. */
export const keySums: usize = goutSteps + panelBytes;
export const valueSums: usize = keySums + panelBytes;
/** `[queries, 8 keys]` */
export const weights: usize = valueSums + panelBytes;
/** `[queries, keys]` */
export const slopes: usize = weights + attentionBlock * 32;
export const slopesRow: i32 = attentionBlock * 4;
/** Six rows of slopes, packed. */
export const slopeRows: usize = slopes + attentionBlock * slopesRow;
/** For each query its log-sum-exp, and `gout · out`. */
export const logSumExps: usize = slopeRows + attentionBlock * 24 + packSlack;
export const overlaps: usize = logSumExps + attentionBlock * 4;
export const space: usize = overlaps + attentionBlock * 4;

export function packKeys(head: Head, start: i32, keys: i32, wantsQuery: bool): void {
  packAcross(head.key, start, 0, keys, head.width, scratch + keyColumns, tileColumns);
  packAcross(head.value, start, 0, keys, head.valueWidth, scratch + valueColumns, tileColumns);
  if (!wantsQuery) return;
  const steps = scratch + keySteps;
  packAlong(head.key, start, 0, keys, head.width, steps, tileColumns);
  for (let e = 0; e < head.width; e += tileColumns) {
    scale(steps + e * slopesRow, keys << 3, head.scale);
  }
}

/** Queries `query + from … query + queries - 1`, scaled, with their gradients and the two numbers of each. */
export function packQueries(
  operands: usize,
  head: Head,
  number: i32,
  query: i32,
  from: i32,
  queries: i32,
  wantsKey: bool,
): void {
  const rows = scratch + queryRows;
  packAcross(head.query, query, from, queries, head.width, rows, tileRows);
  scale(rows + from * (head.width << 2), (queries + tileRows - 1 - from) * head.width, head.scale);
  packAcross(gout(), query, from, queries, head.valueWidth, scratch + goutRows, tileRows);
  if (wantsKey) {
    const steps = scratch + querySteps;
    packAlong(head.query, query, from, queries, head.width, steps, tileRows);
    for (let e = 0; e < head.width; e += tileRows) {
      scale(steps + e * slopesRow + from * 24, (queries - from) * tileRows, head.scale);
    }
    packAlong(gout(), query, from, queries, head.valueWidth, scratch + goutSteps, tileRows);
  }
  const logSumExp = logSumExpsOf(operands, number) + (query << 2);
  for (let i = from; i < queries; i++) {
    const at = scratch + (i << 2);
    store<f32>(at + logSumExps, load<f32>(logSumExp + (i << 2)));
    store<f32>(at + overlaps, overlap(head, query + i));
  }
}

/** Packs rows `start + from … start + count - 1` of a matrix as lanes, `lanes` of them a panel, one step an element. */
function packAcross(
  source: Matrix,
  start: i32,
  from: i32,
  count: i32,
  width: i32,
  target: usize,
  lanes: i32,
): void {
  for (let i = from; i < count; i += lanes) {
    const at = target + i * (width << 2);
    packPanel<Float32>(source.at(start + i), source.row, source.column, min(count - i, lanes), width, at, lanes);
  }
}

/** Packs the same rows as steps, `lanes` elements of each a panel. */
function packAlong(
  source: Matrix,
  start: i32,
  from: i32,
  count: i32,
  width: i32,
  target: usize,
  lanes: i32,
): void {
  for (let e = 0; e < width; e += lanes) {
    const begin = source.at(start + from) + e * source.column;
    const at = target + e * slopesRow + from * (lanes << 2);
    packPanel<Float32>(begin, source.column, source.row, min(width - e, lanes), count - from, at, lanes);
  }
}
