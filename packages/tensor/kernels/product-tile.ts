// The product of two packed panels, in registers: the innermost work of the matrix product and of attention.
import { rowsPerTile } from "../src/cpu/layout";
import { activate } from "./activation";
import { loadRest, multiplyAdd, storeRest } from "./lanes";

/** A product tile is 6 rows × 8 columns: twelve accumulators, two vectors of b and one of a fill the fifteen registers that an engine gives. */
export const tileRows: i32 = rowsPerTile;
export const tileColumns: i32 = 8;

/**
 * out[6, 8] = rows[6, steps] · columns[steps, 8], plus what is there where `adds`. The lanes of one step stand side by side;
 * the steps of `rows` are packed, those of `columns` are `columnsStep` bytes apart.
 */
// @ts-ignore: decorator
@inline
export function multiplyTile(
  rows: usize,
  columns: usize,
  columnsStep: usize,
  steps: i32,
  out: usize,
  outRow: usize,
  adds: bool,
): void {
  const addend = adds ? out : 0;
  multiplyRows(rows, 4, tileRows << 2, tileRows, columns, columnsStep, steps, out, outRow, addend, outRow);
}

/**
 * The same with rows `aRow` bytes apart and their steps `aStep`: packed or as they lie in memory. Rows beyond `height` repeat the last.
 * What stands at `addend`, unless that is 0, is added, its rows `addendRow` bytes apart.
 */
export function multiplyRows(
  a: usize,
  aRow: i32,
  aStep: i32,
  height: i32,
  columns: usize,
  columnsStep: usize,
  steps: i32,
  out: usize,
  outRow: usize,
  addend: usize,
  addendRow: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    return multiplyHalves(a, aRow, aStep, height, columns, columnsStep, steps, out, outRow, addend, addendRow);
  }
  const last = height - 1;
  let a0 = a;
  let a1 = a + min(1, last) * aRow;
  let a2 = a + min(2, last) * aRow;
  let a3 = a + min(3, last) * aRow;
  let a4 = a + min(4, last) * aRow;
  let a5 = a + min(5, last) * aRow;
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  for (let step = 0; step < steps; step++) {
    const b0 = v128.load(columns);
    const b1 = v128.load(columns, 16);
    let x = v128.load32_splat(a0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a1);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a2);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a3);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a4);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a5);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    a4 += aStep;
    a5 += aStep;
    columns += columnsStep;
  }
  const adds = addend != 0;
  storeRow(c00, c01, out, adds, addend);
  storeRow(c10, c11, out + outRow, adds, addend + addendRow);
  storeRow(c20, c21, out + 2 * outRow, adds, addend + 2 * addendRow);
  storeRow(c30, c31, out + 3 * outRow, adds, addend + 3 * addendRow);
  storeRow(c40, c41, out + 4 * outRow, adds, addend + 4 * addendRow);
  storeRow(c50, c51, out + 5 * outRow, adds, addend + 5 * addendRow);
}

/**
 * {@link multiplyRows}, three rows after three, for the build in which a product needs a register of its own until it is added: six rows
 * would take one register too many.
 */
function multiplyHalves(
  a: usize,
  aRow: i32,
  aStep: i32,
  height: i32,
  columns: usize,
  columnsStep: usize,
  steps: i32,
  out: usize,
  outRow: usize,
  addend: usize,
  addendRow: usize,
): void {
  const last = height - 1;
  const adds = addend != 0;
  for (let row = 0; row < tileRows; row += 3) {
    let a0 = a + min(row, last) * aRow;
    let a1 = a + min(row + 1, last) * aRow;
    let a2 = a + min(row + 2, last) * aRow;
    let b = columns;
    let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
    for (let step = 0; step < steps; step++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load32_splat(a0);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      x = v128.load32_splat(a1);
      c10 = multiplyAdd(x, b0, c10);
      c11 = multiplyAdd(x, b1, c11);
      x = v128.load32_splat(a2);
      c20 = multiplyAdd(x, b0, c20);
      c21 = multiplyAdd(x, b1, c21);
      a0 += aStep;
      a1 += aStep;
      a2 += aStep;
      b += columnsStep;
    }
    storeRow(c00, c01, out, adds, addend);
    storeRow(c10, c11, out + outRow, adds, addend + addendRow);
    storeRow(c20, c21, out + 2 * outRow, adds, addend + 2 * addendRow);
    out += 3 * outRow;
    addend += 3 * addendRow;
  }
}

/** One row of a tile, plus what stands at `addend` where it `adds`. */
// @ts-ignore: decorator
@inline
function storeRow(c0: v128, c1: v128, out: usize, adds: bool, addend: usize): void {
  v128.store(out, adds ? f32x4.add(c0, v128.load(addend)) : c0);
  v128.store(out, adds ? f32x4.add(c1, v128.load(addend, 16)) : c1, 16);
}

/** Brings a product tile to the output: scale (the tile, each column), add what is there, add the bias, activate, leave out what is beyond the edge. */
export function finishTile(
  product: usize,
  out: usize,
  outRow: usize,
  height: i32,
  width: i32,
  alpha: f32,
  scale: usize,
  adds: bool,
  bias: usize,
  activation: i32,
): void {
  const factor = f32x4.splat(alpha);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j += 4) {
      const at = <usize>(j << 2);
      const rest = width - j;
      let lanes = f32x4.mul(factor, v128.load(product + at));
      if (scale) lanes = f32x4.mul(lanes, rest < 4 ? loadRest(scale + at, rest) : v128.load(scale + at));
      if (adds) lanes = f32x4.add(lanes, rest < 4 ? loadRest(out + at, rest) : v128.load(out + at));
      if (bias) lanes = f32x4.add(lanes, rest < 4 ? loadRest(bias + at, rest) : v128.load(bias + at));
      if (activation) lanes = activate(lanes, activation);
      if (rest < 4) storeRest(out + at, lanes, rest);
      else v128.store(out + at, lanes);
    }
    product += <usize>(tileColumns << 2);
    out += outRow;
  }
}
