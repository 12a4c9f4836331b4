// softmax(query · keyᵀ · scale + mask) · value without the matrix of scores: a block of keys at a time, with the largest score
// and the sum of powers so far (online softmax: Milakov and Gimelshein, 2018; Rabe and Staats, 2021; Dao et al., 2022).
import { Float32 } from "./element-types";
import { attentionBlock, attentionOffset, attentionQueries } from "../src/cpu/layout";
import { Head, Matrix, matrix, theHead } from "./attention-head";
import { attendCarefully, isRowFinite } from "./attention-repair";
import { attendRow } from "./attention-rows";
import { packedFrom } from "./matmul-rows";
import { expOrZero, log } from "./math";
import { addressOf, operand, rankOf, scratch, sizeAt } from "./operand";
import { packFour, packPanel, packSlack } from "./pack";
import { multiplyTile, tileColumns, tileRows } from "./product-tile";

/**
 * Operands: out `[…, heads, group, queries, valueWidth]` and logSumExp `[…, heads, group, queries, 1]` (rows contiguous), then those
 * of a {@link Head}. Tiles: for each head, the blocks of queries.
 *
 * Scores stand in panels `[keys, 8 queries]`, so that eight queries go side by side through the softmax, and a panel of
 * their weights is an operand of the next product: `sums [valueWidth, 8] = sums · e^(peak before - peak) + valueᵀ · weights`.
 */
export function attention(operands: usize, options: usize, begin: i32, end: i32): void {
  const query = operand(operands, 2);
  const axes = rankOf(query) - 2;
  const queries = sizeAt(query, axes);
  const blocks = (queries + attentionQueries - 1) / attentionQueries;
  const head = theHead();
  const out = matrix(5);
  for (let tile = begin; tile < end; tile++) {
    const number = tile / blocks;
    const from = (tile % blocks) * attentionQueries;
    head.place(operands, options, 2, number);
    out.place(operands, axes, number);
    const logSumExp = addressOf(operand(operands, 1), axes, number);
    if (queries < packedFrom && hasPlainRows(head)) {
      for (let i = 0; i < queries; i++) {
        const numberAt = logSumExp + (i << 2);
        attendRow(head, i, out.at(i), numberAt);
        if (!isRowFinite(out.at(i), head.valueWidth)) {
          attendCarefully(head, i, out, load<f32>(numberAt));
        }
      }
    } else {
      attend(head, from, min(queries, from + attentionQueries), out, logSumExp);
    }
  }
}

function hasPlainRows(head: Head): bool {
  return head.query.column == 4 && head.key.column == 4 && head.value.column == 4;
}

