import { manualSeed, mul, ones, sum, tensor, zeros, type Tensor } from "@clearhead/tensor";
import { expect, it } from "vitest";
import { GELU, ReLU, SiLU } from "./activations.ts";
import { ModuleList, Sequential } from "./containers.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";
import { BCEWithLogitsLoss, CrossEntropyLoss, KLDivLoss, MSELoss } from "./losses.ts";
import { LayerNorm, RMSNorm } from "./normalization.ts";

/** PyTorch 2.13's numbers, printed with seven decimals; float32 agrees within 5e-7 on values of this size. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 6));
const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];

it("Linear starts with PyTorch's numbers for a seed", async () => {
  manualSeed(0);
  const layer = new Linear(3, 2);
  expect(await numbers(layer.weight)).toEqual(
    near([-0.0043225, 0.3097158, -0.4751853, -0.4248946, -0.222369, 0.1548207]),
  );
  expect(await numbers(layer.bias!)).toEqual(near([-0.0114391, 0.4577749]));
  expect(await numbers(layer.forward(tensor([1, 2, 3])))).toEqual(near([-0.8218859, 0.0526046]));
});

it("Linear takes any number of leading axes, and says what does not fit", () => {
  const layer = new Linear(3, 2, { bias: false });
  expect(layer.bias).toBeNull();
  expect(layer.forward(zeros([4, 5, 3])).shape).toEqual([4, 5, 2]);
  expect(layer.forward(zeros([0, 3])).shape).toEqual([0, 2]);
  expect(() => layer.forward(zeros([4, 5]))).toThrow(/linear.*\[4, 5\]/);
  expect(() => new Linear(2.5, 1)).toThrow("Linear: 2.5 is not a number of features");
});

it("Linear without inputs gives its bias, 0", async () => {
  expect(await numbers(new Linear(0, 2).forward(zeros([0])))).toEqual(near([0, 0]));
});

it("LayerNorm and RMSNorm give PyTorch's numbers", async () => {
  const x = tensor([1, 2, 3, 5]);
  expect(await numbers(new LayerNorm(4).forward(x))).toEqual(
    near([-1.1832132, -0.5070914, 0.1690305, 1.5212741]),
  );
  expect(await numbers(new RMSNorm(4).forward(x))).toEqual(
    near([0.3202563, 0.6405126, 0.9607689, 1.6012816]),
  );
});

it("norms normalise several axes, a constant row gives 0, and options leave parameters out", async () => {
  expect(
    await numbers(
      new LayerNorm([2, 2]).forward(
        tensor([
          [
            [1, 2],
            [3, 5],
          ],
        ]),
      ),
    ),
  ).toEqual(near([-1.1832132, -0.5070914, 0.1690305, 1.5212741]));
  expect(await numbers(new LayerNorm(2).forward(tensor([7, 7])))).toEqual(near([0, 0]));
  expect(Object.keys(new LayerNorm(2, { bias: false }).stateDict())).toEqual(["weight"]);
  expect(Object.keys(new LayerNorm(2, { elementwiseAffine: false }).stateDict())).toEqual([]);
  expect(Object.keys(new RMSNorm(2, { elementwiseAffine: false }).stateDict())).toEqual([]);
  expect(() => new LayerNorm(4).forward(zeros([2, 3]))).toThrow(/\[2, 3\]/);
  expect(() => new LayerNorm([])).toThrow("normalizedShape is empty");
});

it("Dropout drops in training only, and keeps the mean", async () => {
  manualSeed(0);
  const layer = new Dropout(0.25);
  const values = await layer.forward(ones([4000])).data();
  const kept = [...values].filter((value) => value !== 0);
  expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.75)]));
  // 3000 expected with a standard deviation of √(4000 · 0.25 · 0.75) = 27; five of those.
  expect(Math.abs(kept.length - 3000)).toBeLessThan(137);
  const x = ones([3]);
  expect(await numbers(layer.eval().forward(x))).toEqual(near([1, 1, 1]));
  expect(await numbers(new Dropout(1).forward(x))).toEqual(near([0, 0, 0]));
  expect(() => new Dropout(1.5)).toThrow("Dropout: p is 1.5; a probability is from 0 to 1");
  expect(() => new Dropout(Number.NaN)).toThrow("Dropout");
});

it("activations give PyTorch's numbers", async () => {
  const x = tensor([-3, 0, 1]);
  expect(await numbers(new ReLU().forward(x))).toEqual(near([0, 0, 1]));
  expect(await numbers(new GELU().forward(x))).toEqual(near([-0.0040495, 0, 0.8413447]));
  expect(await numbers(new GELU({ approximate: "tanh" }).forward(x))).toEqual(
    near([-0.0036374, 0, 0.841192]),
  );
  expect(await numbers(new SiLU().forward(x))).toEqual(near([-0.1422776, 0, 0.7310586]));
});

it("losses give PyTorch's numbers", async () => {
  const logits = tensor([
    [1, 2, 3],
    [0, 1, 0],
    [5, 1, 2],
  ]);
  const target = tensor([2, 1, 0], { dtype: "int32" });
  const options = { labelSmoothing: 0.1, ignoreIndex: 0 };
  expect(await numbers(new CrossEntropyLoss(options).forward(logits, target))).toEqual(
    near([0.5628586]),
  );
  expect(await numbers(new MSELoss().forward(tensor([1, 2]), tensor([0, 4])))).toEqual(near([2.5]));
  const log = tensor([[Math.log(0.5), Math.log(0.5)]]);
  expect(
    await numbers(new KLDivLoss({ reduction: "batchmean" }).forward(log, tensor([[0.25, 0.75]]))),
  ).toEqual(near([0.130812]));
  expect(await numbers(new BCEWithLogitsLoss().forward(tensor([0, 2]), tensor([1, 0])))).toEqual(
    near([1.4100376]),
  );
});

it("Sequential runs its layers in order and can be trained", () => {
  manualSeed(0);
  const network = new Sequential(new Linear(2, 8), new ReLU(), new Linear(8, 1));
  expect(Object.keys(network.stateDict())).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  sum(network.forward(ones([3, 2]))).backward();
  expect(network.parameters().every(({ grad }) => grad !== null)).toBe(true);
});

it("prints as PyTorch prints", () => {
  const network = new Sequential(
    new Linear(2, 3),
    new ReLU(),
    new GELU(),
    new GELU({ approximate: "tanh" }),
    new SiLU(),
    new Dropout(0.5),
    new LayerNorm(3),
    new LayerNorm([2, 3], { elementwiseAffine: false, eps: 1e-12 }),
    new RMSNorm(3),
    new RMSNorm(3, { eps: 0.5 }),
  );
  expect(String(network)).toBe(`Sequential(
  (0): Linear(in_features=2, out_features=3, bias=True)
  (1): ReLU()
  (2): GELU(approximate='none')
  (3): GELU(approximate='tanh')
  (4): SiLU()
  (5): Dropout(p=0.5, inplace=False)
  (6): LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True)
  (7): LayerNorm((2, 3), eps=1e-12, elementwise_affine=False, bias=False)
  (8): RMSNorm((3,), eps=None, elementwise_affine=True)
  (9): RMSNorm((3,), eps=0.5, elementwise_affine=True)
)`);
});

it("prints neighbours that are alike once, as PyTorch's ModuleList does", () => {
  const layers = new ModuleList([new ReLU(), new ReLU(), new Sequential(new SiLU()), new ReLU()]);
  expect(String(layers)).toBe(`ModuleList(
  (0-1): 2 x ReLU()
  (2): Sequential(
    (0): SiLU()
  )
  (3): ReLU()
)`);
  expect(String(new ModuleList())).toBe("ModuleList()");
  expect([...layers]).toHaveLength(layers.length);
  expect(layers.at(-1)).toBeInstanceOf(ReLU);
  expect(layers.at(9)).toBeUndefined();
});

it("shares a gradient between the places where a layer is used", async () => {
  const layer = new Linear(1, 1, { bias: false });
  layer.loadStateDict({ weight: tensor([[3]]) });
  // d(w · w · x) / dw = 2 w x
  sum(layer.forward(layer.forward(mul(ones([1, 1]), 5)))).backward();
  expect(await numbers(layer.weight.grad!)).toEqual(near([30]));
});
