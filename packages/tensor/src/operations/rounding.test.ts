import { describe, expect, it } from "vitest";
import { tensor, withDevice } from "../index.ts";
import { ceil, floor, round, sign, trunc } from "./rounding.ts";
import { sum } from "./sum.ts";

const x = [-2.5, -1.5, -0.5, -0.3, -0, 0, 0.3, 0.5, 1.5, 2.5, NaN, Infinity, -Infinity, 8388609];

/** What torch 2.13 gives for `x`, signs of zero included. */
const expected = {
  floor: [-3, -2, -1, -1, -0, 0, 0, 0, 1, 2, NaN, Infinity, -Infinity, 8388609],
  ceil: [-2, -1, -0, -0, -0, 0, 1, 1, 2, 3, NaN, Infinity, -Infinity, 8388609],
  trunc: [-2, -1, -0, -0, -0, 0, 0, 0, 1, 2, NaN, Infinity, -Infinity, 8388609],
  round: [-2, -2, -0, -0, -0, 0, 0, 0, 2, 2, NaN, Infinity, -Infinity, 8388609],
  sign: [-1, -1, -1, -1, 0, 0, 1, 1, 1, 1, 0, 1, -1, 1],
};

describe.each(Object.entries({ floor, ceil, trunc, round, sign }))("%s", (name, operation) => {
  it.each(["cpu", "reference"] as const)("gives torch's numbers on %s", (device) => {
    withDevice(device, () => {
      const y = [...operation(tensor(x)).view()];
      expect(y).toEqual(expected[name as keyof typeof expected]);
    });
  });

  it("keeps whole numbers and their type", () => {
    const y = operation(tensor([-1, 0, 1], { dtype: "int32" }));
    expect(y.dtype).toBe("int32");
    expect([...y.view()]).toEqual([-1, 0, 1]);
  });

  it("has the gradient 0, on a step too", () => {
    const leaf = tensor([-0.5, 0, 0.3], { requiresGrad: true });
    sum(operation(leaf)).backward();
    expect([...leaf.grad!.view()]).toEqual([0, 0, 0]);
  });
});