/** Queries `from … to - 1` of a head. */
function attend(head: Head, from: i32, to: i32, out: Matrix, logSumExp: usize): void {
  const query = head.query;
  const key = head.key;
  const value = head.value;
  const width = head.width;
  const panels = (to - from + tileColumns - 1) / tileColumns;
  const valuePanels = (head.valueWidth + tileRows - 1) / tileRows;

  // Sizes in bytes of one panel of each.
  const queryBytes = width << 5;
  const keyBytes = width * (tileRows << 2);
  const sumBytes = valuePanels * (tileRows << 5);
  const queryPanels = scratch + attentionOffset;
  const keyPanels = queryPanels + panels * queryBytes;
  const valuePanelsAt = keyPanels + attentionBlock * (width << 2) + packSlack;
  const sums = valuePanelsAt + valuePanels * (attentionBlock * (tileRows << 2)) + packSlack;
  const peaks = sums + panels * sumBytes;
  const totals = peaks + (panels << 5);
  const scores = totals + (panels << 5);
  const space = scores + (attentionBlock << 5);

  for (let panel = 0; panel < panels; panel++) {
    const first = from + panel * tileColumns;
    const lanes = min(to - first, tileColumns);
    const target = queryPanels + panel * queryBytes;
    packPanel<Float32>(query.at(first), query.row, query.column, lanes, width, target, tileColumns);
    scale(target, width << 3, head.scale);
    v128.store(peaks + (panel << 5), f32x4.splat(-Infinity));
    v128.store(peaks + (panel << 5), f32x4.splat(-Infinity), 16);
  }
  memory.fill(totals, 0, panels << 5);
  memory.fill(sums, 0, panels * sumBytes);

  const last = head.seen(to - 1);
  for (let start = 0; start < last; start += attentionBlock) {
    const keys = min(last - start, attentionBlock);
    for (let i = 0; i < keys; i += tileRows) {
      const rows = min(keys - i, tileRows);
      const target = keyPanels + i * (width << 2);
      packPanel<Float32>(key.at(start + i), key.row, key.column, rows, width, target, tileRows);
    }
    for (let e = 0; e < head.valueWidth; e += tileRows) {
      const source = value.at(start) + e * value.column;
      const rows = min(head.valueWidth - e, tileRows);
      const target = valuePanelsAt + e * (attentionBlock << 2);
      packPanel<Float32>(source, value.column, value.row, rows, keys, target, tileRows);
    }
    for (let panel = 0; panel < panels; panel++) {
      const first = from + panel * tileColumns;
      const lanes = min(to - first, tileColumns);
      const seen = min(start + keys, head.seen(first + lanes - 1)) - start;
      if (seen <= 0) continue;
      // scores [keys, 8] = key · queryᵀ
      for (let i = 0; i < seen; i += tileRows) {
        const rows = keyPanels + i * (width << 2);
        const columns = queryPanels + panel * queryBytes;
        multiplyTile(rows, columns, 32, width, scores + (i << 5), 32, false);
      }
      if (head.isMasked(first, start + seen)) {
        head.mask(scores, seen, lanes, first, start, true, space);
      }
      const own = sums + panel * sumBytes;
      const peak = peaks + (panel << 5);
      takeWeights(scores, seen, peak, totals + (panel << 5), own, start > 0 ? sumBytes : 0);
      // sums [valueWidth, 8] += valueᵀ · weights
      for (let e = 0; e < valuePanels; e++) {
        const rows = valuePanelsAt + e * (attentionBlock * (tileRows << 2));
        multiplyTile(rows, scores, 32, seen, own + e * (tileRows << 5), 32, true);
      }
    }
  }

  for (let panel = 0; panel < panels; panel++) {
    const first = from + panel * tileColumns;
    const lanes = min(to - first, tileColumns);
    const own = sums + panel * sumBytes;
    const peak = peaks + (panel << 5);
    const bad = finish(own, head.valueWidth, peak, totals + (panel << 5));
    unpack(own, head.valueWidth, lanes, out.at(first), out.row);
    memory.copy(logSumExp + (first << 2), peak, lanes << 2);
    for (let lane = 0; bad && lane < lanes; lane++) {
      if (((bad >> lane) & 1) == 0) continue;
      attendCarefully(head, first + lane, out, load<f32>(peak + (lane << 2)));
    }
  }
}

/**
 * weights = e^(scores - peak) in place of the scores, for eight queries side by side; totals and (where there are any, in
 * `sumBytes` bytes) sums so far are brought to the new peak.
 */
