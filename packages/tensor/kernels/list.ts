// A list of tensors of any sizes, each of contiguous elements: what changes all parameters of a model goes over it in one call.
// Its rows are told in src/cpu/layout.ts; a tile is a block of elements of one tensor.
import { elementBlock, listRowBytes } from "../src/cpu/layout";

/** The row of the tensor that a tile belongs to; `row` is that of an earlier tile, or the first. */
// @ts-ignore: decorator
@inline
export function rowOfTile(row: usize, tile: i32): usize {
  while (load<i32>(row + listRowBytes) <= tile) row += listRowBytes;
  return row;
}

/** How many elements a tile has. */
// @ts-ignore: decorator
@inline
export function tileLength(row: usize, tile: i32): i32 {
  return min(load<i32>(row, 4) - (tile - load<i32>(row)) * elementBlock, elementBlock);
}

/** Where a tile begins in the memory at an address of the row. */
// @ts-ignore: decorator
@inline
export function tileAddress(row: usize, tile: i32, position: i32): usize {
  const address = load<usize>(row + (<usize>position << 2), 8);
  return address + <usize>((tile - load<i32>(row)) * elementBlock * 4);
}
