// Layer normalisation (Ba et al., 2016) and root-mean-square normalisation (Zhang and Sennrich, 2019) over the last axis.
// The second is the first without the mean: `isCentered` is false, the center is 0.
import { columnsPerTile, packedRowsOffset, sumBlock } from "../src/cpu/layout";
import { addTo, demote, promote, rowsPerSum } from "./column-sums";
import { loadRest, multiplyAdd, storeRest, sumOfLanes } from "./lanes";
import { inversesOf, momentsOf, normalized, normalizedAt } from "./moments";
import { operand, option, pointerOf, rankOf, scratch, sizeAt, sizeOf, strideAt } from "./operand";
import { block } from "./row";
import { walkOverRows } from "./walk";

/**
 * `(x - mean) / √(variance + eps) · weight + bias`; a tile is a row.
 * Operands: out (last axis contiguous), x (any strides), then weight and bias (contiguous), where there are such.
 * Options: eps, hasWeight, hasBias.
 */
export function layerNorm(operands: usize, options: usize, begin: i32, end: i32): void {
  normalize(operands, options, begin, end, true);
}

/** `x / √(mean x² + eps) · weight`; operands and options as for layerNorm. */
export function rmsNorm(operands: usize, options: usize, begin: i32, end: i32): void {
  normalize(operands, options, begin, end, false);
}

/**
 * The gradient of the input; a tile is a row.
 * Operands: gx (last axis contiguous), x, gy (any strides), then weight (contiguous), where there is one. Options: eps, hasWeight.
 */
export function layerNormBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  inputGradient(operands, options, begin, end, true);
}

/** As layerNormBackward. */
export function rmsNormBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  inputGradient(operands, options, begin, end, false);
}

/**
 * The gradients of weight, `Σ gy · (x - mean) / √(variance + eps)`, and bias, `Σ gy`, over the rows; a tile is a block of columns.
 * Operands: gweight, gbias (contiguous), x, gy (any strides). Options: eps.
 */
export function layerNormParameterBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  parameterGradient(operands, option(options, 0), begin, end, true);
}

/** The gradient of weight. Operands: gweight (contiguous), x, gy (any strides). Options: eps. */
export function rmsNormParameterBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  parameterGradient(operands, option(options, 0), begin, end, false);
}

