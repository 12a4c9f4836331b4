// softmax, its logarithm and the cross-entropy over the last axis, forward and backward. A tile is a row.
import { sumBlock } from "../src/cpu/layout";
import { firstLanes, loadRest, storeRest, sumOfLanes } from "./lanes";
import { expOfNegative, log } from "./math";
import { operand, option, pointerOf, rankOf, sizeAt, strideAt } from "./operand";
import { block, dot, largest, sum } from "./row";
import { walkOverRows } from "./walk";

/**
 * `e^(x - max) / Σ e^(x - max)`
 * Operands: out (last axis contiguous), x (any strides). Options: safe (1: a row of nothing but -Infinity gives 0, else NaN).
 */
export function softmax(operands: usize, options: usize, begin: i32, end: i32): void {
  const length = rowLength(operands);
  const step = lastStep(operands, 1);
  const isSafe = option(options, 0) != 0;
  const walk = walkOverRows(operands, 2, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const x = walk.pointer(1) + row * walk.step(1);
      const peak = largest(x, step, length);
      if (isSafe && peak == -Infinity) {
        memory.fill(out, 0, length << 2);
        continue;
      }
      const total = powers(x, step, length, peak, out);
      scale(out, length, <f32>(1 / total));
    }
  }
}

/** `x - max - log Σ e^(x - max)`; operands and options as for softmax without `safe`. */
export function logSoftmax(operands: usize, options: usize, begin: i32, end: i32): void {
  const length = rowLength(operands);
  const step = lastStep(operands, 1);
  const walk = walkOverRows(operands, 2, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const x = walk.pointer(1) + row * walk.step(1);
      const peak = largest(x, step, length);
      const total = powers(x, step, length, peak, 0);
      const logTotal = f32x4.extract_lane(log(f32x4.splat(<f32>total)), 0);
      subtract(x, step, length, peak, logTotal, out);
    }
  }
}

/** `y (gy - Σ y gy)`. Operands: gx (last axis contiguous), y, gy (any strides). */
export function softmaxBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const length = rowLength(operands);
  const yStep = lastStep(operands, 1);
  const gStep = lastStep(operands, 2);
  const walk = walkOverRows(operands, 3, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const y = walk.pointer(1) + row * walk.step(1);
      const g = walk.pointer(2) + row * walk.step(2);
      const total = f32x4.splat(<f32>dot(y, yStep, g, gStep, length));
      for (let from = 0; from < length; from += sumBlock) {
        let count = min(length - from, sumBlock);
        let ys = block(y, yStep, from, count, 0);
        let gs = block(g, gStep, from, count, 1);
        let to = out + (from << 2);
        for (; count >= 4; count -= 4) {
          v128.store(to, f32x4.mul(v128.load(ys), f32x4.sub(v128.load(gs), total)));
          ys += 16;
          gs += 16;
          to += 16;
        }
        if (count) {
          const difference = f32x4.sub(loadRest(gs, count), total);
          storeRest(to, f32x4.mul(loadRest(ys, count), difference), count);
        }
      }
    }
  }
}

/** `gy - e^y Σ gy`. Operands: gx (last axis contiguous), y, gy (any strides). */
export function logSoftmaxBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const length = rowLength(operands);
  const yStep = lastStep(operands, 1);
  const gStep = lastStep(operands, 2);
  const walk = walkOverRows(operands, 3, begin, end);
  while (walk.next()) {
    for (let row = 0; row < walk.run; row++) {
      const out = walk.pointer(0) + row * walk.step(0);
      const y = walk.pointer(1) + row * walk.step(1);
      const g = walk.pointer(2) + row * walk.step(2);
      const total = f32x4.splat(<f32>sum(g, gStep, length));
      for (let from = 0; from < length; from += sumBlock) {
        let count = min(length - from, sumBlock);
        let ys = block(y, yStep, from, count, 0);
        let gs = block(g, gStep, from, count, 1);
        let to = out + (from << 2);
        for (; count >= 4; count -= 4) {
          v128.store(to, f32x4.sub(v128.load(gs), f32x4.mul(expOfNegative(v128.load(ys)), total)));
          ys += 16;
          gs += 16;
          to += 16;
        }
        if (count) {
          const share = f32x4.mul(expOfNegative(loadRest(ys, count)), total);
          storeRest(to, f32x4.sub(loadRest(gs, count), share), count);
        }
      }
    }
  }
}

function rowLength(operands: usize): i32 {
  return sizeAt(operands, rankOf(operands) - 1);
}

