import { describe, expect, it } from "vitest";
import {
  add,
  customOperation,
  explain,
  grad,
  gradCheck,
  matmul,
  memory,
  mul,
  randn,
  scope,
  sigmoid,
  square,
  sub,
  sum,
  tensor,
  TensorError,
  trace,
  transpose,
  unsqueeze,
  withDevice,
  type CustomOperation,
  type Tensor,
} from "./index.ts";

const swishParts = {
  name: "swish",
  formula: "y = x / (1 + e^(−βx))",
  inputs: ["x"],
  options: { beta: 1 },
  output: ([x]) => x,
  define:
    (m, [x], { beta }) =>
    (index) =>
      m.divide(x(index), m.plus(m.number(1), m.exp(m.negate(m.times(m.number(beta), x(index)))))),
  gradient: ({ gradient, input, options: { beta } }) => {
    const gate = sigmoid(mul(input(0), beta));
    const slope = mul(mul(mul(input(0), beta), gate), sub(1, gate));
    return [mul(gradient, add(gate, slope))];
  },
} satisfies CustomOperation<["x"], { beta: number }>;

const swish = customOperation(swishParts);

/** The rows of x, each weighted: two inputs of different shapes, a sum, and a kernel. */
let kernelRuns = 0;
const weigh = customOperation({
  name: "weigh",
  formula: "y[j] = Σ_i weight[i] · x[i, j]",
  inputs: ["x", "weight"],
  output([x, weight]) {
    if (x.shape.length !== 2 || weight.shape[0] !== x.shape[0]) {
      throw new TensorError("shape", `weigh: x [${x.shape.join()}] needs a weight for each row`);
    }
    return { shape: [x.shape[1]], dtype: x.dtype };
  },
  define:
    (m, [x, weight], _, [{ shape }]) =>
    ([j]) =>
      m.sum(shape[0], (i) => m.times(weight([i]), x([i, j]))),
  gradient: ({ gradient, input, needs }) => [
    needs[0] ? mul(unsqueeze(input(1), 1), gradient) : null,
    needs[1] ? matmul(input(0), gradient) : null,
  ],
  kernel([x, weight], y) {
    kernelRuns++;
    const [from, factors, to] = [x.view(), weight.view(), y.view()];
    to.fill(0);
    from.forEach((value, at) => {
      to[at % y.size] += factors[Math.floor(at / y.size)] * value;
    });
  },
});

const values = (x: Tensor): number[] => [...x.view()];

describe("customOperation", () => {
  it.each(["cpu", "reference"] as const)(
    "runs its definition on %s, from any strides",
    (device) => {
      withDevice(device, () => {
        const x = transpose(
          tensor([
            [-1, 0],
            [2, 3],
          ]),
          0,
          1,
        );
        const expected = [-1, 2, 0, 3].map((v) => Math.fround(v / (1 + Math.exp(-2 * v))));
        expect(values(swish(x, { beta: 2 }))).toEqual(expected);
        expect(values(swish(tensor([1])))).toEqual([Math.fround(1 / (1 + Math.exp(-1)))]);
        const weighed = weigh(tensor([[1, 2], [3, 4]]), tensor([1, 10])); // prettier-ignore
        expect(values(weighed)).toEqual([31, 42]);
      });
    },
  );

  it("runs its kernel on the cpu, and only there", () => {
    const before = kernelRuns;
    weigh(tensor([[1]]), tensor([2]));
    expect(kernelRuns).toBe(before + 1);
    withDevice("reference", () => weigh(tensor([[1]]), tensor([2])));
    expect(kernelRuns).toBe(before + 1);
  });

  it("is differentiated, twice, and by inputs that want it", () => {
    expect(gradCheck((x) => swish(x, { beta: 1.5 }), [randn([2, 3])])).toBeLessThan(1e-6);
    expect(gradCheck((x, weight) => weigh(x, weight), [randn([2, 3]), randn([2])])).toBeLessThan(
      1e-6,
    );
    const slope = (x: Tensor): Tensor => grad(sum(square(swish(x))), [x], { createGraph: true })[0];
    expect(gradCheck(slope, [randn([4])])).toBeLessThan(1e-6);
    const weight = tensor([1, 2], { requiresGrad: true });
    weigh(tensor([[3], [4]]), weight).backward();
    expect(values(weight.grad!)).toEqual([3, 4]);
  });

  it("is explained by its definition", () => {
    const x = tensor([[1, 2], [3, 4]]); // prettier-ignore
    x.label = "x";
    const weight = tensor([1, 10]);
    weight.label = "weight";
    const explanation = explain(
      trace(() => weigh(x, weight)),
      [1],
    );
    expect(String(explanation)).toBe(
      [
        "weigh[1] = 42 = 1 · 2 + 10 · 4",
        "  weigh reads weight[0] = 1, x[0, 1] = 2, weight[1] = 10, x[1, 1] = 4",
      ].join("\n"),
    );
    expect(explanation.formula).toBe("y[j] = Σ_i weight[i] · x[i, j]");
  });

  it("shows what it runs to tools, and saves what it is told to", () => {
    expect(swish.operation.saves).toEqual({ inputs: [0] });
    const double = customOperation({
      ...swishParts,
      name: "double",
      define:
        (m, [x]) =>
        (index) =>
          m.times(m.number(2), x(index)),
      gradient: ({ gradient }) => [mul(gradient, 2)],
      saves: {},
    });
    const x = tensor([1, 2], { requiresGrad: true });
    const before = memory().tensors;
    const loss = scope(() => sum(double(double(x))));
    expect(memory().tensors).toBe(before + 1);
    loss.backward();
    expect(values(x.grad!)).toEqual([4, 4]);
  });

  it("has a gradient of null where it is constant", () => {
    const sign = customOperation({
      ...swishParts,
      name: "sign",
      define:
        (m, [x]) =>
        (index) =>
          m.minus(m.compare(">", x(index), m.number(0)), m.compare("<", x(index), m.number(0))),
      gradient: null,
    });
    const y = sign(tensor([-2, 0, 5], { requiresGrad: true }));
    expect(values(y)).toEqual([-1, 0, 1]);
    expect(y.requiresGrad).toBe(false);
  });
});

