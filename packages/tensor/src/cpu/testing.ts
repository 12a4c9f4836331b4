import { createHeap } from "./heap.ts";
import * as layout from "./layout.ts";
import {
  compileKernels,
  instantiateKernels,
  type KernelBuild,
  type KernelFunction,
} from "./module.ts";
import { writeCall } from "./call.ts";
import * as kernels from "./kernels.ts";
import type { Operand } from "./kernels.ts";

/** A tensor of a test: row-major values of the shape, and where the kernel finds them. */
export interface Placed extends Operand {
  readonly size: number;
}

export type KernelName = keyof typeof kernels;
/** Every kernel by its name. */
const byName: Readonly<Record<KernelName, kernels.Kernel>> = { ...kernels };

/** A heap and kernels of their own, so that a test sees one build and no other test's memory. */
export class Bench {
  readonly build: KernelBuild;
  readonly heap: ReturnType<typeof createHeap> = createHeap();
  readonly kernels: Readonly<Record<string, KernelFunction>>;

  constructor(build: KernelBuild) {
    this.build = build;
    this.kernels = instantiateKernels(
      compileKernels(this.heap.isShared, [build]),
      this.heap.memory,
      layout.scratchAddress,
    );
  }

  /** Places values with the strides of a permuted, padded or reversed layout; `order` lists the axes from outermost to innermost in memory. */
  place(
    shape: readonly number[],
    values: ArrayLike<number>,
    layoutOptions: {
      order?: readonly number[] | undefined;
      gap?: number;
      isReversed?: boolean;
      bytes?: 1 | 2 | 4;
    } = {},
  ): Placed {
    const {
      order = shape.map((_, axis) => axis),
      gap = 0,
      isReversed = false,
      bytes = 4,
    } = layoutOptions;
    const strides = shape.map(() => 0);
    let length = 1;
    for (const axis of [...order].reverse()) {
      strides[axis] = length;
      // The innermost axis is spaced out by the gap, so that no axis has stride 1.
      length *= Math.max(1, shape[axis]) * (length === 1 ? 1 + gap : 1);
      if (strides[axis] === 1) strides[axis] = 1 + gap;
    }
    const pointer = this.heap.allocate(Math.max(1, length) * bytes);
    let first = 0;
    if (isReversed) {
      for (let axis = 0; axis < shape.length; axis++) {
        first += Math.max(0, shape[axis] - 1) * strides[axis];
        strides[axis] = -strides[axis];
      }
    }
    const placed = { pointer: pointer + first * bytes, shape, strides, size: product(shape) };
    const views = {
      1: this.heap.uint8,
      2: new Uint16Array(this.heap.memory.buffer),
      4: this.heap.float32,
    };
    const view = views[bytes];
    for (let element = 0; element < placed.size; element++) {
      view[placed.pointer / bytes + offsetOf(placed, element)] = values[element];
    }
    return placed;
  }

  /** Writes integers over the elements of an operand. */
  placeIntegers(operand: Placed, values: readonly number[]): void {
    values.forEach((value, element) => {
      this.heap.int32[operand.pointer / 4 + offsetOf(operand, element)] = value;
    });
  }

  /** A contiguous output, filled with a number that shows where nothing was written. */
  out(shape: readonly number[], bytes: 1 | 2 | 4 = 4): Placed {
    return this.place(shape, new Array<number>(product(shape)).fill(bytes === 4 ? 777 : 77), {
      bytes,
    });
  }

  /** Runs all tiles at once, and again in pieces in reverse order: the bits must agree. Returns the values of the first output. */
  run(
    kernel: KernelName,
    operands: readonly Placed[],
    options: readonly number[] = [],
  ): Float32Array {
    const count = byName[kernel].countTiles(operands);
    writeCall(this.heap, operands, options);
    if (count > 0) this.kernels[kernel](layout.operandsAddress, layout.optionsAddress, 0, count);
    return this.read(operands[0]);
  }

  /** The same call one tile after another, the last first. */
  runTileByTile(
    kernel: KernelName,
    operands: readonly Placed[],
    options: readonly number[] = [],
  ): Float32Array {
    writeCall(this.heap, operands, options);
    for (let tile = byName[kernel].countTiles(operands) - 1; tile >= 0; tile--) {
      this.kernels[kernel](layout.operandsAddress, layout.optionsAddress, tile, tile + 1);
    }
    return this.read(operands[0]);
  }

  read(operand: Placed): Float32Array {
    if (operand.shape.length === 1 && operand.strides[0] === 1) {
      const start = operand.pointer / 4;
      return this.heap.float32.slice(start, start + operand.size);
    }
    return Float32Array.from(
      { length: operand.size },
      (_, element) => this.heap.float32[operand.pointer / 4 + offsetOf(operand, element)],
    );
  }
}

/** The builds that this engine can run. */
export const builds: readonly KernelBuild[] = (["simd", "relaxed-simd"] as const).filter(
  (build) => {
    try {
      compileKernels(false, [build]);
      return true;
    } catch {
      return false;
    }
  },
);

export function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Offset in elements of a row-major element number. */
export function offsetOf({ shape, strides }: Operand, element: number): number {
  let offset = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    offset += (element % shape[axis]) * strides[axis];
    element = Math.floor(element / shape[axis]);
  }
  return offset;
}

/** The first index where two arrays differ, NaN being equal to NaN and 0 not to -0; -1 where none does. Vitest's `toEqual` takes milliseconds for it. */
export function firstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const length = Math.max(actual.length, expected.length);
  for (let index = 0; index < length; index++) {
    if (!Object.is(actual[index], expected[index])) return index;
  }
  return -1;
}

/** Seeded numbers in [-1, 1) (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function randoms(seed: number, count: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: count }, next);
}

/** Distance between a float32 and the exact value in units of the exact value's last place; 0 where no float32 is nearer. */
export function ulps(actual: number, exact: number): number {
  if (Number.isNaN(exact)) return Number.isNaN(actual) ? 0 : Infinity;
  const nearest = Math.fround(exact);
  if (actual === nearest) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(nearest)) return Infinity;
  return Math.abs(actual - exact) / spacing(exact);
}

const scratch = new DataView(new ArrayBuffer(8));

/** The distance between neighbouring float32 numbers where `exact` lies. */
function spacing(exact: number): number {
  scratch.setFloat64(0, exact);
  const exponent = ((scratch.getUint16(0) >> 4) & 2047) - 1023;
  scratch.setFloat64(0, 0);
  scratch.setUint16(0, (Math.max(exponent, -126) - 23 + 1023) << 4);
  return scratch.getFloat64(0);
}