/** Bytes from one element of a row to the next. */
function lastStep(operands: usize, position: i32): i32 {
  return strideAt(operand(operands, position), rankOf(operands) - 1) << 2;
}

/** `Σ e^(x - peak)`; the terms go to `out`, unless that is 0. */
function powers(row: usize, step: i32, length: i32, peak: f32, out: usize): f64 {
  const peaks = f32x4.splat(peak);
  let total: f64 = 0;
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    let to = out + (from << 2);
    let lanes = f32x4.splat(0);
    for (; count >= 4; count -= 4) {
      const power = expOfNegative(f32x4.sub(v128.load(x), peaks));
      if (out) v128.store(to, power);
      lanes = f32x4.add(lanes, power);
      x += 16;
      to += 16;
    }
    if (count) {
      const power = expOfNegative(f32x4.sub(loadRest(x, count), peaks));
      if (out) storeRest(to, power, count);
      lanes = f32x4.add(lanes, v128.and(power, firstLanes(count)));
    }
    total += sumOfLanes(lanes);
  }
  return total;
}

function scale(row: usize, length: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (; length >= 4; length -= 4) {
    v128.store(row, f32x4.mul(v128.load(row), factors));
    row += 16;
  }
  if (length) storeRest(row, f32x4.mul(loadRest(row, length), factors), length);
}

function subtract(row: usize, step: i32, length: i32, first: f32, second: f32, out: usize): void {
  const firsts = f32x4.splat(first);
  const seconds = f32x4.splat(second);
  for (let from = 0; from < length; from += sumBlock) {
    let count = min(length - from, sumBlock);
    let x = block(row, step, from, count, 0);
    for (; count >= 4; count -= 4) {
      v128.store(out, f32x4.sub(f32x4.sub(v128.load(x), firsts), seconds));
      x += 16;
      out += 16;
    }
    if (count) storeRest(out, f32x4.sub(f32x4.sub(loadRest(x, count), firsts), seconds), count);
  }
}

/**
 * `ln Σ e^x - x[id]`, 0 where the id is ignored.
 * Operands: losses [rows] (contiguous), x [rows, classes] (any strides), ids [rows] (int32, any stride). Options: the ignored id. Tiles: rows.
 */
export function crossEntropy(operands: usize, options: usize, begin: i32, end: i32): void {
  const logits = operand(operands, 1);
  const length = sizeAt(logits, 1);
  const step = strideAt(logits, 1) << 2;
  const ignored = <i32>option(options, 0);
  for (let row = begin; row < end; row++) {
    const out = pointerOf(operands) + (row << 2);
    const id = idOf(operand(operands, 2), row);
    if (id == ignored) {
      store<f32>(out, 0);
      continue;
    }
    const x = pointerOf(logits) + ((row * strideAt(logits, 0)) << 2);
    const peak = largest(x, step, length);
    const total = powers(x, step, length, peak, 0);
    const logTotal = f32x4.extract_lane(log(f32x4.splat(<f32>total)), 0);
    store<f32>(out, peak - load<f32>(x + id * step) + logTotal);
  }
}

/**
 * `(softmax(x) - 1 at the id) · g`, 0 where the id is ignored.
 * Operands: gx [rows, classes] (contiguous), x [rows, classes], ids [rows] (int32), g [rows] (all of any strides). Options: the ignored id. Tiles: rows.
 */
export function crossEntropyBackward(operands: usize, options: usize, begin: i32, end: i32): void {
  const logits = operand(operands, 1);
  const gradients = operand(operands, 3);
  const length = sizeAt(logits, 1);
  const step = strideAt(logits, 1) << 2;
  const ignored = <i32>option(options, 0);
  for (let row = begin; row < end; row++) {
    const out = pointerOf(operands) + ((row * length) << 2);
    const id = idOf(operand(operands, 2), row);
    if (id == ignored) {
      memory.fill(out, 0, length << 2);
      continue;
    }
    const x = pointerOf(logits) + ((row * strideAt(logits, 0)) << 2);
    const g = load<f32>(pointerOf(gradients) + ((row * strideAt(gradients, 0)) << 2));
    const total = powers(x, step, length, largest(x, step, length), out);
    scale(out, length, <f32>(g / total));
    const target = out + (id << 2);
    store<f32>(target, load<f32>(target) - g);
  }
}

function idOf(ids: usize, row: i32): i32 {
  return load<i32>(pointerOf(ids) + ((row * strideAt(ids, 0)) << 2));
}
