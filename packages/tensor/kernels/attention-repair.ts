// Attention by its definition, pair by pair, where a sum is not finite: a weight or a slope of 0 reads nothing, whatever stands there.
import {
  gkey,
  gout,
  gquery,
  gvalue,
  logSumExpsOf,
  overlap,
  placeAll,
} from "./attention-gradients";
import { Head, Matrix, theHead } from "./attention-head";
import { dot } from "./row";

export function isRowFinite(row: usize, width: i32): bool {
  for (const end = row + (width << 2); row < end; row += 4) {
    if (!isFinite<f32>(load<f32>(row))) return false;
  }
  return true;
}

export function attendCarefully(head: Head, query: i32, out: Matrix, logSumExp: f32): void {
  const width = head.valueWidth << 2;
  const y = out.at(query);
  memory.fill(y, 0, width);
  for (let key = 0; key < head.seen(query); key++) {
    const weight = head.weight(query, key, logSumExp);
    if (weight == 0) continue;
    let value = head.value.at(key);
    for (let at = y; at < y + width; at += 4) {
      store<f32>(at, load<f32>(at) + weight * load<f32>(value));
      value += head.value.column;
    }
    if (weight != weight) return;
  }
}

/** row += factor · other; a row of `width` numbers side by side. */
function addRow(row: usize, factor: f32, other: usize, step: i32, width: i32): void {
  for (const end = row + (width << 2); row < end; row += 4) {
    store<f32>(row, load<f32>(row) + factor * load<f32>(other));
    other += step;
  }
}

function slopeOf(head: Head, query: i32, key: i32, weight: f32): f32 {
  const value = head.value;
  const gy = gout();
  const product = <f32>dot(gy.at(query), gy.column, value.at(key), value.column, head.valueWidth);
  return head.scale * weight * (product - overlap(head, query));
}

export function repairQueries(operands: usize, head: Head, number: i32, from: i32, to: i32): void {
  const numbers = logSumExpsOf(operands, number);
  for (let query = from; query < to; query++) {
    const row = gquery().at(query);
    if (isRowFinite(row, head.width)) continue;
    memory.fill(row, 0, head.width << 2);
    const logSumExp = load<f32>(numbers + (query << 2));
    for (let key = 0; key < head.seen(query); key++) {
      const weight = head.weight(query, key, logSumExp);
      if (weight == 0) continue;
      const slope = slopeOf(head, query, key, weight);
      if (slope != 0) addRow(row, slope, head.key.at(key), head.key.column, head.width);
      if (slope != slope) break;
    }
  }
}

export function repairKey(operands: usize, options: usize, first: i32, group: i32, key: i32): void {
  const head = theHead();
  memory.fill(gkey().at(key), 0, head.width << 2);
  memory.fill(gvalue().at(key), 0, head.valueWidth << 2);
  for (let g = 0; g < group; g++) {
    placeAll(operands, options, first + g);
    const numbers = logSumExpsOf(operands, first + g);
    for (let query = head.firstQuery(key); query < head.queries; query++) {
      const weight = head.weight(query, key, load<f32>(numbers + (query << 2)));
      if (weight == 0) continue;
      addRow(gvalue().at(key), weight, gout().at(query), gout().column, head.valueWidth);
      const slope = slopeOf(head, query, key, weight);
      const q = head.query;
      if (slope != 0) addRow(gkey().at(key), slope, q.at(query), q.column, head.width);
      if (weight != weight) return;
    }
  }
}
