// Reading and adding to rows of a table by their numbers. A number outside the table stops the kernel (a trap): callers check before.
import { columnsPerTile } from "../src/cpu/layout";
import { addTo } from "./column-sums";
import { addressOf, operand, option, pointerOf, rankOf, sizeAt, sizeOf, strideAt } from "./operand";

/**
 * `out[i…, :] = table[index[i…], :]`
 * Operands: out (contiguous), table [rows, width] and index (int32; any strides). Options: bytes of an element (4, 2 or 1). Tiles: rows of out.
 */
export function gatherRows(operands: usize, options: usize, begin: i32, end: i32): void {
  const table = operand(operands, 1);
  const index = operand(operands, 2);
  const bytes = <i32>option(options, 0);
  const width = sizeAt(table, 1);
  const rowStep = strideAt(table, 0) * bytes;
  const step = strideAt(table, 1) * bytes;
  let out = pointerOf(operands) + begin * width * bytes;
  for (let place = begin; place < end; place++) {
    const row = rowNumber(index, place, sizeAt(table, 0));
    let from = pointerOf(table) + row * rowStep;
    if (step == bytes) {
      memory.copy(out, from, width * bytes);
      out += width * bytes;
      continue;
    }
    for (let column = 0; column < width; column++) {
      if (bytes == 4) store<u32>(out, load<u32>(from));
      else if (bytes == 2) store<u16>(out, load<u16>(from));
      else store<u8>(out, load<u8>(from));
      from += step;
      out += bytes;
    }
  }
}

/**
 * `out[index[i…], :] += source[i…, :]`, in the order of the places i.
 * Operands: out [rows, width] (contiguous), source and index (int32; both any strides). Tiles: blocks of columns.
 */
export function scatterAddRows(operands: usize, options: usize, begin: i32, end: i32): void {
  const source = operand(operands, 1);
  const index = operand(operands, 2);
  const rows = sizeAt(operands, 0);
  const width = sizeAt(operands, 1);
  const axes = rankOf(index);
  const step = strideAt(source, axes) << 2;
  const places = sizeOf(index, 0, axes);
  for (let tile = begin; tile < end; tile++) {
    const column = tile * columnsPerTile;
    const count = min(width - column, columnsPerTile);
    for (let place = 0; place < places; place++) {
      const row = rowNumber(index, place, rows);
      const from = addressOf(source, axes, place) + column * step;
      addRow(from, step, count, pointerOf(operands) + ((row * width + column) << 2));
    }
  }
}

// @ts-ignore: decorator
@inline
function rowNumber(index: usize, place: i32, rows: i32): i32 {
  const row = load<i32>(addressOf(index, rankOf(index), place));
  if (<u32>row >= <u32>rows) unreachable();
  return row;
}

/** to += from; whole vectors, then one by one, since what is behind belongs to the next row. */
function addRow(from: usize, step: i32, count: i32, to: usize): void {
  const whole = step == 4 ? count & ~3 : 0;
  addTo(from, whole, to);
  for (let i = whole; i < count; i++) {
    const at = to + (i << 2);
    store<f32>(at, load<f32>(at) + load<f32>(from + i * step));
  }
}
