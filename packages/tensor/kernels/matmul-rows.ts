// A row or a few times a matrix: b is read once, where it lies; packing it would cost more than the products.
import { depthBlock } from "../src/cpu/layout";
import * as code from "../src/cpu/opcode";
import { Bfloat16, Float16, Float32, Int8, numbersOf } from "./element-types";
import { loadRest, multiplyAdd, sumOfLanes } from "./lanes";
import { dotOfDigits, int8Steps, unitOf, writeDigits } from "./matmul-int8";

/** From this many rows on b is packed. */
export const packedFrom: i32 = 4;
/** Columns that one row is multiplied with at a time. */
export const columnsAtOnce: i32 = 16;

/** product[0 … width - 1] = a · b, where the columns of b, of float32, lie side by side; strides in bytes. */
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

/**
 * The same where a's row and each column of b, of any type, are contiguous (b is a transposed matrix): one dot product after another, since
 * memory gives one stream at nearly twice the speed of four. The row is the one that {@link prepareRow} gave this number.
 */
export function rowTimesColumns(
  type: i32,
  a: usize,
  b: usize,
  bColumn: i32,
  depth: i32,
  width: i32,
  product: usize,
  row: i32,
): void {
  for (let column = 0; column < width; column++) {
    store<f32>(product + (column << 2), <f32>dot(type, row, a, b + column * bColumn, depth));
  }
}

/** Makes a's row ready for {@link rowTimesColumns}; `row` is its number among those that are ready. */
export function prepareRow(type: i32, row: i32, a: usize, depth: i32): void {
  if (type == code.typeInt8) writeDigits(row, a, depth);
}

function dot(type: i32, row: i32, a: usize, b: usize, depth: i32): f64 {
  switch (type) {
    case code.typeFloat32: return dotOf<Float32>(a, b, depth);
    case code.typeInt8: return dotOfInt8(row, a, b, depth);
    case code.typeFloat16: return dotOf<Float16>(a, b, depth);
    case code.typeBfloat16: return dotOf<Bfloat16>(a, b, depth);
    default: return unreachable();
  }
}

/** Products that are summed in single precision, in chains of a sixteenth of them, before they go into a sum in double precision. */
const chainedProducts: i32 = 4 * depthBlock;

function dotOf<Type>(a: usize, b: usize, depth: i32): f64 {
  const type = changetype<Type>(0);
  const four = 4 * type.bytes();
  let total: f64 = 0;
  while (depth > 0) {
    let steps = min(depth, chainedProducts);
    depth -= steps;
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let c2 = f32x4.splat(0);
    let c3 = f32x4.splat(0);
    for (; steps >= 16; steps -= 16) {
      c0 = multiplyAdd(v128.load(a), type.numbers(type.loadFour(b)), c0);
      c1 = multiplyAdd(v128.load(a, 16), type.numbers(type.loadFour(b + four)), c1);
      c2 = multiplyAdd(v128.load(a, 32), type.numbers(type.loadFour(b + 2 * four)), c2);
      c3 = multiplyAdd(v128.load(a, 48), type.numbers(type.loadFour(b + 3 * four)), c3);
      a += 64;
      b += 4 * four;
    }
    for (; steps >= 4; steps -= 4) {
      c0 = multiplyAdd(v128.load(a), type.numbers(type.loadFour(b)), c0);
      a += 16;
      b += four;
    }
    if (steps) {
      c1 = multiplyAdd(loadRest(a, steps), restOf<Type>(b, steps), c1);
      a += <usize>steps << 2;
      b += steps * type.bytes();
    }
    total += sumOfLanes(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)));
  }
  return total;
}

/** The first `count` (1 … 3) numbers, the other lanes 0. */
function restOf<Type>(from: usize, count: i32): v128 {
  const type = changetype<Type>(0);
  let bits = i32x4.replace_lane(i32x4.splat(0), 0, type.loadOne(from));
  if (count > 1) bits = i32x4.replace_lane(bits, 1, type.loadOne(from + type.bytes()));
  if (count > 2) bits = i32x4.replace_lane(bits, 2, type.loadOne(from + 2 * type.bytes()));
  return numbersOf<Type>(bits);
}

/** {@link dotOf} an int8 column, by the row's digits as far as it has them. */
function dotOfInt8(row: i32, a: usize, b: usize, depth: i32): f64 {
  const unit = unitOf(row);
  const whole = unit == 0 ? 0 : depth & -int8Steps;
  const total = whole ? unit * dotOfDigits(row, b, whole) : 0;
  return whole == depth ? total : total + dotOf<Int8>(a + (<usize>whole << 2), b + <usize>whole, depth - whole);
}
