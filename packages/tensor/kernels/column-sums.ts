// Sums over rows, one for each column: single-precision sums of a few rows, then double precision.
// The memory of a block of columns, padded to a multiple of four: columnsPerTile f32, then columnsPerTile f64.
import { columnsPerTile } from "../src/cpu/layout";
import { loadRest } from "./lanes";

/** Rows that are summed in single precision before they go into the sums in double precision. */
export const rowsPerSum: i32 = 32;

/** sums += x */
export function addTo(x: usize, count: i32, sums: usize): void {
  for (; count > 0; count -= 4) {
    const lanes = count >= 4 ? v128.load(x) : loadRest(x, count);
    v128.store(sums, f32x4.add(v128.load(sums), lanes));
    x += 16;
    sums += 16;
  }
}

/** sums += four rows, `step` bytes apart, added in pairs. */
export function addFourTo(x: usize, step: i32, count: i32, sums: usize): void {
  for (; count > 0; count -= 4) {
    const x1 = x + step;
    const x2 = x1 + step;
    const x3 = x2 + step;
    const isWhole = count >= 4;
    const pair01 = isWhole
      ? f32x4.add(v128.load(x), v128.load(x1))
      : f32x4.add(loadRest(x, count), loadRest(x1, count));
    const pair23 = isWhole
      ? f32x4.add(v128.load(x2), v128.load(x3))
      : f32x4.add(loadRest(x2, count), loadRest(x3, count));
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(pair01, pair23)));
    x += 16;
    sums += 16;
  }
}

/** results = the larger of results and x (NaN where either is) */
export function largerInto(x: usize, count: i32, results: usize): void {
  for (; count > 0; count -= 4) {
    const lanes = count >= 4 ? v128.load(x) : loadRest(x, count);
    v128.store(results, f32x4.max(v128.load(results), lanes));
    x += 16;
    results += 16;
  }
}

/** results = the smaller of results and x (NaN where either is) */
export function smallerInto(x: usize, count: i32, results: usize): void {
  for (; count > 0; count -= 4) {
    const lanes = count >= 4 ? v128.load(x) : loadRest(x, count);
    v128.store(results, f32x4.min(v128.load(results), lanes));
    x += 16;
    results += 16;
  }
}

/** Moves the single-precision sums into the double-precision ones. */
export function promote(sums: usize, columns: i32): void {
  let doubles = sums + columnsPerTile * 4;
  for (let column = 0; column < columns; column += 4) {
    const lanes = v128.load(sums);
    const high = v128.shuffle<f32>(lanes, lanes, 2, 3, 2, 3);
    v128.store(doubles, f64x2.add(v128.load(doubles), f64x2.promote_low_f32x4(lanes)));
    v128.store(doubles, f64x2.add(v128.load(doubles, 16), f64x2.promote_low_f32x4(high)), 16);
    v128.store(sums, f32x4.splat(0));
    sums += 16;
    doubles += 32;
  }
}

/** Writes the double-precision sums as float32. */
export function demote(sums: usize, columns: i32, out: usize): void {
  let doubles = sums + columnsPerTile * 4;
  for (let column = 0; column < columns; column++) {
    store<f32>(out, <f32>load<f64>(doubles));
    out += 4;
    doubles += 8;
  }
}
