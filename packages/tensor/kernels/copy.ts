// out = x, as the elements of out, from any strides to any strides.
import { elementBlock } from "../src/cpu/layout";
import { typeFloat32 } from "../src/cpu/opcode";
import { decode, encode, widthOf } from "./element-types";
import { option } from "./operand";
import { chunkOf, Walk, walkOver } from "./walk";

/** Operands: out, x. Options: the types of out and of x. Tiles: blocks of elements. */
export function copy(operands: usize, options: usize, begin: i32, end: i32): void {
  const to = <i32>option(options, 0);
  const from = <i32>option(options, 1);
  const width = widthOf(to);
  const walk = walkOver(operands, 2, width | (widthOf(from) << 2), begin * elementBlock, end * elementBlock);
  if (to != from) convertRuns(walk, to, from);
  else if (width == 0) copyRuns<u32>(walk);
  else if (width == 1) copyRuns<u16>(walk);
  else copyRuns<u8>(walk);
}

/** By way of float32, which holds every number of the smaller types. */
function convertRuns(walk: Walk, to: i32, from: i32): void {
  const isPlain = to == typeFloat32 && walk.step(0) == 4;
  while (walk.next()) {
    const out = walk.pointer(0);
    const numbers = isPlain ? out : chunkOf(1);
    decode(from, walk.pointer(1), walk.step(1), walk.run, numbers);
    if (!isPlain) encode(to, numbers, out, walk.step(0), walk.run);
  }
}

export function copyRuns<Element>(walk: Walk): void {
  const width = <i32>sizeof<Element>();
  while (walk.next()) {
    let to = walk.pointer(0);
    let from = walk.pointer(1);
    const toStep = walk.step(0);
    const fromStep = walk.step(1);
    let count = walk.run;
    if (toStep == width && fromStep == width) {
      for (; count * width >= 16; count -= 16 / width) {
        v128.store(to, v128.load(from));
        to += 16;
        from += 16;
      }
    }
    for (; count; count--) {
      store<Element>(to, load<Element>(from));
      to += toStep;
      from += fromStep;
    }
  }
}
