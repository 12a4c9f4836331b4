// Walking over the elements of up to four operands of one shape, each with strides of its own.
import { chunk, chunksOffset, walkBytes, walkOffset } from "../src/cpu/layout";
import { operand, pointerOf, rankOf, scratch, sizeAt, sizeOf, strideAt } from "./operand";

/**
 * Visits elements `begin … end - 1` in row-major order as runs along the innermost axis, at most a chunk long.
 * Axes that lie one behind the other in every operand are merged first, so contiguous operands have one long axis.
 */
// @ts-ignore: decorator
@unmanaged
export class Walk {
  axes: i32;
  private operands: i32;
  private remaining: i32;
  /** Length of the current run in elements. */
  run: i32;
  // Behind these fields: sizes i32[8], index i32[8], pointers u32[4], strides i32[4][8] in bytes.

  /** Address of the current run in an operand. */
  // @ts-ignore: decorator
  @inline
  pointer(position: i32): usize {
    return load<usize>(changetype<usize>(this) + (<usize>position << 2), pointers);
  }

  /** Bytes from one element of the run to the next. */
  // @ts-ignore: decorator
  @inline
  step(position: i32): i32 {
    return this.stride(position, this.axes - 1);
  }

  /** Length of the innermost axis, after merging. */
  // @ts-ignore: decorator
  @inline
  length(): i32 {
    return this.size(this.axes - 1);
  }

  /** Goes to the next run; false after the last. */
  next(): bool {
    if (this.run) this.advance();
    if (this.remaining == 0) return false;
    const axis = this.axes - 1;
    this.run = min(min(this.remaining, chunk), this.size(axis) - this.index(axis));
    return true;
  }

  private advance(): void {
    this.remaining -= this.run;
    let axis = this.axes - 1;
    this.move(axis, this.run);
    while (axis > 0 && this.index(axis) == this.size(axis)) {
      this.move(axis, -this.size(axis));
      axis--;
      this.move(axis, 1);
    }
  }

  private move(axis: i32, by: i32): void {
    store<i32>(this.at(axis), this.index(axis) + by, indices);
    for (let position = 0; position < this.operands; position++) {
      const pointer = changetype<usize>(this) + (<usize>position << 2);
      store<usize>(pointer, load<usize>(pointer, pointers) + by * this.stride(position, axis), pointers);
    }
  }

  /** Walks axes `from … to - 1`; `widths` has two bits for each operand: 0 where its elements are four bytes wide, 1 where two, 2 where one. */
  start(block: usize, operands: i32, from: i32, to: i32, widths: i32, begin: i32, end: i32): void {
    this.operands = operands;
    this.run = 0;
    let axes = 0;
    for (let axis = from; axis < to; axis++) {
      const size = sizeAt(block, axis);
      if (size == 1) continue;
      if (axes > 0 && this.continues(block, axis, widths)) {
        axes--;
        store<i32>(this.at(axes), this.size(axes) * size, sizes);
      } else {
        store<i32>(this.at(axes), size, sizes);
      }
      for (let position = 0; position < operands; position++) {
        const stride = this.byteStride(block, position, axis, widths);
        store<i32>(this.at(axes) + (<usize>position << 5), stride, strides);
      }
      axes++;
      this.axes = axes;
    }
    if (axes == 0) {
      // One element: an axis of length 1.
      this.axes = 1;
      store<i32>(this.at(0), 1, sizes);
      for (let position = 0; position < operands; position++) {
        store<i32>(this.at(0) + (<usize>position << 5), 4 >> ((widths >> (2 * position)) & 3), strides);
      }
    }
    this.remaining = min(end, sizeOf(block, from, to)) - begin;
    if (this.remaining > 0) this.seek(block, begin);
  }

  /** Begins again at the first element, with the first operand elsewhere. */
  restart(pointer: usize): void {
    this.run = 0;
    this.remaining = 1;
    for (let axis = 0; axis < this.axes; axis++) {
      store<i32>(this.at(axis), 0, indices);
      this.remaining *= this.size(axis);
    }
    store<usize>(changetype<usize>(this), pointer, pointers);
  }

