// Sum, largest and smallest over the trailing axes of an input of any strides.
import { columnsPerTile, packedRowsOffset } from "../src/cpu/layout";
import { reduceMax, reduceMin, reduceSum } from "../src/cpu/opcode";
import { addFourTo, addTo, demote, largerInto, promote, rowsPerSum, smallerInto } from "./column-sums";
import { operand, option, pointerOf, rankOf, scratch } from "./operand";
import { largest, smallest, sum } from "./row";
import { Walk, walkNumber } from "./walk";

/**
 * Operands: out (contiguous), x (any strides): the axes of out, then those to reduce. Options: opcode, the rank of out.
 * Tiles: blocks of elements of out. A sum adds up to 256 numbers in single precision, in chains of 8 (or 32 rows, by fours), then goes on in double precision.
 */
export function reduce(operands: usize, options: usize, begin: i32, end: i32): void {
  const opcode = <i32>option(options, 0);
  const keptRank = <i32>option(options, 1);
  const x = operand(operands, 1);
  const kept = walkNumber(0);
  kept.start(operands, 2, 0, keptRank, 0, begin * columnsPerTile, end * columnsPerTile);
  const reduced = walkNumber(1);
  reduced.start(x, 1, keptRank, rankOf(x), 0, 0, i32.MAX_VALUE);
  // Neighbouring results whose inputs are neighbours too, while the terms of one are apart: four columns go at once.
  const goesByColumns = kept.length() > 1 && kept.step(1) == 4 && reduced.step(0) != 4;
  while (kept.next()) {
    if (goesByColumns) {
      for (let from = 0; from < kept.run; from += columnsPerTile) {
        const at = from << 2;
        const count = min(kept.run - from, columnsPerTile);
        reduceColumns(reduced, opcode, kept.pointer(1) + at, count, kept.pointer(0) + at);
      }
      continue;
    }
    for (let i = 0; i < kept.run; i++) {
      const from = kept.pointer(1) + i * kept.step(1);
      store<f32>(kept.pointer(0) + (i << 2), reduceOne(reduced, opcode, from));
    }
  }
}

/** All terms of one result; `from` is the address of its first. */
function reduceOne(reduced: Walk, opcode: i32, from: usize): f32 {
  const step = reduced.step(0);
  if (reduced.axes == 1) {
    const length = reduced.length();
    if (opcode == reduceSum) return <f32>sum(from, step, length);
    return opcode == reduceMax ? largest(from, step, length) : smallest(from, step, length);
  }
  let total: f64 = 0;
  let most: f32 = -Infinity;
  let least: f32 = Infinity;
  reduced.restart(from);
  while (reduced.next()) {
    const row = reduced.pointer(0);
    if (opcode == reduceSum) total += sum(row, step, reduced.run);
    else if (opcode == reduceMax) most = max(most, largest(row, step, reduced.run));
    else least = min(least, smallest(row, step, reduced.run));
  }
  if (opcode == reduceSum) return <f32>total;
  return opcode == reduceMax ? most : least;
}

/** The terms of `count` neighbouring results, one row of neighbours after another. */
function reduceColumns(reduced: Walk, opcode: i32, from: usize, count: i32, out: usize): void {
  const results = scratch + packedRowsOffset;
  if (opcode == reduceSum) memory.fill(results, 0, columnsPerTile * 12);
  else fill(results, count, opcode == reduceMax ? -Infinity : Infinity);
  let pending = 0;
  reduced.restart(from);
  while (reduced.next()) {
    const step = reduced.step(0);
    let row = reduced.pointer(0);
    let rows = reduced.run;
    while (rows > 0) {
      let taken = 1;
      if (opcode == reduceMax) largerInto(row, count, results);
      else if (opcode == reduceMin) smallerInto(row, count, results);
      else {
        if (rows >= 4) {
          taken = 4;
          addFourTo(row, step, count, results);
        } else addTo(row, count, results);
        pending += taken;
        if (pending >= rowsPerSum) {
          promote(results, count);
          pending = 0;
        }
      }
      row += taken * step;
      rows -= taken;
    }
  }
  if (opcode == reduceSum) {
    promote(results, count);
    demote(results, count, out);
  } else memory.copy(out, results, count << 2);
}

function fill(to: usize, count: i32, value: f32): void {
  for (let i = 0; i < count; i += 4) v128.store(to + (i << 2), f32x4.splat(value));
}
