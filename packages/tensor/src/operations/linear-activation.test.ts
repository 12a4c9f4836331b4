import { describe, expect, it } from "vitest";
import {
  createGenerator,
  explain,
  gelu,
  linear,
  linearActivation,
  memory,
  noGrad,
  ones,
  profile,
  randn,
  relu,
  scope,
  silu,
  sum,
  tensor,
  trace,
  type ActivationName,
  type Tensor,
} from "../index.ts";
import { distanceToParts } from "../testing/composed.ts";
import { layouts } from "../testing/draw.ts";

const functions: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu,
  gelu: (x) => gelu(x),
  gelu_tanh: (x) => gelu(x, { approximate: "tanh" }),
  silu,
};
const names = Object.keys(functions) as ActivationName[];

/** x, in and out: vectors, rests of a vector, more than one block of columns, several blocks of the inner axis. */
const shapes: readonly (readonly [readonly number[], number])[] = [
  [[3], 5],
  [[7, 5], 3],
  [[2, 3, 4], 1],
  [[70, 32], 130],
  [[33, 300], 67],
  [[0, 4], 5],
];

describe.each(names)("%s behind a linear map", (name) => {
  it.each(shapes)("x %j to %i is what the two give, from any strides", (shape, out) => {
    const generator = createGenerator(1);
    const drawn = [shape, [out, shape.at(-1)!], [out]].map((size) => randn(size, { generator }));
    for (const change of Object.values(layouts)) {
      for (const count of [2, 3]) {
        const distance = distanceToParts(
          (x, weight, bias) => linearActivation(x, weight, bias ?? null, name),
          (x, weight, bias) => functions[name](linear(x, weight, bias)),
          drawn.slice(0, count).map(change),
        );
        // The same kernels but for a bias' gradient: sums over rows, in another order.
        expect(distance).toBeLessThan(3e-6);
      }
    }
  });

  it("lets what is not finite through as the two do", () => {
    const x = tensor([[NaN], [Infinity], [-Infinity], [0], [-0], [1e30]]);
    const weight = ones([5, 1], { requiresGrad: true });
    const results = [
      linearActivation(x, weight, null, name),
      linearActivation(x, weight.detach(), null, name),
    ].map((y) => [...y.view()]);
    const expected = [...functions[name](linear(x, weight)).view()];
    expect(results).toEqual([expected, expected]);
  });
});

describe("linearActivation", () => {
  const operands = (): [Tensor, Tensor, Tensor] => [
    ones([2, 3], { requiresGrad: true }),
    ones([4, 3]),
    ones([4]),
  ];

  it("is one operation forwards and one kernel backwards", () => {
    const told = profile(() => sum(linearActivation(...operands(), "gelu")).backward());
    const calls = told.operations.filter(({ operation }) => operation.startsWith("linear"));
    expect(calls.map(({ operation, pass }) => `${pass} ${operation}`).sort()).toEqual([
      "backward linear_activation gradient",
      "forward linear_activation",
    ]);
  });

  it("is explained as its two parts", () => {
    const y = trace(() => linearActivation(...operands(), "gelu"));
    expect(explain(y, [0, 1]).operation).toBe("gelu");
  });

  it("keeps nothing where no gradient is wanted, and frees what it kept", () => {
    const inputs = operands();
    const before = memory().tensors;
    scope(() => {
      noGrad(() => linearActivation(...inputs, "silu"));
      expect(memory().tensors).toBe(before + 1);
    });
    scope(() => {
      sum(linearActivation(...inputs, "silu")).backward();
    });
    inputs[0].grad = null;
    expect(memory().tensors).toBe(before);
  });
});
