// out = x, from any strides to any strides.
import { elementBlock } from "../src/cpu/layout";
import { option } from "./operand";
import { Walk, walkOver } from "./walk";

/** Operands: out, x. Options: bytes of an element (4 or 1). Tiles: blocks of elements. */
export function copy(operands: usize, options: usize, begin: i32, end: i32): void {
  const isByte = option(options, 0) == 1;
  const walk = walkOver(operands, 2, isByte ? 3 : 0, begin * elementBlock, end * elementBlock);
  if (isByte) copyRuns<u8>(walk);
  else copyRuns<u32>(walk);
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
