import { grad } from "../apply.ts";
import { createGenerator, randn } from "../random.ts";
import { scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";

type Compute = (...inputs: Tensor[]) => Tensor;

/** A result and the gradients of its floating-point inputs, with an upstream gradient drawn anew. */
function resultsOf(compute: Compute, inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  const leaves = inputs.map((x) => x.detach());
  const varied = leaves.filter(({ dtype }) => dtype === "float32");
  for (const leaf of varied) leaf.requiresGrad = true;
  const y = compute(...leaves);
  const gradient = randn(y.shape, { generator: createGenerator(4) });
  return [y, ...grad(y, varied, { gradient, createGraph })];
}

/** Relative to 1 + the largest |b|; infinite where one is NaN and the other is not. */
function largestDifference(a: Tensor, b: Tensor): number {
  const right = b.view();
  let worst = 0;
  let scale = 1;
  a.view().forEach((value, at) => {
    if (Object.is(value, right[at])) return;
    const difference = Math.abs(value - right[at]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    scale = Math.max(scale, 1 + Math.abs(right[at]));
  });
  return worst / scale;
}

/** How far a fused function, and its fused and its written gradients, are from its parts and theirs. */
export function distanceToParts(fused: Compute, parts: Compute, inputs: readonly Tensor[]): number {
  return scope(() => {
    const expected = resultsOf(parts, inputs, false);
    const distances = [false, true].flatMap((createGraph) =>
      resultsOf(fused, inputs, createGraph).map((x, i) => largestDifference(x, expected[i])),
    );
    return Math.max(...distances);
  });
}