/** Backward through an operation with this gradient. */
function backwardOf(gradient: unknown): void {
  const wrong = customOperation({ ...swishParts, gradient: gradient as null });
  sum(wrong(tensor([1, 2], { requiresGrad: true }))).backward();
}

const nothing = "give an array with one for each input (x), null where there is none";

it.each<[string, () => unknown, string]>([
  [
    "an operand that is no tensor",
    // @ts-expect-error -- it takes a tensor
    () => swish(3),
    "swish: expected a tensor, got 3; make one with tensor(…)",
  ],
  [
    "an operand that is missing",
    // @ts-expect-error -- it takes two tensors
    () => weigh(tensor([[1]])),
    "weigh: expected a tensor, got undefined; make one with tensor(…)",
  ],
  [
    "what its shape rule refuses",
    () => weigh(tensor([[1]]), tensor([1, 2])),
    "weigh: x [1,1] needs a weight for each row",
  ],
  [
    "a shape rule that gives no shape",
    () => customOperation({ ...swishParts, output: ([x]) => ({ ...x, shape: [-1] }) })(tensor([1])),
    "swish: [-1] is not a shape: a list of at most 8 whole sizes ≥ 0",
  ],
  [
    "a definition that reads outside of an input",
    () =>
      customOperation({
        ...swishParts,
        define:
          (_, [x]) =>
          ([i]) =>
            x([i + 1]),
      })(tensor([1, 2])),
    "swish: its definition reads x[2], and x is [2]",
  ],
  [
    "a definition that reads with too few numbers",
    () =>
      customOperation({
        ...swishParts,
        define:
          (_, [x]) =>
          () =>
            x([]),
      })(tensor([1])),
    "swish: its definition reads x[], and x is [1]",
  ],
  [
    "a kernel that throws",
    () =>
      customOperation({
        ...swishParts,
        kernel() {
          throw new RangeError("as planned");
        },
      })(tensor([1])),
    "as planned",
  ],
  [
    "a gradient of another shape",
    () => backwardOf(() => [tensor([1])]),
    "swish: its gradient for x is [1] float32, and x is [2] float32",
  ],
  [
    "a gradient of another dtype",
    () => backwardOf(() => [tensor([1, 1], { dtype: "int32" })]),
    "swish: its gradient for x is [2] int32, and x is [2] float32",
  ],
  [
    "a gradient that is no tensor",
    () => backwardOf(() => [2]),
    "swish: its gradient for x is 2, and x is [2] float32",
  ],
  [
    "too few gradients",
    () => backwardOf(() => []),
    `swish: its gradient gave 0 results; ${nothing}`,
  ],
  [
    "a gradient that is not in an array",
    () => backwardOf(() => tensor([1, 1])),
    `swish: its gradient gave an object; ${nothing}`,
  ],
  [
    "a promise of a gradient",
    () => backwardOf(() => Promise.resolve([])),
    "the gradient of swish: the function returned a promise, but the gradient of swish ends when it returns; keep the function synchronous and await outside, or hold a scope with createScope()",
  ],
  [
    "a gradient that reads what is not saved",
    () => backwardOf(({ output }: { output: (i: number) => Tensor }) => [output(0)]),
    'swish: its gradient reads output 0, which "saves" does not list',
  ],
  [
    "no inputs",
    // @ts-expect-error -- it has at least one
    () => customOperation({ ...swishParts, inputs: [] }),
    "swish: an operation has at least one input",
  ],
])("says what is wrong: %s", (_, wrong, message) => {
  const before = memory().tensors;
  expect(() => scope(wrong)).toThrow(message);
  expect(memory().tensors).toBe(before);
});

it("does not compile with a missing piece", () => {
  const { define: _define, ...withoutDefinition } = swishParts;
  // @ts-expect-error -- no definition
  expect(() => customOperation(withoutDefinition)).not.toThrow();
  const { gradient: _gradient, ...withoutGradient } = swishParts;
  // @ts-expect-error -- no gradient: null says that there is none
  expect(() => customOperation(withoutGradient)).not.toThrow();
  const { output: _output, ...withoutOutput } = swishParts;
  // @ts-expect-error -- no shape rule
  expect(() => customOperation(withoutOutput)).not.toThrow();
});
