// The joint norm of many tensors, and their scaling by one number: what clips the gradients of a model.
import { loadRest, storeRest } from "./lanes";
import { rowOfTile, tileAddress, tileLength } from "./list";
import { operand, pointerOf } from "./operand";
import { dot } from "./row";

/** `out[tile] = Σ x²` over the elements of each tile. Operands: list of x, out (contiguous). Tiles: those of the list. */
export function sumsOfSquares(operands: usize, options: usize, begin: i32, end: i32): void {
  const out = pointerOf(operand(operands, 1));
  let row = pointerOf(operands);
  for (let tile = begin; tile < end; tile++) {
    row = rowOfTile(row, tile);
    const x = tileAddress(row, tile, 0);
    store<f32>(out + (<usize>tile << 2), <f32>dot(x, 4, x, 4, tileLength(row, tile)));
  }
}

/** `x *= factor`. Operands: list of x, factor (one number). Tiles: those of the list. */
export function scaleAll(operands: usize, options: usize, begin: i32, end: i32): void {
  const factor = v128.load32_splat(pointerOf(operand(operands, 1)));
  let row = pointerOf(operands);
  for (let tile = begin; tile < end; tile++) {
    row = rowOfTile(row, tile);
    let x = tileAddress(row, tile, 0);
    let count = tileLength(row, tile);
    for (; count >= 4; count -= 4) {
      v128.store(x, f32x4.mul(v128.load(x), factor));
      x += 16;
    }
    if (count) storeRest(x, f32x4.mul(loadRest(x, count), factor), count);
  }
}
