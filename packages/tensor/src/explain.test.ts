import { describe, expect, it } from "vitest";
import {
  addInPlace,
  causal,
  dropout,
  embedding,
  explain,
  manualSeed,
  matmul,
  mul,
  randn,
  scaledDotProductAttention,
  softmax,
  sum,
  tensor,
  TensorError,
  topk,
  trace,
  transpose,
  type Explanation,
  type Tensor,
} from "./index.ts";

function labelled(label: string, x: Tensor): Tensor {
  x.label = label;
  return x;
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
    const product = explain(half.reads[0].tensor, half.reads[0].index);
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
      for (const read of explanation.reads) follow(explain(read.tensor, read.index));
    };
    follow(explain(output, [0, 2, 1]));
    // arange is where the causal mask comes from: positions, which nothing computed.
    expect([...leaves].sort()).toEqual(["given", "ids", "weight"]);
  });

  it("tells which rank a selected element had", () => {
    const { values, indices } = trace(() => topk(tensor([3, 9, 1, 7]), 2));
    expect(String(explain(values, [1]))).toContain("element 3, number 2 by topk, of 3, 9, 1, 7");
    expect(explain(indices, [0]).value).toBe(1);
  });

  it("reads dropout's random number", () => {
    const y = trace(() => dropout(tensor([1, 2, 3, 4]), { p: 0.5 }));
    const { term, value } = explain(y, [2]);
    expect(JSON.stringify(term, ["operation", "children", "value"])).toContain('"random"');
    expect([0, 6]).toContain(value);
  });

  it("explains gradients that were computed inside trace", () => {
    const x = labelled("x", tensor([1, 2], { requiresGrad: true }));
    trace(() => sum(mul(x, x)).backward());
    const gradient = explain(x.grad!, [1]);
    expect(gradient.value).toBe(4);
    expect(gradient.recomputed).toBe(4);
    expect(gradient.operation).toBe("accumulate");
  });

  it.each([
    ["outside trace", () => explain(softmax(tensor([1, 2]), -1), [0]), "trace", /const y = trace/],
    [
      "a wrong index",
      () => explain(tensor([1, 2]), [2]),
      "index",
      /not a place in a tensor of shape \[2\]/,
    ],
    ["an index of another rank", () => explain(tensor([1, 2]), [0, 0]), "index", /give 1 numbers/],
  ] as const)("says what is wrong: %s", (_, wrong, code, message) => {
    expect(wrong).toThrow(message);
    expect(wrong).toThrow(TensorError);
    expect(wrong).toThrow(expect.objectContaining({ code }) as Error);
  });

  it("notices an operand that was changed since", () => {
    const x = tensor([1, 2]);
    const y = trace(() => mul(x, 2));
    addInPlace(x, x);
    expect(() => explain(y, [0])).toThrow(/operand 0 of mul was changed in place/);
  });
});
