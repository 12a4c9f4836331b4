import { manualSeed, ones, scope, zeros, type Tensor } from "@clearhead/tensor";
import { expect, it } from "vitest";
import * as init from "./initialization.ts";

// The first numbers that PyTorch 2.13 draws into a [4, 5] tensor after manual_seed(1).
const cases: [string, (weight: Tensor) => Tensor, readonly number[]][] = [
  [
    "xavierUniform",
    (weight) => init.xavierUniform(weight),
    [0.4207107, -0.3603838, -0.1582872, 0.3832381],
  ],
  [
    "xavierNormal",
    (weight) => init.xavierNormal(weight, { gain: 2 }),
    [-1.4383457, -0.7073253, -0.6165791, -1.5174369],
  ],
  [
    "kaimingUniform by outputs",
    (weight) => init.kaimingUniform(weight, { mode: "fan_out", nonlinearity: "relu" }),
    [0.631066, -0.5405757, -0.2374309, 0.5748572],
  ],
  [
    "kaimingUniform",
    (weight) => init.kaimingUniform(weight),
    [0.5644426, -0.4835056, -0.2123646, 0.5141679],
  ],
];

it.each(cases)("%s draws PyTorch's numbers", async (_name, draw, expected) => {
  manualSeed(1);
  const weight = zeros([4, 5]);
  expect(draw(weight)).toBe(weight);
  const values = await weight.data();
  // Normal numbers differ between processors by some 1e-7 (logarithm and cosine).
  expected.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 6));
});

it("constant, uniform and normal fill in place, also inside a scope", async () => {
  manualSeed(1);
  const weight = zeros([1000]);
  scope(() => void init.constant(weight, 3));
  expect(new Set(await weight.data())).toEqual(new Set([3]));
  init.uniform(weight, 2, 4);
  const uniform = [...(await weight.data())];
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...uniform)).toBeLessThan(4);
  init.normal(weight, 10, 0.1);
  const normal = [...(await weight.data())];
  // The mean of 1000 has a standard deviation of 0.1 / √1000 = 0.0032; five of those.
  expect(Math.abs(normal.reduce((a, b) => a + b, 0) / 1000 - 10)).toBeLessThan(0.016);
});

it("counts what reaches an output, and refuses vectors", () => {
  expect(init.calculateFanInAndFanOut(ones([4, 5]))).toEqual({ fanIn: 5, fanOut: 4 });
  expect(init.calculateFanInAndFanOut(ones([4, 5, 3]))).toEqual({ fanIn: 15, fanOut: 12 });
  expect(() => init.xavierUniform(ones([4]))).toThrow("[4] has no fan-in and fan-out");
});

it("knows PyTorch's gains", () => {
  expect(init.calculateGain("linear")).toBe(1);
  expect(init.calculateGain("sigmoid")).toBe(1);
  expect(init.calculateGain("tanh")).toBe(5 / 3);
  expect(init.calculateGain("relu")).toBe(Math.SQRT2);
  expect(init.calculateGain("leaky_relu", 0)).toBe(Math.SQRT2);
});
