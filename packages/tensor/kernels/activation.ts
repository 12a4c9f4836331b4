// Activations between two linear maps: as what a matrix product does to its output, and with their slopes, which a gradient multiplies with.
import { columnsPerTile, elementBlock, packedRowsOffset } from "../src/cpu/layout";
import { unaryGelu, unaryGeluTanh, unaryRelu, unarySilu } from "../src/cpu/opcode";
import { addTo, demote, promote, rowsPerSum } from "./column-sums";
import { loadRest, storeRest } from "./lanes";
import * as math from "./math";
import { operand, option, pointerOf, scratch, sizeAt } from "./operand";
import { walkOver, Walk } from "./walk";

/** The activation of an opcode of `unary`. */
export function activate(x: v128, opcode: i32): v128 {
  switch (opcode) {
    case unaryRelu: return math.relu(x);
    case unaryGelu: return math.gelu(x);
    case unaryGeluTanh: return math.geluTanh(x);
    case unarySilu: return math.silu(x);
    default: return x;
  }
}

/**
 * `y = f(x)`, and `f′(x)` in place of x: most of the two is the same arithmetic.
 * Operands: y, x (contiguous). Options: opcode of `unary`. Tiles: blocks of elements.
 */
export function activation(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 2, 0, begin * elementBlock, end * elementBlock);
  switch (<i32>option(options, 0)) {
    case unaryRelu: return withSlope<Relu>(walk);
    case unaryGelu: return withSlope<Gelu>(walk);
    case unaryGeluTanh: return withSlope<GeluTanh>(walk);
    case unarySilu: return withSlope<Silu>(walk);
    default: unreachable();
  }
}

/** One loop a function: F is a class without data whose methods are inlined. */
function withSlope<F>(walk: Walk): void {
  const f = changetype<F>(0);
  while (walk.next()) {
    let y = walk.pointer(0);
    let at = walk.pointer(1);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      const x = v128.load(at);
      const shared = f.shared(x);
      const share = f.share(x, shared);
      v128.store(y, f.value(x, share));
      v128.store(at, f.slope(x, shared, share));
      y += 16;
      at += 16;
    }
    if (count == 0) continue;
    const x = loadRest(at, count);
    const shared = f.shared(x);
    const share = f.share(x, shared);
    storeRest(y, f.value(x, share), count);
    storeRest(at, f.slope(x, shared, share), count);
  }
}

// What value and slope have in common: an exponential or a logistic function, and the share of x that passes.
class Relu {
  // @ts-ignore: decorator
  @inline
  shared(x: v128): v128 {
    return x;
  }
  /** A NaN lets its gradient through, as in PyTorch. */
  // @ts-ignore: decorator
  @inline
  share(x: v128, shared: v128): v128 {
    return v128.andnot(f32x4.splat(1), f32x4.le(x, f32x4.splat(0)));
  }
  // @ts-ignore: decorator
  @inline
  value(x: v128, share: v128): v128 {
    return math.relu(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, shared: v128, share: v128): v128 {
    return share;
  }
}
class Gelu {
  // @ts-ignore: decorator
  @inline
  shared(x: v128): v128 {
    return math.halfSquarePower(x);
  }
  // @ts-ignore: decorator
  @inline
  share(x: v128, power: v128): v128 {
    return math.normalBelow(x, power);
  }
  // @ts-ignore: decorator
  @inline
  value(x: v128, below: v128): v128 {
    return math.shareOf(x, below);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, power: v128, below: v128): v128 {
    return math.geluSlopeFrom(x, power, below);
  }
}
/** What lets the share of x through that a logistic function says. */
class Logistic {
  // @ts-ignore: decorator
  @inline
  share(x: v128, s: v128): v128 {
    return s;
  }
  // @ts-ignore: decorator
  @inline
  value(x: v128, s: v128): v128 {
    return math.shareOf(x, s);
  }
}
class GeluTanh extends Logistic {
  // @ts-ignore: decorator
  @inline
  shared(x: v128): v128 {
    return math.sigmoid(math.geluTanhArgument(x));
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, s: v128, share: v128): v128 {
    return math.geluTanhSlopeFrom(x, s);
  }
}
class Silu extends Logistic {
  // @ts-ignore: decorator
  @inline
  shared(x: v128): v128 {
    return math.sigmoid(x);
  }
  // @ts-ignore: decorator
  @inline
  slope(x: v128, s: v128, share: v128): v128 {
    return math.siluSlopeFrom(x, s);
  }
}

/**
 * The gradient of x, `gx = gy · slope`, and its column sums, the gradient of a bias.
 * Operands: gx [rows, columns], sums [columns], gy, slope [rows, columns] (all contiguous). Tiles: blocks of columns.
 */
export function activationBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const rows = sizeAt(operands, 0);
  const columns = sizeAt(operands, 1);
  const out = pointerOf(operands);
  const gradient = pointerOf(operand(operands, 2));
  const slope = pointerOf(operand(operands, 3));
  const sums = scratch + packedRowsOffset;
  for (let tile = begin; tile < end; tile++) {
    const column = tile * columnsPerTile;
    const count = min(columns - column, columnsPerTile);
    memory.fill(sums, 0, columnsPerTile * 12);
    const step = columns << 2;
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      const at = <usize>((row * columns + column) << 2);
      multiplyFour(gradient + at, slope + at, step, count, out + at, sums);
      if (row % rowsPerSum == rowsPerSum - 4) promote(sums, count);
    }
    for (; row < rows; row++) {
      const at = <usize>((row * columns + column) << 2);
      multiply(gradient + at, slope + at, count, out + at);
      addTo(out + at, count, sums);
    }
    promote(sums, count);
    demote(sums, count, pointerOf(operand(operands, 1)) + (column << 2));
  }
}

/** out = a · b */
// @ts-ignore: decorator
@inline
function multiply(a: usize, b: usize, count: i32, out: usize): void {
  for (; count >= 4; count -= 4) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  if (count) storeRest(out, f32x4.mul(loadRest(a, count), loadRest(b, count)), count);
}

/** The same for four rows, `step` bytes apart, which are added to the sums in pairs. */
// @ts-ignore: decorator
@inline
function multiplyFour(a: usize, b: usize, step: i32, count: i32, out: usize, sums: usize): void {
  for (; count >= 4; count -= 4) {
    const y0 = f32x4.mul(v128.load(a), v128.load(b));
    const y1 = f32x4.mul(v128.load(a + step), v128.load(b + step));
    const y2 = f32x4.mul(v128.load(a + 2 * step), v128.load(b + 2 * step));
    const y3 = f32x4.mul(v128.load(a + 3 * step), v128.load(b + 3 * step));
    v128.store(out, y0);
    v128.store(out + step, y1);
    v128.store(out + 2 * step, y2);
    v128.store(out + 3 * step, y3);
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3))));
    a += 16;
    b += 16;
    out += 16;
    sums += 16;
  }
  if (count == 0) return;
  for (let row = 0; row < 4; row++) {
    const at = <usize>(row * step);
    multiply(a + at, b + at, count, out + at);
    addTo(out + at, count, sums);
  }
}
