import { describe, expect, it } from "vitest";
import { applyAll } from "./apply.ts";
import type { AnyOperation } from "./operation.ts";
import { clone } from "./operations/contiguous.ts";
import { linear } from "./operations/linear.ts";
import { layerNorm, rmsNorm } from "./operations/norm.ts";
import { slice } from "./operations/slice.ts";
import { operations } from "./registry.ts";
import { scope } from "./scope.ts";
import { broadcastIndex, forEachIndex, position } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { boundedArithmetic, boundOf } from "./testing/bound.ts";
import { cases, denseFrom } from "./testing/cases.ts";
import { copyTo, draw, layouts } from "./testing/draw.ts";
import { samples } from "./testing/samples.ts";

it("has samples of every operation, and of nothing else", () => {
  const names = operations.map(({ name }) => name).sort();
  expect(Object.keys(samples).sort()).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});

/** Checks outputs against the reference device, within what rounding may do to the definition. */
function expectedOf(
  operation: AnyOperation,
  inputs: readonly Tensor[],
  options: object,
): (layout: string, actual: readonly Tensor[]) => void {
  const exact = inputs.map((x) => copyTo("reference", x));
  const outputs = applyAll(operation, exact, options);
  const { meaning } = operation;
  const bounds = new Float64Array(outputs[0].size);
  if (meaning.kind === "definition") {
    const readers = exact.map((x) => {
      const values = x.view();
      return (index: readonly number[]) => {
        const value = values[position(broadcastIndex(index, x.shape), x.strides, 0)];
        return { value, weight: Math.abs(value), depth: 0 };
      };
    });
    const element = meaning.define(boundedArithmetic(), readers, options, exact);
    const [{ shape }] = outputs;
    forEachIndex(shape, (index, at) => {
      bounds[at] = boundOf(element(index));
    });
  }
  return (layout, actual) => {
    expect(actual.length).toBe(outputs.length);
    actual.forEach((output, i) => {
      expect(output.shape).toEqual(outputs[i].shape);
      expect(output.dtype).toBe(outputs[i].dtype);
      const [left, right] = [output.view(), outputs[i].view()];
      left.forEach((value, at) => {
        if (Object.is(value, right[at]) || Math.abs(value - right[at]) <= bounds[at]) return;
        expect({ layout, at, value }).toEqual({ layout, at, value: right[at], within: bounds[at] });
      });
    });
  };
}

describe("gives on the cpu what its definition says, from any strides", () => {
  it.each(cases)("$name", ({ operation, sample: { inputs, options } }) => {
    scope(() => {
      const operands = draw(inputs, "cpu");
      const strided = denseFrom[operation.name] ?? operands.length;
      for (const [layout, change] of Object.entries(layouts)) {
        const changed = operands.map((x, i) => (i < strided ? change(x) : x));
        const check = expectedOf(operation, changed, options);
        check(layout, applyAll(operation, changed, options));
      }
    });
  });
});

it("copies the operands whose elements a kernel wants side by side", () => {
  scope(() => {
    const [x, weight, bias] = draw(
      [[2, 3], [4, 3], [4]].map((shape) => ({ holds: "floats", shape })),
      "cpu",
    );
    const gain = slice(bias, 0, 0, 3);
    for (const change of Object.values(layouts)) {
      const [b, g] = [change(bias), change(gain)];
      const results = (b: Tensor, g: Tensor): Tensor[] => [
        linear(x, weight, b),
        layerNorm(x, [3], { weight: g, bias: g }),
        rmsNorm(x, [3], { weight: g }),
      ];
      const expected = results(clone(b), clone(g)).map((y) => y.view());
      expect(results(b, g).map((y) => y.view())).toEqual(expected);
    }
  });
});
