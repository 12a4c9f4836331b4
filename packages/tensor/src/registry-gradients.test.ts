import { describe, expect, it } from "vitest";
import { applyAll, grad } from "./apply.ts";
import { tensor } from "./creation.ts";
import { gradCheck } from "./grad-check.ts";
import { add, mul } from "./operations/binary.ts";
import { concat } from "./operations/concat.ts";
import { sum } from "./operations/sum.ts";
import { reshape } from "./operations/views.ts";
import { scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";
import { cases, denseFrom, type Case } from "./testing/cases.ts";
import { draw, layouts } from "./testing/draw.ts";
import { sizeOf } from "./shape.ts";

const isVaried = (x: Tensor): boolean => x.dtype === "float32" || x.dtype === "float64";

/** Each element of a sample is moved and the whole computed again, so large samples are left to the fused gradients' test. */
function isChecked({ operation, sample: { inputs, options } }: Case, limit: number): boolean {
  const sizes = inputs.map(({ shape }) => sizeOf(shape));
  if (!operation.gradient || sizes.reduce((total, size) => total + size, 0) > limit) return false;
  return scope(() => {
    const operands = draw(inputs, "reference");
    const [y] = applyAll(operation, operands, options);
    const hasVaried = operands.some((x) => isVaried(x) && x.size > 0);
    return hasVaried && isVaried(y) && y.view().every(Number.isFinite);
  });
}

/** A padding row is read and gets no gradient: that is what padding means, and no difference quotient says it. */
const hasPadding = ({ operation, sample: { options } }: Case): boolean =>
  operation.name === "embedding" && "paddingIdx" in options && options.paddingIdx !== -1;

describe("has the gradient that difference quotients have", () => {
  it.each(cases.filter((item) => isChecked(item, 70) && !hasPadding(item)))(
    "$name",
    ({ operation, sample: { inputs, options } }) => {
      scope(() => {
        const fn = (...tensors: Tensor[]): Tensor => applyAll(operation, tensors, options)[0];
        expect(gradCheck(fn, draw(inputs, "reference"))).toBeLessThan(1e-6);
      });
    },
  );
});

describe("has a gradient that can itself be differentiated", () => {
  it.each(cases.filter((item) => isChecked(item, 40)))(
    "$name",
    ({ operation, sample: { inputs, options } }) => {
      scope(() => {
        const operands = draw(inputs, "reference");
        const [{ shape }] = applyAll(operation, operands, options);
        const upstream = draw([{ holds: "floats", shape }], "reference");
        /** All gradients in a row, as a function of the operands and of the gradient that arrives. */
        const gradients = (...tensors: Tensor[]): Tensor => {
          const [gradient] = tensors.splice(-1);
          const varied = tensors.filter(isVaried);
          const [y] = applyAll(operation, tensors, options);
          const found = grad(y, varied, { gradient, createGraph: true });
          const row = concat(found.map((x) => reshape(x, [-1])));
          // A gradient need not depend on every operand: this much of it does.
          const nothing = [...varied, gradient].map((x) => mul(sum(x), 0));
          return nothing.reduce(add, row);
        };
        expect(gradCheck(gradients, [...operands, ...upstream])).toBeLessThan(1e-6);
      });
    },
  );
});

/**
 * Both are float32, and add up to a thousand terms of about 1 in different orders. A norm of a row of equal numbers multiplies
 * what rounding leaves of a mean, up to 2^-24 between the two, by 1 / √eps = 316.
 */
const fusedTolerance = 3e-5;

describe("has a fused gradient equal to the written one, from any strides", () => {
  const fused = cases.filter(({ operation }) => operation.fusedGradient);
  it.each(fused)("$name", ({ operation, sample: { inputs, options } }) => {
    const far: object[] = [];
    scope(() => {
      for (const [layout, change] of Object.entries(layouts)) {
        const strided = denseFrom[operation.name] ?? inputs.length;
        const leaves = draw(inputs, "cpu").map((x, i) => (i < strided ? change(x) : x).detach());
        for (const leaf of leaves) leaf.requiresGrad = isVaried(leaf);
        const varied = leaves.filter(isVaried);
        const forward = (): Tensor => applyAll(operation, leaves, options)[0];
        if (varied.length === 0 || !isVaried(forward())) return;
        const gradient = change(waves(forward()));
        const expected = grad(forward(), varied, { gradient, createGraph: true });
        grad(forward(), varied, { gradient }).forEach((actual, i) => {
          const difference = largestDifference(actual, expected[i]);
          if (!(difference <= fusedTolerance)) far.push({ layout, input: i, difference });
        });
      }
    });
    expect(far).toEqual([]);
  });
});

/** A gradient that differs at each element. */
function waves({ shape, size }: Tensor): Tensor {
  const values = Array.from({ length: size }, (_, i) => Math.cos(i));
  return tensor(values, { shape });
}

/** Largest |a − b| relative to 1 + the largest |b| (in a row of equal numbers a norm's gradients cancel); NaN differs from everything. */
function largestDifference(actual: Tensor, expected: Tensor): number {
  const right = expected.view();
  let worst = 0;
  let scale = 1;
  actual.view().forEach((value, i) => {
    const difference = Math.abs(value - right[i]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    scale = Math.max(scale, 1 + Math.abs(right[i]));
  });
  return worst / scale;
}
