// A row or a few times a matrix: b is read once, where it lies; packing it would cost more than the products.
import { loadRest, multiplyAdd } from "./lanes";

/** From this many rows on b is packed. */
export const packedFrom: i32 = 4;
/** Columns that one row is multiplied with at a time. */
export const columnsAtOnce: i32 = 16;

/** product[0 … width - 1] = a · b, where the columns of b lie side by side; strides in bytes. */
export function rowTimesRows(
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  depth: i32,
  width: i32,
  product: usize,
): void {
  if (width == columnsAtOnce) {
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let c2 = f32x4.splat(0);
    let c3 = f32x4.splat(0);
    for (let k = 0; k < depth; k++) {
      const x = v128.load32_splat(a);
      c0 = multiplyAdd(x, v128.load(b), c0);
      c1 = multiplyAdd(x, v128.load(b, 16), c1);
      c2 = multiplyAdd(x, v128.load(b, 32), c2);
      c3 = multiplyAdd(x, v128.load(b, 48), c3);
      a += aStep;
      b += bStep;
    }
    v128.store(product, c0);
    v128.store(product, c1, 16);
    v128.store(product, c2, 32);
    v128.store(product, c3, 48);
    return;
  }
  for (let column = 0; column < width; column += 4) {
    const rest = width - column;
    let x = a;
    let y = b + (column << 2);
    let lanes = f32x4.splat(0);
    for (let k = 0; k < depth; k++) {
      const columns = rest < 4 ? loadRest(y, rest) : v128.load(y);
      lanes = multiplyAdd(v128.load32_splat(x), columns, lanes);
      x += aStep;
      y += bStep;
    }
    v128.store(product + (column << 2), lanes);
  }
}

/** The same where a's row and each column of b are contiguous (b is a transposed matrix): four dot products at a time. */
export function rowTimesColumns(
  a: usize,
  b: usize,
  bColumn: i32,
  depth: i32,
  width: i32,
  product: usize,
): void {
  for (let column = 0; column < width; column += 4) {
    const last = width - column - 1;
    let x = a;
    // Columns beyond the last repeat it; their products are not stored.
    let b0 = b + column * bColumn;
    let b1 = b0 + min(1, last) * bColumn;
    let b2 = b0 + min(2, last) * bColumn;
    let b3 = b0 + min(3, last) * bColumn;
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let c2 = f32x4.splat(0);
    let c3 = f32x4.splat(0);
    let steps = depth;
    for (; steps >= 4; steps -= 4) {
      const lanes = v128.load(x);
      c0 = multiplyAdd(lanes, v128.load(b0), c0);
      c1 = multiplyAdd(lanes, v128.load(b1), c1);
      c2 = multiplyAdd(lanes, v128.load(b2), c2);
      c3 = multiplyAdd(lanes, v128.load(b3), c3);
      x += 16;
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
    }
    if (steps) {
      const lanes = loadRest(x, steps);
      c0 = multiplyAdd(lanes, loadRest(b0, steps), c0);
      c1 = multiplyAdd(lanes, loadRest(b1, steps), c1);
      c2 = multiplyAdd(lanes, loadRest(b2, steps), c2);
      c3 = multiplyAdd(lanes, loadRest(b3, steps), c3);
    }
    // The sums of the lanes of c0 … c3, side by side.
    const sums01 = f32x4.add(
      v128.shuffle<f32>(c0, c1, 0, 4, 1, 5),
      v128.shuffle<f32>(c0, c1, 2, 6, 3, 7),
    );
    const sums23 = f32x4.add(
      v128.shuffle<f32>(c2, c3, 0, 4, 1, 5),
      v128.shuffle<f32>(c2, c3, 2, 6, 3, 7),
    );
    const sums = f32x4.add(
      v128.shuffle<f32>(sums01, sums23, 0, 1, 4, 5),
      v128.shuffle<f32>(sums01, sums23, 2, 3, 6, 7),
    );
    v128.store(product + (column << 2), sums);
  }
}
