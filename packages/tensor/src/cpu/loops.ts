import { forEachIndex } from "../shape.ts";
import { broadcastPositions } from "../strided.ts";
import type { Tensor } from "../tensor.ts";

/** `output[i] = compute(a[i])` in a plain loop, for what has no kernel. */
export function mapElements(input: Tensor, output: Tensor, compute: (a: number) => number): void {
  const from = input.storage.values();
  const to = output.storage.values();
  if (input.isContiguous) {
    const { size } = output;
    for (let at = 0; at < size; at++) to[at] = compute(from[input.offset + at]);
    return;
  }
  const place = broadcastPositions(input, output.shape);
  forEachIndex(output.shape, (index, at) => {
    to[at] = compute(from[place(index)]);
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
  const placeA = broadcastPositions(a, output.shape);
  const placeB = broadcastPositions(b, output.shape);
  forEachIndex(output.shape, (index, at) => {
    to[at] = compute(left[placeA(index)], right[placeB(index)]);
  });
}
