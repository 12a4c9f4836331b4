import { expect, it } from "vitest";
import { scaleInPlace, tensor, withDevice } from "./index.ts";

it.each(["cpu", "reference"] as const)(
  "scales by small factors on %s as well as by large",
  (device) => {
    withDevice(device, () => {
      const x = tensor([3, -5, 2 ** 24]);
      scaleInPlace(x, 1e-9);
      const expected = [3, -5, 2 ** 24].map((value) => Math.fround(value * Math.fround(1e-9)));
      // One rounding more on the way: x + (1e-9 − 1) · x would be 0.
      expected.forEach((value, at) => expect(x.view()[at] / value).toBeCloseTo(1, 6));
      expect(Array.from(scaleInPlace(tensor([1, -2]), 3).view())).toEqual([3, -6]);
      expect(Array.from(scaleInPlace(tensor([4], { dtype: "int32" }), 3).view())).toEqual([12]);
    });
  },
);
