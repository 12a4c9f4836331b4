// The product tile alone: what a matrix product, with its packing and its edges, is measured against. No part of the package.
import { multiplyTile, tileColumns } from "./product-tile";

/** Computes the tile of the same packed panels `count` times: 48 · steps multiplications and additions each. */
export function repeat(rows: usize, columns: usize, steps: i32, out: usize, count: i32): void {
  const step = tileColumns << 2;
  for (let i = 0; i < count; i++) multiplyTile(rows, columns, step, steps, out, step, false);
}
