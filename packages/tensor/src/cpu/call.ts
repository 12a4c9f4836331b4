import { heap, type Heap } from "./heap.ts";
import * as layout from "./layout.ts";
import { compileKernels, instantiateKernels, type Kernel, type KernelBuild } from "./module.ts";

/** Where a kernel finds a tensor. */
export interface Operand {
  /** Address of element 0 in bytes. */
  readonly pointer: number;
  readonly shape: readonly number[];
  /** In elements; 0 where broadcast, negative where flipped. */
  readonly strides: readonly number[];
}

/**
 * How many tiles a call has. A tile is the smallest piece of work that a thread takes: tiles write to different elements, and no sum runs over more than one, so the result does not depend on who computes which.
 */
type CountTiles = (operands: readonly Operand[]) => number;

const elements: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(sizeOf(shape, shape.length) / layout.elementBlock);
};

const productTiles: CountTiles = (operands) => {
  const { shape } = operands[0];
  const batchAxes = shape.length - 2;
  const rowBlocks = Math.ceil(shape[batchAxes] / layout.rowBlock);
  const columnBlocks = Math.ceil(shape[batchAxes + 1] / layout.columnBlock);
  return sizeOf(shape, batchAxes) * rowBlocks * columnBlocks;
};

const rows: CountTiles = (operands) => {
  const { shape } = operands[0];
  return shape[shape.length - 1] === 0 ? 0 : sizeOf(shape, shape.length - 1);
};

const results: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(sizeOf(shape, shape.length) / layout.columnsPerTile);
};

const columns: CountTiles = (operands) => {
  const { shape } = operands[0];
  return Math.ceil(shape[shape.length - 1] / layout.columnsPerTile);
};

/** Number of elements of the first `axes` axes. */
function sizeOf(shape: readonly number[], axes: number): number {
  let size = 1;
  for (let axis = 0; axis < axes; axis++) size *= shape[axis];
  return size;
}

/** The kernels; operands and options of each stand at its source in kernels/. */
export type KernelName =
  | "matmul"
  | "unary"
  | "binary"
  | "copy"
  | "softmax"
  | "softmaxBackward"
  | "logSoftmax"
  | "logSoftmaxBackward"
  | "layerNorm"
  | "layerNormBackward"
  | "layerNormParameterBackward"
  | "rmsNorm"
  | "rmsNormBackward"
  | "rmsNormParameterBackward"
  | "adamW"
  | "reduce"
  | "where"
  | "maskedFill"
  | "compare"
  | "gatherRows"
  | "scatterAddRows"
  | "dropout";

/** How the tiles of a kernel are counted, where they are not blocks of elements. */
const tiles: Readonly<Partial<Record<KernelName, CountTiles>>> = {
  matmul: productTiles,
  softmax: rows,
  softmaxBackward: rows,
  logSoftmax: rows,
  logSoftmaxBackward: rows,
  layerNorm: rows,
  layerNormBackward: rows,
  layerNormParameterBackward: columns,
  rmsNorm: rows,
  rmsNormBackward: rows,
  rmsNormParameterBackward: columns,
  reduce: results,
  gatherRows: rows,
  scatterAddRows: columns,
};

interface Runtime {
  readonly build: KernelBuild;
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly heap: Heap;
}

let runtime: Runtime | undefined;

/** The kernels over the shared heap, compiled at first use. */
function start(): Runtime {
  const compiled = compileKernels();
  const { memory } = heap();
  return {
    build: compiled.build,
    kernels: instantiateKernels(compiled, memory, layout.scratchAddress),
    heap: heap(),
  };
}

const noOptions: readonly number[] = [];

/** Does a kernel's work on the same memory. @returns `false` where it cannot; then the kernel does it */
export type Substitute = (operands: readonly Operand[], options: readonly number[]) => boolean;

let products: { readonly name: string; readonly compute: Substitute } | null = null;

/** Has somebody else compute matrix products: a library that sees this memory. `null` gives them back to the kernels. */
export function substituteProducts(by: typeof products): void {
  products = by;
}

/** Who computes matrix products, `null` where the kernels do. */
export function productsBy(): string | null {
  return products && products.name;
}

/**
 * Runs a kernel on operands (outputs first) that live in `heap()`; nothing is allocated on the way.
 * Options that are not given are 0.
 */
export function call(
  kernel: KernelName,
  operands: readonly Operand[],
  options: readonly number[] = noOptions,
): void {
  runtime ??= start();
  const count = countTiles(kernel, operands);
  if (count === 0 || (kernel === "matmul" && products?.compute(operands, options))) return;
  writeCall(runtime.heap, operands, options);
  runtime.kernels[kernel](layout.operandsAddress, layout.optionsAddress, 0, count);
}

export function countTiles(kernel: KernelName, operands: readonly Operand[]): number {
  return (tiles[kernel] ?? elements)(operands);
}

/** Writes what a kernel reads: operand blocks and option words, in the form that layout.ts describes. */
export function writeCall(
  { int32, float64 }: Heap,
  operands: readonly Operand[],
  options: readonly number[],
): void {
  for (let position = 0; position < operands.length; position++) {
    writeOperand(
      int32,
      (layout.operandsAddress + position * layout.operandBytes) / 4,
      operands[position],
    );
  }
  const optionsAt = layout.optionsAddress / 8;
  for (let position = 0; position < layout.maximumOptions; position++) {
    float64[optionsAt + position] = position < options.length ? options[position] : 0;
  }
}

/** Which build of the kernels runs here. */
export function kernelBuild(): KernelBuild {
  runtime ??= start();
  return runtime.build;
}

function writeOperand(int32: Int32Array, at: number, { pointer, shape, strides }: Operand): void {
  int32[at] = pointer;
  int32[at + 1] = shape.length;
  const shapeAt = at + layout.shapeOffset / 4;
  const stridesAt = at + layout.stridesOffset / 4;
  for (let axis = 0; axis < shape.length; axis++) {
    int32[shapeAt + axis] = shape[axis];
    int32[stridesAt + axis] = strides[axis];
  }
}
