import type { Heap } from "./heap.ts";
import type { Kernel, Operand } from "./kernels.ts";
import * as layout from "./layout.ts";
import { runtime } from "./runtime.ts";

const noOptions: readonly number[] = [];

/**
 * Runs a kernel on operands (outputs first) that live in the heap of `runtime()`; nothing is allocated on the way.
 * Options that are not given are 0.
 */
export function call(
  kernel: Kernel,
  operands: readonly Operand[],
  options: readonly number[] = noOptions,
): void {
  const { heap, kernels, help } = runtime();
  const count = kernel.countTiles(operands);
  if (count === 0 || help?.(kernel, operands, options, count)) return;
  writeCall(heap, operands, options);
  kernels[kernel.name](layout.operandsAddress, layout.optionsAddress, 0, count);
}

/** Writes what a kernel reads: operand blocks and option words, in the form that layout.ts describes. */
export function writeCall(
  { int32, float64 }: Heap,
  operands: readonly Operand[],
  options: readonly number[],
): void {
  for (let position = 0; position < operands.length; position++) {
    const { pointer, shape, strides } = operands[position];
    const at = (layout.operandsAddress + position * layout.operandBytes) / 4;
    int32[at] = pointer;
    int32[at + 1] = shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      int32[at + layout.shapeOffset / 4 + axis] = shape[axis];
      int32[at + layout.stridesOffset / 4 + axis] = strides[axis];
    }
  }
  const optionsAt = layout.optionsAddress / 8;
  for (let position = 0; position < layout.maximumOptions; position++) {
    float64[optionsAt + position] = options[position] ?? 0;
  }
}
