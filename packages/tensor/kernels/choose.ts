// Choosing by a mask of bytes (0 is false), and making such masks.
import { elementBlock } from "../src/cpu/layout";
import * as code from "../src/cpu/opcode";
import { loadRest, storeRest } from "./lanes";
import { option } from "./operand";
import { source, sourceStep, Walk, walkOver } from "./walk";

/** `condition ? a : b`. Operands: out (last axis contiguous), condition (bytes), a, b (any strides). Tiles: blocks of elements. */
export function where(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 4, 0b1000, begin * elementBlock, end * elementBlock);
  while (walk.next()) {
    let mask = walk.pointer(1);
    let a = source(walk, 2);
    let b = source(walk, 3);
    const maskStep = walk.step(1);
    const aStep = sourceStep(walk, 2);
    const bStep = sourceStep(walk, 3);
    let to = walk.pointer(0);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      v128.store(to, v128.bitselect(v128.load(a), v128.load(b), maskLanes(mask, maskStep, 4)));
      mask += 4 * maskStep;
      a += aStep;
      b += bStep;
      to += 16;
    }
    if (count == 0) continue;
    const lanes = maskLanes(mask, maskStep, count);
    storeRest(to, v128.bitselect(loadRest(a, count), loadRest(b, count), lanes), count);
  }
}

/** `mask ? value : x`. Operands: out (last axis contiguous; may be x), x, mask (bytes; any strides). Options: value. Tiles: blocks of elements. */
export function maskedFill(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 3, 0b100000, begin * elementBlock, end * elementBlock);
  const value = f32x4.splat(<f32>option(options, 0));
  while (walk.next()) {
    let x = source(walk, 1);
    let mask = walk.pointer(2);
    const xStep = sourceStep(walk, 1);
    const maskStep = walk.step(2);
    let to = walk.pointer(0);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      v128.store(to, v128.bitselect(value, v128.load(x), maskLanes(mask, maskStep, 4)));
      x += xStep;
      mask += 4 * maskStep;
      to += 16;
    }
    if (count == 0) continue;
    const lanes = maskLanes(mask, maskStep, count);
    storeRest(to, v128.bitselect(value, loadRest(x, count), lanes), count);
  }
}

/** `a < b` and so on as a byte, 1 or 0. Operands: out (bytes, last axis contiguous), a, b (any strides). Options: opcode. Tiles: blocks of elements. */
export function compare(operands: usize, options: usize, begin: i32, end: i32): void {
  const walk = walkOver(operands, 3, 0b10, begin * elementBlock, end * elementBlock);
  switch (<i32>option(options, 0)) {
    case code.compareEq: return compareRuns<Eq>(walk);
    case code.compareNe: return compareRuns<Ne>(walk);
    case code.compareLt: return compareRuns<Lt>(walk);
    case code.compareLe: return compareRuns<Le>(walk);
    case code.compareGt: return compareRuns<Gt>(walk);
    case code.compareGe: return compareRuns<Ge>(walk);
    default: unreachable();
  }
}

function compareRuns<Relation>(walk: Walk): void {
  const relation = changetype<Relation>(0);
  while (walk.next()) {
    let a = source(walk, 1);
    let b = source(walk, 2);
    const aStep = sourceStep(walk, 1);
    const bStep = sourceStep(walk, 2);
    let to = walk.pointer(0);
    let count = walk.run;
    for (; count >= 4; count -= 4) {
      v128.store32_lane(to, bytesOf(relation.of(v128.load(a), v128.load(b))), 0);
      a += aStep;
      b += bStep;
      to += 4;
    }
    if (count == 0) continue;
    let bytes = <u32>i32x4.extract_lane(bytesOf(relation.of(loadRest(a, count), loadRest(b, count))), 0);
    for (; count; count--) {
      store<u8>(to, <u8>bytes);
      bytes >>= 8;
      to++;
    }
  }
}

/** Lanes of all ones where the byte is not 0; bytes are `step` apart, 0 where one repeats. Reads `count` (1 … 4) of them. */
// @ts-ignore: decorator
@inline
function maskLanes(mask: usize, step: i32, count: i32): v128 {
  let bytes: u32 = 0;
  if (step == 1 && count == 4) bytes = load<u32>(mask);
  else {
    for (let i = 0; i < count; i++) {
      bytes |= (<u32>load<u8>(mask)) << (i << 3);
      mask += step;
    }
  }
  const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(bytes)));
  return i32x4.ne(wide, i32x4.splat(0));
}

/** Lanes of all ones or zeros as four bytes, 1 or 0, in lane 0. */
// @ts-ignore: decorator
@inline
function bytesOf(lanes: v128): v128 {
  const halves = i16x8.narrow_i32x4_s(lanes, lanes);
  return v128.and(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(1));
}

class Eq {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }
}

class Ne {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }
}

class Lt {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }
}

class Le {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }
}

class Gt {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }
}

class Ge {
  // @ts-ignore: decorator
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }
}