function normalize(operands: usize, options: usize, begin: i32, end: i32, isCentered: bool): void {
  const last = rankOf(operands) - 1;
  const length = sizeAt(operands, last);
  const step = strideAt(operand(operands, 1), last) << 2;
  const eps = option(options, 0);
  const hasWeight = option(options, 1) != 0;
  const weight = hasWeight ? pointerOf(operand(operands, 2)) : 0;
  const bias = option(options, 2) != 0 ? pointerOf(operand(operands, hasWeight ? 3 : 2)) : 0;
  const walk = walkOverRows(operands, 2, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const x = walk.pointer(1) + row * walk.step(1);
      const moments = momentsOf(x, step, length, isCentered, eps);
      for (let from = 0; from < length; from += sumBlock) {
        const count = min(length - from, sumBlock);
        const at = <usize>from << 2;
        const xs = block(x, step, from, count, 0);
        // A question within the loop would cost as much as the arithmetic.
        if (weight && bias) normalizeBlock(xs, count, moments, weight + at, bias + at, out + at, true, true);
        else if (weight) normalizeBlock(xs, count, moments, weight + at, 0, out + at, true, false);
        else if (bias) normalizeBlock(xs, count, moments, 0, bias + at, out + at, false, true);
        else normalizeBlock(xs, count, moments, 0, 0, out + at, false, false);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function normalizeBlock(
  x: usize,
  count: i32,
  moments: v128,
  weight: usize,
  bias: usize,
  out: usize,
  hasWeight: bool,
  hasBias: bool,
): void {
  let y: v128;
  for (; count >= 16; count -= 16) {
    y = normalized(v128.load(x), moments);
    if (hasWeight) y = f32x4.mul(y, v128.load(weight));
    if (hasBias) y = f32x4.add(y, v128.load(bias));
    v128.store(out, y);
    y = normalized(v128.load(x, 16), moments);
    if (hasWeight) y = f32x4.mul(y, v128.load(weight, 16));
    if (hasBias) y = f32x4.add(y, v128.load(bias, 16));
    v128.store(out, y, 16);
    y = normalized(v128.load(x, 32), moments);
    if (hasWeight) y = f32x4.mul(y, v128.load(weight, 32));
    if (hasBias) y = f32x4.add(y, v128.load(bias, 32));
    v128.store(out, y, 32);
    y = normalized(v128.load(x, 48), moments);
    if (hasWeight) y = f32x4.mul(y, v128.load(weight, 48));
    if (hasBias) y = f32x4.add(y, v128.load(bias, 48));
    v128.store(out, y, 48);
    x += 64;
    out += 64;
    weight += 64;
    bias += 64;
  }
  for (; count > 0; count -= 4) {
    const isWhole = count >= 4;
    y = normalized(isWhole ? v128.load(x) : loadRest(x, count), moments);
    if (hasWeight) y = f32x4.mul(y, isWhole ? v128.load(weight) : loadRest(weight, count));
    if (hasBias) y = f32x4.add(y, isWhole ? v128.load(bias) : loadRest(bias, count));
    if (isWhole) v128.store(out, y);
    else storeRest(out, y, count);
    x += 16;
    out += 16;
    weight += 16;
    bias += 16;
  }
}

/** With h = gy · weight and n the normalised row: `gx = (h - mean h - n · mean(h n)) / √(variance + eps)`. */
function inputGradient(operands: usize, options: usize, begin: i32, end: i32, isCentered: bool): void {
  const last = rankOf(operands) - 1;
  const length = sizeAt(operands, last);
  const xStep = strideAt(operand(operands, 1), last) << 2;
  const gStep = strideAt(operand(operands, 2), last) << 2;
  const eps = option(options, 0);
  const weight = option(options, 1) != 0 ? pointerOf(operand(operands, 3)) : 0;
  const walk = walkOverRows(operands, 3, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const x = walk.pointer(1) + row * walk.step(1);
      const g = walk.pointer(2) + row * walk.step(2);
      const moments = momentsOf(x, xStep, length, isCentered, eps);

      let total: f64 = 0;
      let alongRow: f64 = 0;
      for (let from = 0; from < length; from += sumBlock) {
        let count = min(length - from, sumBlock);
        let xs = block(x, xStep, from, count, 0);
        let gs = block(g, gStep, from, count, 1);
        let ws = weight ? weight + (from << 2) : 0;
        let totals = f32x4.splat(0);
        let alongs = f32x4.splat(0);
        for (; count > 0; count -= 4) {
          const isWhole = count >= 4;
          let h = isWhole ? v128.load(gs) : loadRest(gs, count);
          if (ws) h = f32x4.mul(h, isWhole ? v128.load(ws) : loadRest(ws, count));
          const n = normalizedAt(xs, count, moments);
          totals = f32x4.add(totals, h);
          alongs = multiplyAdd(h, n, alongs);
          xs += 16;
          gs += 16;
          ws += ws ? 16 : 0;
        }
        total += sumOfLanes(totals);
        alongRow += sumOfLanes(alongs);
      }

      const mean = f32x4.splat(isCentered ? <f32>(total / <f64>length) : 0);
      const along = f32x4.splat(<f32>(alongRow / <f64>length));
      for (let from = 0; from < length; from += sumBlock) {
        let count = min(length - from, sumBlock);
        let xs = block(x, xStep, from, count, 0);
        let gs = block(g, gStep, from, count, 1);
        let ws = weight ? weight + (from << 2) : 0;
        let to = out + (from << 2);
        for (; count > 0; count -= 4) {
          const isWhole = count >= 4;
          let h = isWhole ? v128.load(gs) : loadRest(gs, count);
          if (ws) h = f32x4.mul(h, isWhole ? v128.load(ws) : loadRest(ws, count));
          const n = normalizedAt(xs, count, moments);
          const gx = f32x4.mul(f32x4.sub(f32x4.sub(h, mean), f32x4.mul(n, along)), inversesOf(moments));
          if (isWhole) v128.store(to, gx);
          else storeRest(to, gx, count);
          xs += 16;
          gs += 16;
          ws += ws ? 16 : 0;
          to += 16;
        }
      }
    }
  }
}

function parameterGradient(operands: usize, eps: f64, begin: i32, end: i32, isCentered: bool): void {
  // rmsNorm has no bias, and so no gbias among its operands.
  const inputs = operand(operands, isCentered ? 2 : 1);
  const last = rankOf(inputs) - 1;
  const length = sizeAt(inputs, last);
  const rows = sizeOf(inputs, 0, last);
  const xStep = strideAt(inputs, last) << 2;
  const gStep = strideAt(operand(inputs, 1), last) << 2;
  for (let tile = begin; tile < end; tile++) {
    const column = tile * columnsPerTile;
    const columns = min(length - column, columnsPerTile);
    const sums = scratch + packedRowsOffset;
    const biasSums = sums + columnsPerTile * 12;
    memory.fill(sums, 0, columnsPerTile * 24);
    const walk = walkOverRows(inputs, 2, 0, rows);
    let pending = 0;
    while (walk.next()) {
      for (let row = 0; row < walk.run; row++) {
        const x = walk.pointer(0) + row * walk.step(0);
        const g = walk.pointer(1) + row * walk.step(1);
        const moments = momentsOf(x, xStep, length, isCentered, eps);
        for (let from = 0; from < columns; from += sumBlock) {
          const count = min(columns - from, sumBlock);
          const xs = block(x, xStep, column + from, count, 0);
          const gs = block(g, gStep, column + from, count, 1);
          addProducts(xs, gs, count, moments, sums + (from << 2));
          if (isCentered) addTo(gs, count, biasSums + (from << 2));
        }
        if (++pending == rowsPerSum) {
          promote(sums, columns);
          if (isCentered) promote(biasSums, columns);
          pending = 0;
        }
      }
    }
    promote(sums, columns);
    demote(sums, columns, pointerOf(operands) + (column << 2));
    if (!isCentered) continue;
    promote(biasSums, columns);
    demote(biasSums, columns, pointerOf(operand(operands, 1)) + (column << 2));
  }
}

/** sums += g · (x - mean) / √(variance + eps) */
function addProducts(x: usize, g: usize, count: i32, moments: v128, sums: usize): void {
  for (; count > 0; count -= 4) {
    const isWhole = count >= 4;
    const n = normalizedAt(x, count, moments);
    const gs = isWhole ? v128.load(g) : loadRest(g, count);
    v128.store(sums, multiplyAdd(gs, n, v128.load(sums)));
    x += 16;
    g += 16;
    sums += 16;
  }
}
