import { describe, expect, it } from "vitest";
import {
  adamWStep,
  clipNorm,
  expand,
  memory,
  noGrad,
  randn,
  reshape,
  scope,
  slice,
  tensor,
  transpose,
  withDevice,
  zeros,
  type Tensor,
} from "./index.ts";
import { createGenerator } from "./random.ts";

const generator = createGenerator(7);
const shapes = [[3], [50, 100], [], [2, 3]];
const draw = (): Tensor[] => shapes.map((shape) => randn(shape, { generator }));
const values = (tensors: readonly Tensor[]): number[] => tensors.flatMap((x) => [...x.view()]);

describe("adamWStep", () => {
  const options = {
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weightDecay: 0.1,
    step: 1,
  };

  it("does for a list what it does for each", () => {
    const [parameters, gradients] = [draw(), draw()];
    const fresh = (): Tensor[][] => [
      parameters.map((x) => tensor(x.view().slice(), { shape: x.shape })),
      gradients,
      shapes.map((shape) => zeros(shape)),
      shapes.map((shape) => zeros(shape)),
    ];
    const [all, each] = [fresh(), fresh()];
    for (let step = 1; step <= 3; step++) {
      adamWStep(all[0], all[1], all[2], all[3], { ...options, step });
      shapes.forEach((_, i) => {
        adamWStep(each[0][i], each[1][i], each[2][i], each[3][i], { ...options, step });
      });
    }
    all.forEach((list, i) => expect(values(list)).toEqual(values(each[i])));
    expect(all[0].map(({ storage }) => storage.version)).toEqual(shapes.map(() => 3));
  });

  it("takes gradients of other strides, and no parameter at all", () => {
    const [p, m, v] = [0, 1, 2].map(() => [zeros([2, 3]), zeros([3])]);
    const gradients = [transpose(tensor([[1], [2], [3]]), 0, 1), tensor([1, 2, 3])];
    adamWStep(p, [expand(gradients[0], [2, 3]), gradients[1]], m, v, options);
    expect(values(m).map((x) => Math.round(x * 10))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    adamWStep([], [], [], [], options);
  });

  it("refuses a list with a tensor twice", () => {
    const [p, g, m, v] = [0, 1, 2, 3].map(() => zeros([2]));
    expect(() => adamWStep([p, p], [g, g], [m, m], [v, v], options)).toThrow(
      "adamWStep: a tensor is in the list twice",
    );
  });
});

describe("clipNorm", () => {
  it("scales all together, on any device and of any strides", () => {
    for (const device of ["cpu", "reference"] as const) {
      withDevice(device, () => {
        const base = tensor([3, 9, 0, 9]);
        const rest = tensor([4]);
        const norm = clipNorm([reshape(slice(base, 0, 0, 4, 2), [2]), rest], 1);
        expect(norm.view()[0]).toBe(5);
        const [first, second, , last] = base.view();
        expect([second, last]).toEqual([9, 9]);
        expect(first).toBeCloseTo(3 / 5.000001, 6);
        expect(rest.view()[0]).toBeCloseTo(4 / 5.000001, 6);
      });
    }
  });

  it("agrees with the norm in float64, and leaves smaller tensors alone", () => {
    const tensors = draw();
    const before = values(tensors);
    const exact = Math.hypot(...before);
    // A float32 sum of squares, of some thousand terms in short chains.
    expect(clipNorm(tensors, 1e3).view()[0] / exact).toBeCloseTo(1, 6);
    expect(values(tensors)).toEqual(before);
    clipNorm(tensors, 1);
    expect(Math.hypot(...values(tensors))).toBeCloseTo(1, 5);
  });

  it("is a write in place, counted and refused as one, which leaves nothing behind", () => {
    const x = tensor([3, 4], { requiresGrad: true });
    expect(() => clipNorm([x], 1)).toThrow("wrap the write in noGrad");
    const before = memory().tensors;
    scope(() => void noGrad(() => clipNorm([x], 1)));
    expect(memory().tensors).toBe(before);
    expect(x.storage.version).toBe(1);
    expect(clipNorm([], 1).view()[0]).toBe(0);
  });
});