  /** Whether this axis lies right behind the last merged one in every operand. */
  private continues(block: usize, axis: i32, widths: i32): bool {
    const size = sizeAt(block, axis);
    for (let position = 0; position < this.operands; position++) {
      const outer = this.stride(position, this.axes - 1);
      if (outer != size * this.byteStride(block, position, axis, widths)) return false;
    }
    return true;
  }

  private byteStride(block: usize, position: i32, axis: i32, widths: i32): i32 {
    return (strideAt(operand(block, position), axis) << 2) >> ((widths >> (2 * position)) & 3);
  }

  private seek(block: usize, element: i32): void {
    for (let position = 0; position < this.operands; position++) {
      store<usize>(
        changetype<usize>(this) + (<usize>position << 2),
        pointerOf(operand(block, position)),
        pointers,
      );
    }
    for (let axis = this.axes - 1; axis >= 0; axis--) {
      store<i32>(this.at(axis), 0, indices);
      // The outermost axis takes what is left.
      this.move(axis, axis == 0 ? element : element % this.size(axis));
      element /= this.size(axis);
    }
  }

  // @ts-ignore: decorator
  @inline
  private at(axis: i32): usize {
    return changetype<usize>(this) + (<usize>axis << 2);
  }

  // @ts-ignore: decorator
  @inline
  private size(axis: i32): i32 {
    return load<i32>(this.at(axis), sizes);
  }

  // @ts-ignore: decorator
  @inline
  private index(axis: i32): i32 {
    return load<i32>(this.at(axis), indices);
  }

  // @ts-ignore: decorator
  @inline
  private stride(position: i32, axis: i32): i32 {
    return load<i32>(this.at(axis) + (<usize>position << 5), strides);
  }
}

const sizes: usize = 16;
const indices: usize = 48;
const pointers: usize = 80;
const strides: usize = 96;

/** The state of a walk: a thread has two, for walks within a walk. */
// @ts-ignore: decorator
@inline
export function walkNumber(number: i32): Walk {
  return changetype<Walk>(scratch + walkOffset + <usize>(number * walkBytes));
}

/** A walk over all elements, with walk 0. `widths`: see {@link Walk.start}. */
export function walkOver(block: usize, operands: i32, widths: i32, begin: i32, end: i32): Walk {
  const walk = walkNumber(0);
  walk.start(block, operands, 0, rankOf(block), widths, begin, end);
  return walk;
}

/** A walk over rows, with walk 0: every axis but the last; the elements of a run are where the rows begin. */
export function walkOverRows(block: usize, operands: i32, begin: i32, end: i32): Walk {
  const walk = walkNumber(0);
  walk.start(block, operands, 0, rankOf(block) - 1, 0, begin, end);
  return walk;
}

/** The chunk buffer of an operand. */
// @ts-ignore: decorator
@inline
export function chunkOf(position: i32): usize {
  return scratch + chunksOffset + <usize>(position * chunk * 4);
}

/** Copies `count` float32 elements that lie `step` bytes apart to contiguous memory. */
export function gather(from: usize, step: i32, count: i32, to: usize): void {
  for (let i = 0; i < count; i++) {
    store<u32>(to, load<u32>(from));
    from += step;
    to += 4;
  }
}

/** Where the current run can be read contiguously: in place, or gathered into the operand's chunk. */
// @ts-ignore: decorator
@inline
export function contiguous(walk: Walk, position: i32): usize {
  const step = walk.step(position);
  if (step == 4 || walk.run == 1) return walk.pointer(position);
  gather(walk.pointer(position), step, walk.run, chunkOf(position));
  return chunkOf(position);
}

/** Where to read the run four lanes at a time: a number that repeats along the run is splatted once and read again and again. */
// @ts-ignore: decorator
@inline
export function source(walk: Walk, position: i32): usize {
  if (walk.step(position) != 0) return contiguous(walk, position);
  v128.store(chunkOf(position), v128.load32_splat(walk.pointer(position)));
  return chunkOf(position);
}

/** Bytes from four lanes of a {@link source} to the next four. */
// @ts-ignore: decorator
@inline
export function sourceStep(walk: Walk, position: i32): i32 {
  return walk.step(position) == 0 ? 0 : 16;
}
