import { mul, parameter, sum, tensor, zeros, type Tensor } from "@clearhead/nn";
import { describe, expect, test } from "vitest";
import { Adam, AdamW } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { SGD } from "./sgd.ts";

const start = [1, -2, 0.5];
const gradients = [
  [0.5, -1, 0.25],
  [-0.3, 0.8, 0],
  [0.1, 0.2, -2],
];

/** The parameter after one update for each gradient. */
function train(make: (parameters: Tensor[]) => Optimizer): number[] {
  const weight = parameter(tensor(start));
  const optimizer = make([weight]);
  for (const gradient of gradients) {
    weight.grad = tensor(gradient);
    optimizer.step();
  }
  return [...weight.view()];
}

// Printed by torch 2.13 in float64; ours is float32, whose numbers near 2 are 2.4e-7 apart.
const digits = 6;

test.each<[string, (parameters: Tensor[]) => Optimizer, number[]]>([
  ["SGD", (p) => new SGD(p, { learningRate: 0.1 }), [0.97, -2, 0.675]],
  [
    "SGD with momentum",
    (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9 }),
    [0.9115, -1.901, 0.63225],
  ],
  [
    "SGD with momentum and dampening",
    (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9, dampening: 0.5 }),
    [0.888, -1.815, 0.53225],
  ],
  [
    "SGD with Nesterov momentum and weight decay",
    (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    [0.882721158191, -1.895570116382, 0.7902647290955],
  ],
  [
    "Adam with the paper's betas",
    (p) => new Adam(p, { learningRate: 0.01, betas: [0.9, 0.98], eps: 1e-9 }),
    [0.9855241486655422, -1.9899637088752524, 0.4889116711328775],
  ],
  [
    "Adam with L2 weight decay",
    (p) => new Adam(p, { learningRate: 0.01, weightDecay: 0.1 }),
    [0.9811556430243386, -1.985295277946906, 0.4875707099708017],
  ],
  [
    "AdamW",
    (p) => new AdamW(p, { learningRate: 0.01, betas: [0.9, 0.95], weightDecay: 0.1 }),
    [0.9825140162052695, -1.9839942642885608, 0.4873039366531017],
  ],
])("%s agrees with torch", (_, make, expected) => {
  train(make).forEach((value, index) => expect(value).toBeCloseTo(expected[index], digits));
});

function makeWeight(): [Tensor, AdamW] {
  const weight = parameter(tensor(start));
  return [weight, new AdamW([weight], { learningRate: 0.01 })];
}

function update(weight: Tensor, optimizer: AdamW, gradient: number[]): void {
  weight.grad = tensor(gradient);
  optimizer.step();
}

describe("every optimizer", () => {
  test("skips a parameter without a gradient: no update, no decay, no state", () => {
    const [used, unused] = [parameter(tensor([1])), parameter(tensor([1]))];
    const optimizer = new AdamW([used, unused], { weightDecay: 0.5 });
    used.grad = tensor([1]);
    optimizer.step();
    expect(used.view()[0]).toBeLessThan(1);
    expect(unused.view()[0]).toBe(1);
    expect(optimizer.state().steps).toEqual([1, 0]);
    expect(Object.keys(optimizer.state().buffers)).toEqual(["0.exp_avg", "0.exp_avg_sq"]);
  });

  test("minimises", async () => {
    const weight = parameter(tensor([3, -4]));
    const optimizer = new Adam([weight], { learningRate: 0.1 });
    for (let step = 0; step < 200; step++) {
      optimizer.zeroGrad();
      sum(mul(weight, weight)).backward();
      optimizer.step();
    }
    // Adam's steps are about as long as the learning rate, so it ends within one of them.
    for (const value of await weight.data()) expect(Math.abs(value)).toBeLessThan(0.1);
  });

  test("goes on from a saved state as if nothing had happened", () => {
    const [weight, optimizer] = makeWeight();
    update(weight, optimizer, gradients[0]);
    const [copy, resumed] = makeWeight();
    update(copy, resumed, gradients[0]);
    resumed.loadState(optimizer.state());
    for (const gradient of gradients.slice(1)) {
      update(weight, optimizer, gradient);
      update(copy, resumed, gradient);
    }
    expect([...copy.view()]).toEqual([...weight.view()]);
  });

  test("refuses what it cannot train", () => {
    expect(() => new AdamW([])).toThrow("AdamW: the list of parameters is empty");
    expect(() => new SGD([zeros([2, 3])])).toThrow(
      "SGD: parameter 0 of shape [2, 3] cannot be trained: set its requiresGrad",
    );
    const result = mul(parameter(zeros([2])), 2);
    expect(() => new SGD([result])).toThrow("it is the result of an operation, give the leaves");
  });

  test("refuses settings that make no sense", () => {
    const weights = [parameter(zeros([2]))];
    expect(() => new Adam(weights, { learningRate: -1 })).toThrow("learningRate is -1");
    expect(() => new Adam(weights, { betas: [0.9, 1] })).toThrow(
      "Adam: betas[1] is 1, give a number in [0, 1)",
    );
    expect(() => new Adam(weights, { eps: -1e-8 })).toThrow("eps is -1e-8");
    expect(() => new AdamW(weights, { weightDecay: NaN })).toThrow("weightDecay is NaN");
    expect(() => new SGD(weights, { momentum: -0.9 })).toThrow("momentum is -0.9");
    expect(() => new SGD(weights, { nesterov: true })).toThrow(
      "nesterov needs momentum and no dampening, they are 0 and 0",
    );
  });

  test("refuses another optimizer's state and stays as it was", () => {
    const weight = parameter(tensor(start));
    const adam = new Adam([weight]);
    weight.grad = tensor(gradients[0]);
    adam.step();
    const before = adam.state();
    const { learningRate, steps, buffers } = before;
    const refused = (state: Partial<typeof before>): (() => void) => {
      return () => adam.loadState({ ...before, ...state });
    };
    expect(refused({ steps: [1, 1] })).toThrow(
      "the state is of 2 parameters, this optimizer has 1",
    );
    expect(refused({ buffers: {} })).toThrow("0.exp_avg is missing from the state");
    expect(refused({ buffers: { ...buffers, "0.exp_avg": zeros([2]) } })).toThrow(
      "0.exp_avg is [2] in the state, its parameter is [3]",
    );
    expect(refused({ buffers: { ...buffers, "0.momentum_buffer": zeros([3]) } })).toThrow(
      "of another optimizer, it has 0.momentum_buffer",
    );
    expect(adam.state()).toEqual({ learningRate, steps, buffers });
  });
});
