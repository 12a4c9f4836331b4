import { describe, expect, it } from "vitest";
import {
  addInPlace,
  causal,
  clamp,
  dropout,
  embedding,
  exp,
  explain,
  gather,
  gt,
  manualSeed,
  maskedFill,
  matmul,
  mul,
  ones,
  randn,
  relu,
  safeSoftmax,
  scaledDotProductAttention,
  shortNumber,
  softmax,
  square,
  sum,
  tensor,
  TensorError,
  topk,
  trace,
  transpose,
  zero,
  type Explanation,
  type Tensor,
} from "./index.ts";

function labelled(label: string, x: Tensor): Tensor {
  x.label = label;
  return x;
}

const x = tensor([-2, 3]);

function allTrue(): Tensor {
  return labelled("blocked", tensor([true, true]));
}

describe("explain", () => {
  it("prints the sum behind a softmax, with its intermediates by name", () => {
    const scores = labelled("scores", tensor([0.3, 2.14, -1]));
    const pattern = labelled(
      "pattern",
      trace(() => softmax(scores, -1)),
    );
    expect(String(explain(pattern, [1]))).toBe(
      [
        "pattern[1] = 0.8319 = exp(2.14 − max) / total",
        "  max = 2.14 = max(0.3, 2.14, −1)",
        "  total = 1.202 = exp(0.3 − max) + exp(2.14 − max) + exp(−1 − max)",
        "  softmax reads scores[1] = 2.14, scores[0] = 0.3, scores[2] = −1",
      ].join("\n"),
    );
  });

  it("reads through views to the tensor that holds the number", () => {
    const x = labelled(
      "x",
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    const scores = trace(() => mul(matmul(x, transpose(x, 0, 1)), 0.5));
    const half = explain(scores, [0, 1]);
    expect(half.reads.map(({ label }) => label)).toEqual(["matmul"]);
    const product = explain(half.reads[0]);
    expect(product.reads.map(({ label, index }) => [label, ...index])).toEqual([
      ["x", 0, 0],
      ["x", 1, 0],
      ["x", 0, 1],
      ["x", 1, 1],
    ]);
    expect(String(product)).toContain("matmul[0, 1] = 11 = 1 · 3 + 2 · 4");
  });

  it("can be followed operand by operand to the weights and ids", () => {
    manualSeed(3);
    const ids = labelled("ids", tensor([[1, 0, 2]], { dtype: "int32" }));
    const weight = labelled("weight", randn([3, 4]));
    const output = trace(() => {
      const x = embedding(ids, weight);
      return scaledDotProductAttention(x, x, x, { mask: causal(), dropoutP: 0.5 });
    });
    const leaves = new Set<string>();
    const follow = (explanation: Explanation): void => {
      expect(Math.abs(explanation.remainder)).toBeLessThan(1e-6);
      if (explanation.operation === "given") leaves.add(explanation.label);
      for (const read of explanation.reads) follow(explain(read));
    };
    follow(explain(output, [0, 2, 1]));
    // arange is where the causal mask comes from: positions, which nothing computed.
    expect([...leaves].sort()).toEqual(["given", "ids", "weight"]);
  });

  it.each([
    ["its rank", [3, 9, 1, 7], [1], "element 3, number 2 by topk, of 3, 9, 1, 7"],
    [
      "what it is equal to",
      [3, 9, 1, 9],
      [1],
      "element 3, number 2 by topk, of 3, 9, 1, 9 (elements 1, 3 are equal: of equal ones the first comes first, NaN counts as the largest)",
    ],
    [
      "NaN in its row",
      [3, NaN, 1, 9],
      [0],
      "element 1, number 1 by topk, of 3, NaN, 1, 9 (element 1 is NaN: of equal ones the first comes first, NaN counts as the largest)",
    ],
  ])("tells of a selected element %s", (_, row, index, expected) => {
    const { values } = trace(() => topk(tensor(row), 2));
    expect(String(explain(values, index)).split("\n")[0].split(" = ")[2]).toBe(expected);
  });

  it("tells positions from values, also where they are read", () => {
    const row = labelled("row", tensor([[3, 9, 1, 7]]));
    const again = trace(() => gather(row, 1, topk(row, 2).indices));
    const why = explain(again, [0, 1]);
    expect(why.value).toBe(7);
    const [value, position] = why.reads;
    expect([value.label, ...value.index]).toEqual(["row", 0, 3]);
    expect(String(explain(position))).toContain("topk[0, 1] = 3 = position 3, number 2 by topk");
  });

  it("sums over the places that an id points from", () => {
    const ids = labelled("ids", tensor([2, 0, 2, 1, 2], { dtype: "int32" }));
    const weight = labelled("weight", ones([3, 1], { requiresGrad: true }));
    const upstream = labelled("upstream", tensor([[1], [2], [4], [8], [16]]));
    trace(() => embedding(ids, weight).backward(upstream));
    expect(String(explain(weight.grad!, [2, 0]))).toBe(
      [
        "embedding_gradient[2, 0] = 21 = 1 + 4 + 16",
        "  embedding_gradient reads upstream[0, 0] = 1, upstream[2, 0] = 4, upstream[4, 0] = 16, ids[0] = 2, ids[2] = 2, ids[4] = 2",
      ].join("\n"),
    );
  });

  it("reads dropout's random number, whether it drops or keeps", () => {
    const lineAt = (p: number): string => {
      manualSeed(1);
      const y = trace(() => dropout(tensor([1, 2, 3, 4]), { p }));
      return String(explain(y, [2])).split("\n")[0];
    };
    const drawn = /random\((0\.\d+)\)/u.exec(lineAt(1))![1];
    const [below, above] = [Number(drawn) / 2, (Number(drawn) + 1) / 2];
    expect(lineAt(above)).toBe(
      `dropout[2] = 0 = 0, because random(${drawn}) < ${shortNumber(above)}`,
    );
    expect(lineAt(below)).toMatch(
      `= 3 / ${shortNumber(1 - below)}, because random(${drawn}) ≥ ${shortNumber(below)}`,
    );
  });

  it.each<[string, () => Tensor, string]>([
    ["a mask's element", () => maskedFill(x, allTrue(), -Infinity), "−∞, because blocked[0] = 1"],
    [
      "an element that a mask lets be",
      () => maskedFill(x, gt(x, 9), 0),
      "−2, because compare[0] = 0",
    ],
    ["a comparison", () => relu(x), "0, because −2 < 0"],
    ["NaN, of which nothing holds", () => relu(mul(x, NaN)), "NaN, because NaN not < 0"],
    ["the ends of a range", () => clamp(x, { min: -1 }), "−1, because −2 < −1"],
    ["no exception that did not happen", () => safeSoftmax(x, -1), "exp(−2 − max) / total"],
  ])("says why: %s", (_, make, expected) => {
    const line = String(explain(trace(make), [0])).split("\n")[0];
    expect(line.slice(-expected.length - 3)).toBe(` = ${expected}`);
  });

  it("explains gradients that were computed inside trace", () => {
    const x = labelled("x", tensor([1, 2], { requiresGrad: true }));
    trace(() => sum(mul(x, x)).backward());
    const gradient = explain(x.grad!, [1]);
    expect(gradient.value).toBe(4);
    expect(gradient.recomputed).toBe(4);
    expect(gradient.operation).toBe("accumulate");
  });

  it("takes what was computed before the trace as given", () => {
    const before = mul(x, 2);
    const after = trace(() => mul(before, 3));
    const [read] = explain(after, [1]).reads;
    expect(explain(read)).toMatchObject({
      operation: "given",
      value: 6,
      formula: "a weight, an id, an input: nothing inside trace() computed it",
    });
  });

  const outside = "computed outside trace(), so nothing is known of its operands; ";
  const advice = "compute it inside: const y = trace(() => …)";

  it.each<[string, () => unknown, string, string]>([
    [
      "outside trace",
      () => explain(softmax(x, -1), [0]),
      "trace",
      `explain: this tensor of shape [2] was ${outside}${advice}`,
    ],
    [
      "a copy without history of what was computed outside trace",
      () => explain(softmax(x, -1).detach(), [0]),
      "trace",
      `explain: this tensor of shape [2] was ${outside}${advice}`,
    ],
    [
      "a gradient that was computed outside trace",
      () => {
        const leaf = tensor([1, 2], { requiresGrad: true });
        sum(mul(leaf, leaf)).backward();
        return explain(leaf.grad!, [0]);
      },
      "trace",
      `explain: this tensor of shape [2] was ${outside}${advice}`,
    ],
    [
      "an operand that was freed with the result",
      () => {
        const y = trace(() => mul(square(x), 2));
        const [read] = explain(y, [0]).reads;
        y.dispose();
        return explain(read);
      },
      "disposed",
      "explain: the tensor of shape [2] was freed, and with it what is known of its operands; keep() the result of trace() while you explain it, or trace again",
    ],
    [
      "an operand that was changed in place",
      () => {
        const leaf = tensor([1, 2]);
        const y = trace(() => mul(2, leaf));
        addInPlace(leaf, leaf);
        return explain(y, [0]);
      },
      "trace",
      "explain: operand 1 of mul was changed in place after it was read; explain before the update, or trace again",
    ],
    [
      "an operand behind a view that was changed in place",
      () => {
        const leaf = ones([2, 3]);
        const y = trace(() => exp(transpose(leaf, 0, 1)));
        zero(leaf);
        return explain(y, [0, 0]);
      },
      "trace",
      "explain: operand 0 of exp was changed in place after it was read; explain before the update, or trace again",
    ],
    [
      "a result that was changed in place",
      () => {
        const y = trace(() => square(x));
        zero(y);
        return explain(y, [0]);
      },
      "trace",
      "explain: the result of square was changed in place after it was computed; explain before the update, or trace again",
    ],
    [
      "a wrong index",
      () => explain(x, [2]),
      "index",
      "explain: index [2] is not a place in a tensor of shape [2]: give 1 numbers, each below its axis' size",
    ],
    [
      "an index of another rank",
      () => explain(x, [0, 0]),
      "index",
      "explain: index [0, 0] is not a place in a tensor of shape [2]: give 1 numbers, each below its axis' size",
    ],
  ])("says what is wrong: %s", (_, wrong, code, message) => {
    expect(wrong).toThrow(TensorError);
    expect(wrong).toThrow(expect.objectContaining({ code, message }) as Error);
  });
});
