import { describe, expect, it } from "vitest";
import { gradCheck, grad, logSoftmax, randn, softmax, sum, tensor, zeros } from "../index.ts";
import type { Tensor } from "../tensor.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { crossEntropy, type CrossEntropyOptions } from "./cross-entropy.ts";
import { binaryCrossEntropyWithLogits, klDiv, nllLoss } from "./losses.ts";

// Drawn by torch 2.13 after manual_seed(0): randn(4, 3), softmax(randn(4, 3), -1).
const rows = [
  [1.5409960746765137, -0.293428897857666, -2.1787893772125244],
  [0.5684312582015991, -1.0845223665237427, -1.3985954523086548],
  [0.40334683656692505, 0.8380263447761536, -0.7192575931549072],
  [-0.40334352850914, -0.5966353416442871, 0.18203648924827576],
];
const shares = [
  [0.11252430081367493, 0.7966759204864502, 0.0907997414469719],
  [0.35885703563690186, 0.18017080426216125, 0.4609721004962921],
  [0.19710829854011536, 0.1063399463891983, 0.6965517997741699],
  [0.4756762683391571, 0.2837361693382263, 0.24058747291564941],
];
const logits = (): Tensor => tensor(rows, { requiresGrad: true });
const ids = (): Tensor => tensor([0, 2, -100, 1], { dtype: "int32" });
const weight = (): Tensor => tensor([0.5, 2, 1]);

/** A loss and its gradient are a few sums of float32 numbers around 1. */
const digits = 5;

function expectClose(actual: Tensor, expected: readonly number[]): void {
  expect(actual.size).toBe(expected.length);
  actual.view().forEach((value, at) => expect(value).toBeCloseTo(expected[at], digits));
}

describe("crossEntropy with class weights", () => {
  const table: readonly [string, CrossEntropyOptions, number[], number[]][] = [
    // torch's loss, and its gradient in the second row of logits
    ["mean", {}, [1.5134670734405518], [0.21460404992103577, 0.0410931333899498, -0.25569719076]],
    [
      "sum",
      { reduction: "sum" },
      [5.297134876251221],
      [0.75111413002, 0.14382596313, -0.89494007826],
    ],
    [
      "none",
      { reduction: "none" },
      [0.08442581444978714, 2.2532243728637695, 0, 2.959484577178955],
      [0.7511141300201416, 0.143825963139534, -0.8949400782585144],
    ],
    [
      "mean, smoothed",
      { labelSmoothing: 0.1 },
      [1.5388633012771606],
      [0.2134188562631607, 0.022730395197868347, -0.23614925146102905],
    ],
    [
      "none, smoothed",
      { labelSmoothing: 0.1, reduction: "none" },
      [0.34197044372558594, 2.237056016921997, 0, 2.806995391845703],
      [0.7469660043716431, 0.07955639064311981, -0.8265224099159241],
    ],
  ];
  it.each(table)("%s", (_, options, loss, gradient) => {
    const x = logits();
    const y = crossEntropy(x, ids(), { weight: weight(), ...options });
    expectClose(y, loss);
    const [dx] = grad(sum(y), [x]);
    expectClose(tensor(dx.view().slice(3, 6)), gradient);
    expect([...dx.view().slice(6, 9)]).toEqual([0, 0, 0]); // the ignored row
  });

  it("with axes after the classes", () => {
    const x = randn([2, 3, 5]);
    const target = tensor([2, 1, 1, 2, 2, 1, 2, 2, 2, 1], { dtype: "int32", shape: [2, 5] });
    const loss = (a: Tensor, weight: Tensor, target: Tensor): Tensor =>
      crossEntropy(a, target, { weight, labelSmoothing: 0.2 });
    expect(gradCheck(loss, [x, weight(), target])).toBeLessThan(1e-6);
    expect(crossEntropy(x, target, { weight: weight(), reduction: "none" }).shape).toEqual([2, 5]);
  });

  it("is NaN where nothing counts, as in PyTorch", () => {
    const none = tensor([-100, -100, -100, -100], { dtype: "int32" });
    expect(crossEntropy(logits(), none, { weight: weight() }).view()[0]).toBeNaN();
  });
});

describe("crossEntropy with probabilities", () => {
  it("gives torch's loss and gradients", () => {
    const x = logits();
    const t = tensor(shares, { requiresGrad: true });
    const loss = crossEntropy(x, t);
    expectClose(loss, [1.6123173236846924]);
    const [dx, dt] = grad(loss, [x, t]);
    expectClose(tensor(dx.view().slice(0, 3)), [0.18302747607, -0.1654458344, -0.01758162864]);
    expectClose(tensor(dt.view().slice(0, 3)), [0.0422129072249, 0.50081914663, 0.97215926647]);
  });

  it("smoothed and weighted", () => {
    const options = { weight: weight(), labelSmoothing: 0.1 };
    const t = tensor(shares);
    expectClose(crossEntropy(logits(), t, options), [2.0796773433685303]);
    expectClose(crossEntropy(logits(), t, { ...options, reduction: "sum" }), [8.318709373474121]);
    expectClose(
      crossEntropy(logits(), t, { ...options, reduction: "none" }),
      [3.465047836303711, 1.8190584182739258, 1.7082314491271973, 1.3263729810714722],
    );
  });

  it("of one example", () => {
    expectClose(crossEntropy(tensor([0, 1]), tensor([1, 0])), [1.3132616]);
  });
});

