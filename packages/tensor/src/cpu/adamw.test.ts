import { describe, expect, it } from "vitest";
import { Bench, builds, firstDifference, randoms } from "./testing.ts";

describe.each(builds)("adamW, %s", (build) => {
  const bench = new Bench(build);
  const options = { rate: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 };

  it.each([1, 3, 64, 4099])("%i parameters over 50 steps agree with float64", (length) => {
    const { rate, beta1, beta2, eps, weightDecay } = options;
    const start = randoms(1, length);
    const operands = [
      bench.place([length], start),
      bench.place([length], start, { gap: 1 }),
      bench.place([length], new Float32Array(length)),
      bench.place([length], new Float32Array(length)),
    ];
    const p = Float64Array.from(start);
    const m = new Float64Array(length);
    const v = new Float64Array(length);
    for (let step = 1; step <= 50; step++) {
      const gradients = randoms(step + 1, length);
      for (let index = 0; index < length; index++) {
        const g = gradients[index];
        bench.heap.float32[operands[1].pointer / 4 + index * operands[1].strides[0]] = g;
        p[index] -= rate * weightDecay * p[index];
        m[index] = beta1 * m[index] + (1 - beta1) * g;
        v[index] = beta2 * v[index] + (1 - beta2) * g * g;
        const denominator = Math.sqrt(v[index]) / Math.sqrt(1 - beta2 ** step) + eps;
        p[index] -= ((rate / (1 - beta1 ** step)) * m[index]) / denominator;
      }
      bench.run("adamW", operands, [rate, beta1, beta2, eps, weightDecay, step]);
    }
    const [actualP, , actualM, actualV] = operands.map((operand) => bench.read(operand));
    for (let index = 0; index < length; index++) {
      // Fifty steps, each rounding a number below 1.1 to 24 bits.
      expect(Math.abs(actualP[index] - p[index])).toBeLessThan(50 * 2 ** -24);
      expect(Math.abs(actualM[index] - m[index])).toBeLessThan(1e-6);
      expect(Math.abs(actualV[index] - v[index])).toBeLessThan(1e-7);
    }
  });

  it("does not depend on the split into tiles", () => {
    const length = 10_000;
    const all = [1, 2, 3, 4].map((seed) => randoms(seed, length).map(Math.abs));
    const once = all.map((values) => bench.place([length], values));
    const split = all.map((values) => bench.place([length], values));
    const options = [1e-3, 0.9, 0.999, 1e-8, 0.01, 7];
    const result = bench.run("adamW", once, options);
    expect(firstDifference(bench.runTileByTile("adamW", split, options), result)).toBe(-1);
  });
});
