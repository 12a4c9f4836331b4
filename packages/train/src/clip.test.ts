import { parameter, tensor, zeros, type Tensor } from "@clearhead/nn";
import { expect, test } from "vitest";
import { clipGradNorm } from "./clip.ts";

function withGradients(...gradients: number[][]): Tensor[] {
  return gradients.map((gradient) => {
    const weight = parameter(zeros([gradient.length]));
    weight.grad = tensor(gradient);
    return weight;
  });
}

test("scales all gradients together to the largest norm, and returns the norm before", async () => {
  const parameters = withGradients([3, 0], [0, 4]);
  expect(await clipGradNorm(parameters, 1).item()).toBe(5);
  // 1 / (5 + 1e-6), torch's coefficient; float32 has seven digits.
  expect(parameters[0].grad!.view()[0]).toBeCloseTo(3 / 5.000001, 6);
  expect(parameters[1].grad!.view()[1]).toBeCloseTo(4 / 5.000001, 6);
});

test("leaves smaller gradients alone", () => {
  const parameters = withGradients([0.3, -0.4]);
  clipGradNorm(parameters, 1);
  expect([...parameters[0].grad!.view()]).toEqual([Math.fround(0.3), Math.fround(-0.4)]);
});

test("without gradients the norm is 0", async () => {
  expect(await clipGradNorm([parameter(zeros([2]))], 1).item()).toBe(0);
  expect(await clipGradNorm([], 1).item()).toBe(0);
});

test("a gradient that is not finite shows in the norm", async () => {
  expect(await clipGradNorm(withGradients([NaN, 1]), 1).item()).toBeNaN();
  expect(await clipGradNorm(withGradients([Infinity]), 1).item()).toBe(Infinity);
});

test("refuses a norm that is none", () => {
  expect(() => clipGradNorm([], -1)).toThrow("maxNorm is -1, give a number from 0");
  expect(() => clipGradNorm([], NaN)).toThrow(RangeError);
});
