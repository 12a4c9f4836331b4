import {
  and,
  arange,
  bias,
  block,
  causal,
  cos,
  manualSeed,
  mul,
  observe,
  padding,
  profile,
  probesOf,
  randn,
  reshape,
  sin,
  sum,
  tensor,
  transpose,
  triu,
  zeros,
  ones,
  gt,
  withDevice,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { MultiheadAttention } from "./multihead-attention.ts";

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];
/** PyTorch 2.13's numbers, printed with seven decimals; float32 agrees within 1e-6 on values of this size. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 5));
const waves = (shape: readonly number[], wave = sin): Tensor =>
  reshape(
    wave(
      arange(
        0,
        shape.reduce((a, b) => a * b, 1),
        1,
        { dtype: "float32" },
      ),
    ),
    shape,
  );

function seeded(batchFirst = true): MultiheadAttention {
  manualSeed(0);
  return new MultiheadAttention({ embedDim: 8, numHeads: 2, batchFirst });
}

const x = waves([1, 3, 8]);

it("gives PyTorch's result and weights for a seed", async () => {
  const { output, weights } = seeded().forward(x, x, x, { averageAttnWeights: false });
  expect(output.shape).toEqual([1, 3, 8]);
  expect((await numbers(output)).slice(0, 8)).toEqual(
    near([
      0.0599935, -0.0043275, 0.1122022, 0.1145115, -0.017495, -0.0147769, -0.1042672, 0.0890402,
    ]),
  );
  expect(weights.shape).toEqual([1, 2, 3, 3]);
  expect(await numbers(weights)).toEqual(
    near([
      0.3139496, 0.2268176, 0.4592327, 0.2742911, 0.4249767, 0.3007322, 0.3467239, 0.4225056,
      0.2307704, 0.3234708, 0.4315307, 0.2449985, 0.3419701, 0.3278444, 0.3301854, 0.3233434,
      0.2453684, 0.4312882,
    ]),
  );
});

it("makes queries, keys and values of one tensor by one product", () => {
  const layer = seeded();
  const memory = waves([1, 5, 8], cos);
  const linears = (query: Tensor, key: Tensor, value: Tensor): number | undefined => {
    const { operations } = profile(() => layer.forward(query, key, value, { needWeights: false }));
    return operations.find(({ operation }) => operation === "linear")?.calls;
  };
  // Beside these the one that joins the heads.
  expect(linears(x, x, x)).toBe(2);
  expect(linears(x, memory, memory)).toBe(3);
  expect(linears(x, memory, mul(memory, 1))).toBe(4);
  const copy = mul(x, 1);
  const [one, three] = [
    layer.forward(x, x, x).output.view(),
    layer.forward(x, copy, mul(x, 1)).output.view(),
  ];
  expect([...one]).toEqual(near([...three]));
});

it("gives PyTorch's result under a causal mask, the weights as a mean over the heads", async () => {
  const { output, weights } = seeded().forward(x, x, x, { mask: causal() });
  expect((await numbers(output)).slice(0, 8)).toEqual(
    near([
      -0.0422291, -0.1957829, 0.238726, -0.3170742, -0.2609879, -0.4445462, 0.0120377, 0.238757,
    ]),
  );
  expect(weights.shape).toEqual([1, 3, 3]);
  expect(await numbers(weights)).toEqual(
    near([1, 0, 0, 0.4513996, 0.5486004, 0, 0.3350337, 0.333937, 0.3310294]),
  );
});

it("gives PyTorch's result with other widths, an added bias and zeros, which every query may see", async () => {
  manualSeed(0);
  const layer = new MultiheadAttention({
    embedDim: 4,
    numHeads: 2,
    kdim: 3,
    addBiasKv: true,
    addZeroAttn: true,
  });
  expect(Object.entries(layer.stateDict()).map(([name, { shape }]) => [name, ...shape])).toEqual([
    ["q_proj_weight", 4, 4],
    ["k_proj_weight", 4, 3],
    ["v_proj_weight", 4, 4],
    ["in_proj_bias", 12],
    ["bias_k", 1, 1, 4],
    ["bias_v", 1, 1, 4],
    ["out_proj.weight", 4, 4],
    ["out_proj.bias", 4],
  ]);
  const [query, key, value] = [waves([2, 1, 4]), waves([3, 1, 3], cos), waves([3, 1, 4], cos)];
  // The first of two queries sees two of three keys: causal, the queries being the last positions.
  const { output, weights } = layer.forward(query, key, value, {
    mask: causal(),
    averageAttnWeights: false,
  });
  expect(output.shape).toEqual([2, 1, 4]);
  expect(await numbers(output)).toEqual(
    near([0.065667, 0.0581755, 0.0400796, 0.1157506, 0.0459344, -0.0307912, 0.012985, 0.0297649]),
  );
  expect(weights.shape).toEqual([1, 2, 2, 5]);
  expect((await numbers(weights)).slice(0, 10)).toEqual(
    near([
      0.2948526, 0.1866058, 0, 0.2807612, 0.2377805, 0.1652058, 0.2804376, 0.1608244, 0.1800214,
      0.2135108,
    ]),
  );
});

it("keeps a masked key out although keys are added behind it", async () => {
  manualSeed(0);
  const layer = new MultiheadAttention({
    embedDim: 4,
    numHeads: 2,
    addBiasKv: true,
    batchFirst: true,
  });
  const [query, key] = [waves([1, 2, 4]), waves([1, 3, 4], cos)];
  const broken = tensor([...(await numbers(key)).slice(0, 8), NaN, NaN, NaN, NaN], {
    shape: [1, 3, 4],
  });
  const mask = padding([2]);
  const whole = await numbers(layer.forward(query, key, key, { mask }).output);
  expect(whole.every(Number.isFinite)).toBe(true);
  expect(await numbers(layer.forward(query, broken, broken, { mask }).output)).toEqual(near(whole));
});

it("computes the same on the reference device, keys added and masked", async () => {
  const run = (): Tensor => {
    manualSeed(0);
    const layer = new MultiheadAttention({ embedDim: 4, numHeads: 2, addZeroAttn: true });
    const y = waves([3, 1, 4]);
    return layer.forward(y, y, y, { mask: causal() }).output;
  };
  expect(await numbers(withDevice("reference", run))).toEqual(near(await numbers(run())));
});

it("computes the same without weights, which it then does not return", async () => {
  const layer = seeded();
  const lone = layer.forward(x, x, x, { needWeights: false });
  expect(lone.weights).toBeNull();
  expect(await numbers(lone.output)).toEqual(near(await numbers(layer.forward(x, x, x).output)));
});

it("takes sequences first, as PyTorch does by default, or no batch at all", async () => {
  const expected = await numbers(seeded().forward(x, x, x).output);
  const rows = transpose(x, 0, 1);
  const first = seeded(false).forward(rows, rows, rows);
  expect(first.output.shape).toEqual([3, 1, 8]);
  expect(first.weights.shape).toEqual([1, 3, 3]);
  expect(await numbers(first.output)).toEqual(near(expected));
  const one = reshape(x, [3, 8]);
  const alone = seeded().forward(one, one, one, { averageAttnWeights: false, mask: causal() });
  expect(alone.output.shape).toEqual([3, 8]);
  expect(alone.weights.shape).toEqual([2, 3, 3]);
});

it("attends from one sequence to another of another length", () => {
  const { output, weights } = seeded().forward(
    randn([2, 3, 8]),
    randn([2, 5, 8]),
    randn([2, 5, 8]),
  );
  expect([output.shape, weights.shape]).toEqual([
    [2, 3, 8],
    [2, 3, 5],
  ]);
});

it.each([true, false])(
  "gives a query that may look at nothing 0, and so the bias of the output (weights: %s)",
  async (needWeights) => {
    const layer = seeded();
    layer.loadStateDict({ "out_proj.bias": tensor([1, 2, 3, 4, 5, 6, 7, 8]) }, { strict: false });
    const blocked = gt(
      tensor([
        [0, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
      ]),
      0,
    );
    const { output, weights } = layer.forward(x, x, x, { mask: block(blocked), needWeights });
    expect((await numbers(output)).slice(8, 16)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const row = weights && (await numbers(weights)).slice(3, 6);
    expect(row).toEqual(needWeights ? [0, 0, 0] : null);
    sum(output).backward();
    for (const { grad } of layer.parameters()) {
      expect((await numbers(grad!)).every(Number.isFinite)).toBe(true);
    }
  },
);

it("joins masks: padding, causal, a bias for each head", async () => {
  const layer = seeded();
  const both = randn([2, 4, 8]);
  const { weights } = layer.forward(both, both, both, {
    mask: and(causal(), padding([4, 2]), bias(zeros([2, 1, 1]))),
    averageAttnWeights: false,
  });
  const rows = (await weights.array()) as number[][][][];
  rows.forEach((heads, item) => {
    for (const head of heads) {
      head.forEach((row, query) => {
        row.forEach((weight, key) => {
          const isVisible = key <= query && key < [4, 2][item];
          expect(weight > 0).toBe(isVisible);
        });
        expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      });
    }
  });
});

it("drops weights in training, and returns what is left of them, as PyTorch does", async () => {
  manualSeed(0);
  const layer = new MultiheadAttention({ embedDim: 8, numHeads: 2, dropout: 1, batchFirst: true });
  expect(new Set(await numbers(layer.forward(x, x, x).weights))).toEqual(new Set([0]));
  const kept = await numbers(layer.eval().forward(x, x, x).weights);
  expect(kept.every((weight) => weight > 0)).toBe(true);
});

it("leaves biases out, and prints as PyTorch prints", () => {
  const layer = new MultiheadAttention({ embedDim: 32, numHeads: 4, bias: false });
  expect(Object.keys(layer.stateDict())).toEqual(["in_proj_weight", "out_proj.weight"]);
  expect(String(new MultiheadAttention({ embedDim: 32, numHeads: 4 }))).toBe(
    "MultiheadAttention(\n" +
      "  (out_proj): NonDynamicallyQuantizableLinear(in_features=32, out_features=32, bias=True)\n)",
  );
});

it("says what does not fit", () => {
  expect(() => new MultiheadAttention({ embedDim: 10, numHeads: 3 })).toThrow(
    "MultiheadAttention: embedDim 10 cannot be shared by 3 heads; it can by 1, 2, 5, 10",
  );
  expect(() => new MultiheadAttention({ embedDim: 0, numHeads: 1 })).toThrow(
    "both are whole numbers from 1",
  );
  expect(() => new MultiheadAttention({ embedDim: 8, numHeads: 2, dropout: -1 })).toThrow(
    "dropout is -1",
  );
  const layer = seeded();
  const fail = (q: number[], k: number[], v: number[]): unknown =>
    layer.forward(zeros(q), zeros(k), zeros(v));
  expect(() => fail([2, 3, 7], [2, 3, 8], [2, 3, 8])).toThrow(
    "MultiheadAttention: query [2, 3, 7], key [2, 3, 8], value [2, 3, 8] do not fit; " +
      "it takes query [batch, length, 8], key [batch, length, 8], value [batch, length, 8]",
  );
  expect(() => fail([2, 3, 8], [2, 4, 8], [2, 5, 8])).toThrow("one length for key and value");
  expect(() => fail([2, 3, 8], [1, 4, 8], [1, 4, 8])).toThrow("one batch for all");
  expect(() => fail([3, 8], [1, 3, 8], [1, 3, 8])).toThrow("do not fit");
  expect(() => fail([1, 1, 3, 8], [1, 1, 3, 8], [1, 1, 3, 8])).toThrow("do not fit");
  const mask = block(gt(triu(ones([4, 4]), 1), 0));
  expect(() => layer.forward(x, x, x, { mask })).toThrow(/block.*\[4, 4\]/);
});

it("shows every stage, in order and with its axes, and computes the same", async () => {
  const layer = seeded();
  const expected = await numbers(layer.forward(x, x, x, { needWeights: false }).output);
  const shapes: [string, readonly number[]][] = [];
  const { output } = observe(
    layer,
    ({ name, value, declaration }) => {
      shapes.push([name, value.shape]);
      expect(declaration.axes).toHaveLength(value.rank);
    },
    () => layer.forward(x, x, x, { needWeights: false }),
  );
  expect(shapes).toEqual([
    ["query", [1, 2, 3, 4]],
    ["key", [1, 2, 3, 4]],
    ["value", [1, 2, 3, 4]],
    ["scores", [1, 2, 3, 3]],
    ["pattern", [1, 2, 3, 3]],
    ["z", [1, 2, 3, 4]],
    ["output", [1, 3, 8]],
  ]);
  expect(await numbers(output)).toEqual(near(expected));
  expect(probesOf(layer).map(({ name }) => name)).toEqual(shapes.map(([name]) => name));
});

it("lets a head be switched off, and returns the pattern as it was changed", async () => {
  const layer = seeded();
  const first = tensor([1, 0], { shape: [1, 2, 1, 1] });
  const off = observe(
    layer,
    ({ name, value }) => (name === "pattern" ? mul(value, first) : undefined),
    () => layer.forward(x, x, x, { averageAttnWeights: false }),
  );
  expect((await numbers(off.weights)).slice(9)).toEqual(new Array(9).fill(0));
  const without = observe(
    layer,
    ({ name, value }) => (name === "z" ? mul(value, first) : undefined),
    () => layer.forward(x, x, x),
  );
  expect(await numbers(off.output)).toEqual(near(await numbers(without.output)));
});

it("gives every parameter a gradient, through the weights too", () => {
  manualSeed(0);
  const layer = new MultiheadAttention({
    embedDim: 8,
    numHeads: 2,
    addBiasKv: true,
    batchFirst: true,
  });
  const { output, weights } = layer.forward(x, x, x);
  sum(mul(output, output)).backward(undefined, { retainGraph: true });
  expect(layer.parameters().every(({ grad }) => grad !== null)).toBe(true);
  layer.zeroGrad();
  sum(mul(weights, weights)).backward();
  expect(layer.inProjWeight!.grad).not.toBeNull();
  expect(layer.outProj.weight.grad).toBeNull();
});