describe("nllLoss", () => {
  it("gives torch's loss and gradient", () => {
    const x = logits();
    const loss = nllLoss(x, ids(), { weight: weight() });
    expectClose(loss, [0.5203908681869507]);
    const [dx] = grad(loss, [x]);
    expectClose(dx, [-0.14285714924, 0, 0, 0, 0, -0.2857142985, 0, 0, 0, 0, -0.571428597, 0]);
  });

  it("of log-softmax is the cross-entropy", () => {
    const target = ids();
    expectClose(nllLoss(logSoftmax(logits(), 1), target), [
      crossEntropy(logits(), target).view()[0],
    ]);
  });
});

describe("binaryCrossEntropy", () => {
  const x = [0, 1, 0.3, 0.9999999, 1, 0];
  const t = [0, 1, 0.7, 0.2, 0, 1];

  it.each(["cpu", "reference"] as const)("gives torch's loss and gradients on %s", (device) => {
    const input = tensor(x, { device, requiresGrad: true });
    const target = tensor(t, { device, requiresGrad: true });
    const loss = binaryCrossEntropy(input, target, { reduction: "none" });
    expectClose(loss, [0, 0, 0.949783444404602, 12.753908157348633, 100, 100]);
    const [dx, dt] = grad(sum(loss), [input, target]).map((gradient) => [...gradient.view()]);
    const expected = [0, 0, -1.9047616720199585, 6710886.5, 999999995904, -999999995904];
    expected.forEach((value, at) => expect(dx[at] / (value || 1)).toBeCloseTo(value ? 1 : 0, 6));
    expect(dt.filter((_, at) => at !== 2 && at !== 3)).toEqual([
      Infinity,
      -Infinity,
      -Infinity,
      Infinity,
    ]);
    expect(dt[2]).toBeCloseTo(0.8472977876663208, 6);
    expect(dt[3]).toBeCloseTo(-15.942384719848633, 5);
  });

  it("says what is no probability", () => {
    expect(() => binaryCrossEntropy(tensor([0.5, 1.5]), zeros([2]))).toThrow(
      "binaryCrossEntropy: input 1.5 at position 1 must be a probability, from 0 to 1; for scores of any size use binaryCrossEntropyWithLogits",
    );
    expect(() => binaryCrossEntropy(tensor([NaN]), zeros([1]))).toThrow("input NaN at position 0");
    expect(() => binaryCrossEntropy(zeros([1]), tensor([-1]))).toThrow("target -1 at position 0");
    expect(() => binaryCrossEntropy(zeros([2]), zeros([3]))).toThrow(
      "binaryCrossEntropy: input [2] and target [3] must have the same shape",
    );
  });
});

describe("klDiv", () => {
  it("takes logarithms as the target when told", () => {
    const input = logSoftmax(tensor(rows), -1);
    const target = logSoftmax(tensor(shares), -1);
    const options = { reduction: "batchmean" } as const;
    const expected = klDiv(input, softmax(tensor(shares), -1), options).view()[0];
    expectClose(klDiv(input, target, { ...options, logTarget: true }), [expected]);
  });
});

describe("what is wrong", () => {
  it.each([
    [
      () => crossEntropy(zeros([2, 3]), zeros([2])),
      "crossEntropy: logits [2, 3] need probabilities [2, 3] or int32 ids [2], got float32 [2]",
    ],
    [
      () => crossEntropy(zeros([2, 3]), zeros([2, 3]), { ignoreIndex: 1 }),
      "crossEntropy: ignoreIndex is for class ids, this target holds probabilities; give what to ignore probabilities of 0",
    ],
    [
      () => crossEntropy(zeros([4, 3]), ids(), { weight: zeros([2]) }),
      "crossEntropy: weight [2] must be [3], one number for each class",
    ],
    [
      () => crossEntropy(zeros([4, 3]), tensor(shares), { weight: zeros([2]) }),
      "crossEntropy: weight [2] must be [3], one number for each class",
    ],
    [
      () => crossEntropy(zeros([4, 3]), ids(), { labelSmoothing: 2 }),
      "crossEntropy: labelSmoothing 2 must be from 0 to 1",
    ],
    [
      () => nllLoss(zeros([2, 3]), zeros([3], { dtype: "int32" })),
      "nllLoss: log-probabilities [2, 3] need a target [2] (axis 1 is the classes), got [3]",
    ],
    [
      () => nllLoss(zeros([2, 3]), tensor([0, 3], { dtype: "int32" })),
      "nllLoss: id 3 at position 1 of [2] is outside 0 … 2",
    ],
    [
      () => nllLoss(zeros([2, 3]), zeros([2])),
      'nllLoss: ids are float32, they must be int32; use to(ids, "int32")',
    ],
  ])("%#", (wrong, message) => {
    expect(wrong).toThrow(message);
  });
});

describe("binaryCrossEntropyWithLogits", () => {
  it.each(["cpu", "reference"] as const)("keeps its digits where it is small, %s", (device) => {
    const x = tensor([0, 0, 20, -20, 5, -100], { device, requiresGrad: true });
    const target = tensor([1, 0.25, 1, 0, 0.3, 1], { device });
    const loss = binaryCrossEntropyWithLogits(x, target, { reduction: "none" });
    // As torch has them, but its fourth is 0; the gradient is σ(x) − t, at 0 too.
    const expected = [Math.LN2, Math.LN2, 2.0611537e-9, 2.0611537e-9, 3.5067153, 100];
    expected.forEach((value, i) => expect(loss.view()[i] / value).toBeCloseTo(1, 6));
    const [slope] = grad(sum(loss), [x]);
    [-0.5, 0.25, 0, 0, 0.6933072, -1].forEach((value, i) =>
      expect(slope.view()[i]).toBeCloseTo(value, 6),
    );
  });
});
