import type { Tensor } from "../tensor.ts";
import { call } from "./call.ts";
import type { Heap } from "./heap.ts";
import type { Kernel, Operand } from "./kernels.ts";
import { elementBlock, listRowBytes } from "./layout.ts";
import { operand } from "./operand.ts";
import { runtime } from "./runtime.ts";

/** How many tiles a kernel has that goes over these tensors. */
export function countListTiles(tensors: readonly Tensor[]): number {
  return tensors.reduce((count, { size }) => count + Math.ceil(size / elementBlock), 0);
}

/** Whether kernels can go over a list with this tensor. */
export function canBeListed(x: Tensor): boolean {
  return x.device === "cpu" && x.dtype === "float32" && x.isContiguous;
}

/** Equally long runs of float32 elements that belong together: a parameter, its gradient, …. */
interface ListRow {
  readonly size: number;
  readonly pointers: readonly number[];
}

/** Writes a list to a block of the heap, as layout.ts describes it. @returns the block, which the caller frees, as an operand of as many elements as the list has tiles */
export function writeList(memory: Heap, rows: readonly ListRow[]): Operand {
  const pointer = memory.allocate((rows.length + 1) * listRowBytes);
  const { int32 } = memory;
  let at = pointer / 4;
  let tiles = 0;
  for (const { size, pointers } of rows) {
    int32[at] = tiles;
    int32[at + 1] = size;
    int32.set(pointers, at + 2);
    tiles += Math.ceil(size / elementBlock);
    at += listRowBytes / 4;
  }
  int32[at] = tiles;
  return { pointer, shape: [tiles], strides: [1] };
}

/** Runs a kernel that goes over all rows in one call. @param others - the operands behind the list */
export function callOverAll(
  kernel: Kernel,
  rows: readonly (readonly Tensor[])[],
  others: readonly Operand[],
  options?: readonly number[],
): void {
  const { heap } = runtime();
  const list = writeList(
    heap,
    rows.map((row) => ({ size: row[0].size, pointers: row.map((x) => operand(x).pointer) })),
  );
  try {
    call(kernel, [list, ...others], options);
  } finally {
    heap.free(list.pointer);
  }
}