function takeWeights(
  scores: usize,
  keys: i32,
  peak: usize,
  total: usize,
  sums: usize,
  sumBytes: i32,
): void {
  const end = scores + (keys << 5);
  const before0 = v128.load(peak);
  const before1 = v128.load(peak, 16);
  let peak0 = before0;
  let peak1 = before1;
  for (let at = scores; at < end; at += 32) {
    peak0 = f32x4.pmax(peak0, v128.load(at));
    peak1 = f32x4.pmax(peak1, v128.load(at, 16));
  }
  v128.store(peak, peak0);
  v128.store(peak, peak1, 16);
  // A query that has seen nothing yet: e^(-Infinity - 0) is 0.
  const nothing = f32x4.splat(-Infinity);
  peak0 = v128.andnot(peak0, f32x4.eq(peak0, nothing));
  peak1 = v128.andnot(peak1, f32x4.eq(peak1, nothing));
  let total0 = f32x4.splat(0);
  let total1 = f32x4.splat(0);
  for (let at = scores; at < end; at += 32) {
    const weight0 = expOrZero(f32x4.sub(v128.load(at), peak0));
    const weight1 = expOrZero(f32x4.sub(v128.load(at, 16), peak1));
    v128.store(at, weight0);
    v128.store(at, weight1, 16);
    total0 = f32x4.add(total0, weight0);
    total1 = f32x4.add(total1, weight1);
  }
  if (sumBytes) {
    const share0 = expOrZero(f32x4.sub(before0, peak0));
    const share1 = expOrZero(f32x4.sub(before1, peak1));
    total0 = f32x4.add(total0, f32x4.mul(v128.load(total), share0));
    total1 = f32x4.add(total1, f32x4.mul(v128.load(total, 16), share1));
    for (let at = sums; at < sums + sumBytes; at += 32) {
      v128.store(at, f32x4.mul(v128.load(at), share0));
      v128.store(at, f32x4.mul(v128.load(at, 16), share1), 16);
    }
  }
  v128.store(total, total0);
  v128.store(total, total1, 16);
}

/** Divides the sums of eight queries by their totals; peaks become log-sum-exps. @returns a bit for each query with a result that is not finite */
function finish(sums: usize, valueWidth: i32, peak: usize, total: usize): i32 {
  let bad = 0;
  for (let lane = 0; lane < 8; lane += 4) {
    const offset = <usize>(lane << 2);
    const totals = v128.load(total + offset);
    // Nothing seen gives exactly 0, now, and by e^(score - the largest number) in the backward pass.
    const isNothing = f32x4.eq(totals, f32x4.splat(0));
    const logSumExp = f32x4.add(v128.load(peak + offset), log(totals));
    v128.store(peak + offset, v128.bitselect(f32x4.splat(f32.MAX_VALUE), logSumExp, isNothing));
    const divisor = v128.bitselect(f32x4.splat(Infinity), totals, isNothing);
    bad |= i32x4.bitmask(divideLanes(sums + offset, valueWidth, divisor)) << lane;
  }
  return bad;
}

/** Divides four lanes of a panel `[width, 8]`. @returns which lanes hold something that is not finite */
function divideLanes(panel: usize, width: i32, divisor: v128): v128 {
  let isBad = f32x4.splat(0);
  for (const end = panel + (width << 5); panel < end; panel += 32) {
    const y = f32x4.div(v128.load(panel), divisor);
    v128.store(panel, y);
    isBad = v128.or(isBad, f32x4.ne(f32x4.sub(y, y), f32x4.splat(0)));
  }
  return isBad;
}

/** Multiplies numbers, a multiple of four, in place. */
export function scale(numbers: usize, count: i32, factor: f32): void {
  if (factor == 1) return;
  const factors = f32x4.splat(factor);
  for (const end = numbers + (count << 2); numbers < end; numbers += 16) {
    v128.store(numbers, f32x4.mul(factors, v128.load(numbers)));
  }
}

/** Writes a panel `[width, 8]` as `lanes` rows of the output, `row` bytes apart. */
export function unpack(panel: usize, width: i32, lanes: i32, out: usize, row: i32): void {
  let e = 0;
  for (; e + 4 <= width; e += 4) {
    packFour<Float32>(panel + (e << 5), 32, 4, 4, lanes, out + (e << 2), row);
  }
  for (; e < width; e++) {
    for (let lane = 0; lane < lanes; lane++) {
      store<f32>(out + (e << 2) + lane * row, load<f32>(panel + (e << 5) + (lane << 2)));
    }
  }
}
