import {
  manualSeed,
  mul,
  observe,
  ones,
  probesOf,
  quantizeWeights,
  randn,
  relu,
  sum,
  tensor,
  zeros,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import type { Activation } from "./activation.ts";
import { FeedForward } from "./feed-forward.ts";

/** Weights small enough to follow by hand: hidden units x₀ − x₁ and x₁ − x₀ + 1. */
function byHand(activation: Activation): FeedForward {
  const network = new FeedForward({ dModel: 2, dimFeedforward: 2, dropout: 0, activation });
  network.loadStateDict({
    "linear1.weight": tensor([
      [1, -1],
      [-1, 1],
    ]),
    "linear1.bias": tensor([0, 1]),
    "linear2.weight": tensor([
      [1, 0],
      [2, 1],
    ]),
    "linear2.bias": tensor([10, 20]),
  });
  return network;
}

it("computes activation(x W₁ + b₁) W₂ + b₂", async () => {
  // x = [3, 1]: hidden [2, −1] → relu [2, 0]; output [2 + 10, 4 + 20]
  expect(
    await byHand("relu")
      .forward(tensor([[3, 1]]))
      .array(),
  ).toEqual([[12, 24]]);
  const doubled = byHand((x) => mul(x, 2));
  // hidden [4, −2]; output [4 + 10, 8 − 2 + 20]
  expect(await doubled.forward(tensor([[3, 1]])).array()).toEqual([[14, 26]]);
});

it.each(["float16", "bfloat16", "int8"] as const)("keeps its weights in %s", async (type) => {
  const network = byHand("relu");
  quantizeWeights(network, type);
  const [[first, second]] = (await network.forward(tensor([[3, 1]])).array()) as number[][];
  // Exact: the one weight that int8 rounds, 1 beside 2, meets a hidden unit that is 0.
  expect(first).toBeCloseTo(12, 5);
  expect(second).toBeCloseTo(24, 5);
});

// gelu(2) = 1.9544997, gelu(−1) = −0.1586553; silu(2) = 1.7615942, silu(−1) = −0.2689414 (PyTorch 2.13)
it.each([
  ["gelu", [11.9544997, 23.7503441]],
  ["silu", [11.7615942, 23.2542469]],
] as const)("knows %s by name", async (activation, expected) => {
  const values = [
    ...(await byHand(activation)
      .forward(tensor([[3, 1]]))
      .data()),
  ];
  // float32 near 24 is exact to 2e-6
  expect(values).toEqual(expected.map((value): unknown => expect.closeTo(value, 5)));
});

it("refuses an activation that it does not know", () => {
  expect(() => byHand("swish" as Activation)).toThrow(
    'activation: "swish" is not known; name one of relu, gelu, silu, or give a function',
  );
});

it("works at every position alike, on any leading axes", async () => {
  manualSeed(0);
  const network = new FeedForward({ dModel: 4, dimFeedforward: 8 }).eval();
  const x = randn([2, 3, 4]);
  const y = await network.forward(x).data();
  const alone = await network.forward(tensor(x.view().slice(4, 8), { shape: [4] })).data();
  // The matrix product may add in another order for one row than for six.
  expect([...y.subarray(4, 8)]).toEqual(
    [...alone].map((value): unknown => expect.closeTo(value, 6)),
  );
  expect(() => network.forward(zeros([2, 5]))).toThrow(/\[2, 5\]/);
});

it("has torch's defaults and names", () => {
  const network = new FeedForward({ dModel: 4 });
  expect(Object.keys(network.stateDict())).toEqual([
    "linear1.weight",
    "linear1.bias",
    "linear2.weight",
    "linear2.bias",
  ]);
  expect(network.linear1.weight.shape).toEqual([2048, 4]);
  expect(network.dropout.p).toBe(0.1);
  const bare = new FeedForward({ dModel: 4, dimFeedforward: 8, bias: false });
  expect(Object.keys(bare.stateDict())).toEqual(["linear1.weight", "linear2.weight"]);
});

it("drops hidden numbers in training only", async () => {
  const network = new FeedForward({ dModel: 2, dimFeedforward: 4, dropout: 1 });
  const bias = await network.linear2.bias!.array();
  expect(await network.forward(ones([2])).array()).toEqual(bias);
  expect(
    await network
      .eval()
      .forward(ones([2]))
      .array(),
  ).not.toEqual(bias);
});

it("shows the hidden units before and after their activation, and lets them be switched off", async () => {
  const network = byHand("relu");
  const seen: Record<string, Tensor> = {};
  const run = (): Tensor => network.forward(tensor([[3, 1]]));
  observe(network, ({ name, value }) => void (seen[name] = value), run);
  expect(await seen["pre"].array()).toEqual([[2, -1]]);
  expect(await seen["hidden"].array()).toEqual([[2, 0]]);
  const off = observe(
    network,
    ({ name, value }) => (name === "hidden" ? mul(value, 0) : undefined),
    run,
  );
  expect(await off.array()).toEqual([[10, 20]]);
  expect(probesOf(network).map(({ path }) => path)).toEqual(["pre", "hidden"]);
});

it("gives every weight a gradient", () => {
  manualSeed(0);
  const network = new FeedForward({ dModel: 2, dimFeedforward: 4, activation: relu });
  sum(network.forward(randn([5, 2]))).backward();
  expect(network.parameters().map(({ grad, shape }) => [grad?.shape, shape])).toEqual(
    network.parameters().map(({ shape }) => [shape, shape]),
  );
});
