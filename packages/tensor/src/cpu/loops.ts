import { broadcastStrides, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** The last axis of an operand: where it begins, and the distance between neighbours. */
interface Run {
  start: number;
  readonly step: number;
}

/**
 * Walks operands that broadcast to `shape`, one last axis at a time: `visit(first, length, runs)` gets the row-major position of its first
 * element and each operand's run. The inner loop stays with the caller, where it is plain arithmetic.
 */
function forEachRun(
  shape: Shape,
  operands: readonly Tensor[],
  visit: (first: number, length: number, runs: readonly Run[]) => void,
): void {
  const axes = shape.length - 1;
  const length = axes < 0 ? 1 : shape[axes];
  const strides = operands.map((x) => broadcastStrides(x.shape, x.strides, shape));
  const runs: Run[] = operands.map((x, i) => ({
    start: x.offset,
    step: axes < 0 ? 0 : strides[i][axes],
  }));
  let count = 1;
  for (let axis = 0; axis < axes; axis++) count *= shape[axis];
  if (length === 0) return;
  const index = new Array<number>(Math.max(0, axes)).fill(0);
  for (let row = 0; row < count; row++) {
    visit(row * length, length, runs);
    for (let axis = axes - 1; axis >= 0; axis--) {
      const wraps = ++index[axis] === shape[axis];
      const moved = wraps ? 1 - shape[axis] : 1;
      for (let i = 0; i < runs.length; i++) runs[i].start += moved * strides[i][axis];
      if (!wraps) break;
      index[axis] = 0;
    }
  }
}

/** `output[i] = compute(a[i])` in a plain loop, for what has no kernel. */
export function mapElements(input: Tensor, output: Tensor, compute: (a: number) => number): void {
  const from = input.storage.values();
  const to = output.storage.values();
  forEachRun(output.shape, [input], (first, length, [a]) => {
    for (let k = 0; k < length; k++) to[first + k] = compute(from[a.start + k * a.step]);
  });
}

/** `output[i] = compute(a[i], b[i])` with broadcasting, in a plain loop. */
export function zipElements(
  a: Tensor,
  b: Tensor,
  output: Tensor,
  compute: (a: number, b: number) => number,
): void {
  const left = a.storage.values();
  const right = b.storage.values();
  const to = output.storage.values();
  forEachRun(output.shape, [a, b], (first, length, [x, y]) => {
    for (let k = 0; k < length; k++) {
      to[first + k] = compute(left[x.start + k * x.step], right[y.start + k * y.step]);
    }
  });
}

/** `output[i] = condition[i] ? a[i] : b[i]` with broadcasting. */
export function chooseElements(condition: Tensor, a: Tensor, b: Tensor, output: Tensor): void {
  const test = condition.storage.values();
  const left = a.storage.values();
  const right = b.storage.values();
  const to = output.storage.values();
  forEachRun(output.shape, [condition, a, b], (first, length, [c, x, y]) => {
    for (let k = 0; k < length; k++) {
      const isTrue = test[c.start + k * c.step] !== 0;
      to[first + k] = isTrue ? left[x.start + k * x.step] : right[y.start + k * y.step];
    }
  });
}

/** `output[i] = mask[i] ? value : x[i]`, the mask broadcast. */
export function fillElements(x: Tensor, mask: Tensor, value: number, output: Tensor): void {
  const from = x.storage.values();
  const test = mask.storage.values();
  const to = output.storage.values();
  forEachRun(output.shape, [x, mask], (first, length, [a, m]) => {
    for (let k = 0; k < length; k++) {
      to[first + k] = test[m.start + k * m.step] === 0 ? from[a.start + k * a.step] : value;
    }
  });
}
