import { describe, expect, it } from "vitest";
import {
  adamWStep,
  add,
  addInPlace,
  and,
  applyMask,
  bias,
  causal,
  copy,
  crossEntropy,
  div,
  exp,
  explain,
  findNonFinite,
  full,
  gelu,
  linear,
  log,
  manualSeed,
  maskedFill,
  matmul,
  mean,
  memory,
  mul,
  ones,
  padding,
  randn,
  safeSoftmax,
  scaledDotProductAttention,
  scope,
  slice,
  softmax,
  sqrt,
  sum,
  tensor,
  TensorError,
  trace,
  where,
  zeros,
  type Tensor,
} from "./index.ts";

function labelled(label: string, x: Tensor): Tensor {
  x.label = label;
  return x;
}

const adamW = { learningRate: 1, beta1: 0.9, beta2: 0.9, eps: 1, weightDecay: 0, step: 1 };
const lines = (...text: string[]): string => text.join("\n");

describe("findNonFinite names what appeared first", () => {
  it("as data", () => {
    const x = labelled(
      "x",
      tensor([
        [2, 0],
        [1, 0],
      ]),
    );
    const found = findNonFinite(() => {
      const y = labelled("logarithms", log(exp(log(x))));
      return mean(y);
    })!;
    expect(found).toMatchObject({
      operation: "log",
      pass: "forward",
      label: undefined,
      shape: [2, 2],
      index: [0, 1],
      value: -Infinity,
      count: 2,
      operands: [{ label: "x", shape: [2, 2], isFinite: true }],
    });
    expect(found.explanation!.reads).toMatchObject([{ label: "x", index: [0, 1], value: 0 }]);
    expect(found.tensor.view()[1]).toBe(-Infinity);
  });

  it.each<[string, () => unknown, string]>([
    [
      "an infinity out of finite numbers",
      () => mean(log(labelled("x", tensor([2, 0, 1])))),
      lines(
        "log gave −∞ at [1] of [3]: 1 of 3 elements is not finite",
        "  it read x [3], which is finite",
        "  log[1] = −∞ = ln(0)",
        "    log reads x[1] = 0",
      ),
    ],
    [
      "overflow, with the operation behind each operand and the name that its tensor got later",
      () => labelled("share", softmaxByHand(tensor([1, 300]))),
      lines(
        "exp gave ∞ at [1] of [2]: 1 of 2 elements is not finite",
        "  it read mul [2], which is finite",
        "  exp[1] = ∞ = exp(300)",
        "    exp reads mul[1] = 300",
      ),
    ],
    [
      "a name",
      () => mul(labelled("ratio", div(tensor([1]), tensor([0]))), 2),
      lines(
        'div "ratio" gave ∞ at [0] of [1]: 1 of 1 elements is not finite',
        "  it read given [1], which is finite",
        "  it read given [1], which is finite",
        "  div[0] = ∞ = 1 / 0",
        "    div reads given[0] = 1, given[0] = 0",
      ),
    ],
    [
      "NaN behind a −∞ that was meant",
      () => softmax(maskedFill(ones([1, 2]), ones([1, 2], { dtype: "bool" }), -Infinity), -1),
      lines(
        "softmax gave NaN at [0, 0] of [1, 2]: 2 of 2 elements are not finite",
        "  it read masked_fill [1, 2], which has −∞ that was given",
        "  softmax[0, 0] = NaN = exp(−∞ − max) / total",
        "    max = −∞ = max(−∞, −∞)",
        "    total = NaN = exp(−∞ − max) + exp(−∞ − max)",
        "    softmax reads masked_fill[0, 0] = −∞, masked_fill[0, 1] = −∞",
      ),
    ],
    [
      "a scalar",
      () => crossEntropy(ones([2, 3]), tensor([-100, -100], { dtype: "int32" })),
      lines(
        "div gave NaN: 1 of 1 elements is not finite",
        "  it read sum [], which is finite",
        "  div = NaN = 0 / 0",
        "    div reads sum = 0",
      ),
    ],
    [
      "a weight that is broken already",
      () =>
        linear(
          ones([1, 2]),
          labelled(
            "weight",
            tensor([
              [1, NaN],
              [NaN, 2],
            ]),
          ),
        ),
      "weight was given with NaN at [0, 1] of [2, 2]: 2 of 4 elements are not finite; linear was the first to read it",
    ],
    [
      "an input without a name",
      () => exp(tensor(Infinity)),
      "a tensor was given with ∞: 1 of 1 elements is not finite; exp was the first to read it",
    ],
    [
      "a part of a tensor of which another part was fine",
      () => {
        const x = tensor([1, NaN]);
        exp(slice(x, 0, 0, 1));
        return exp(slice(x, 0, 1, 2));
      },
      "a tensor was given with NaN at [0] of [1]: 1 of 1 elements is not finite; exp was the first to read it",
    ],
    [
      "what overflows as it is written",
      () => addInPlace(labelled("x", tensor([3e38])), labelled("more", tensor([3e38]))),
      lines(
        'addInPlace "x" gave ∞ at [0] of [1]: 1 of 1 elements is not finite',
        "  it read more [1], which is finite",
      ),
    ],
    [
      "a gradient",
      () => sum(sqrt(labelled("x", tensor([4, 0], { requiresGrad: true })))).backward(),
      lines(
        "div gave ∞ at [1] of [2], in the backward pass: 1 of 2 elements is not finite",
        "  it read given [2], which is finite",
        "  it read mul [2], which is finite",
        "  div[1] = ∞ = 1 / 0",
        "    div reads given[1] = 1, mul[1] = 0",
      ),
    ],
    [
      "a gradient that is one kernel",
      () => gelu(tensor([0, 1], { requiresGrad: true })).backward(tensor([1, 3.4e38])),
      lines(
        "gelu gradient gave ∞ at [1] of [2], in the backward pass: 1 of 2 elements is not finite",
        "  it read given [2], which is finite",
        "  findNonFinite(() => trace(fn)) tells the arithmetic of gradients",
      ),
    ],
    [
      "a write in place",
      () => {
        const [p, g, m, v] = [1, 2, 0, 0].map((value) => tensor([value, value]));
        adamWStep(labelled("weight", p), g, m, v, { ...adamW, learningRate: 1e300 });
      },
      lines(
        'adamWStep "weight" gave −∞ at [0] of [2]: 2 of 2 elements are not finite',
        "  it read given [2], which is finite",
      ),
    ],
    [
      "what a write in place reads",
      () => {
        const [p, m, v] = [1, 0, 0].map((value) => tensor([value]));
        adamWStep(p, labelled("gradient", tensor([NaN])), m, v, adamW);
      },
      "gradient was given with NaN at [0] of [1]: 1 of 1 elements is not finite; adamWStep was the first to read it",
    ],
  ])("in words: %s", (_, fn, expected) => {
    expect(String(findNonFinite(fn))).toBe(expected);
  });
});

function softmaxByHand(x: Tensor): Tensor {
  const powers = exp(mul(x, 1));
  return div(powers, sum(powers));
}

describe("findNonFinite lets be what is meant", () => {
  manualSeed(3);
  const x = randn([2, 2, 4, 8]);
  const blocked = tensor([[0, -Infinity, 0, -Infinity]]);

  it.each<[string, () => unknown]>([
    ["finite numbers", () => exp(x)],
    [
      "masks of attention, also where a query sees nothing",
      () => scaledDotProductAttention(x, x, x, { mask: and(causal(), padding([4, 0])) }),
    ],
    ["a bias of −∞", () => scaledDotProductAttention(x, x, x, { mask: bias(blocked) })],
    [
      "the gradients of both",
      () => {
        const q = randn([2, 4, 8], { requiresGrad: true });
        const mask = and(causal(), bias(blocked), padding([4, 2]));
        sum(scaledDotProductAttention(q, q, q, { mask, dropoutP: 0.5 })).backward();
        trace(() => sum(scaledDotProductAttention(q, q, q, { mask })).backward());
      },
    ],
    ["scores that stay masked", () => mul(applyMask(causal(), ones([3, 3])), 0.5)],
    ["a number of the code", () => where(tensor([true, false]), tensor([1, 2]), Infinity)],
    ["a mask that is written", () => copy(zeros([2]), -Infinity)],
    ["a mask that is copied", () => exp(copy(zeros([1, 4]), blocked))],
    ["whole numbers", () => sum(ones([2], { dtype: "int32" }))],
    ["nothing at all", () => zeros([0])],
  ])("%s", (_, fn) => {
    expect(findNonFinite(fn)).toBeNull();
  });
});

describe("findNonFinite", () => {
  it("in one kernel that stands for several operations, whose parts a trace shows", () => {
    const attend = (): Tensor => {
      const large = full([2, 3], 1e30);
      return scaledDotProductAttention(large, large, ones([2, 3]));
    };
    const whole = findNonFinite(attend);
    expect(whole?.operation).toBe("attention");
    expect(whole?.explanation).toBeNull();
    expect(String(whole)).toContain(
      "findNonFinite(() => trace(fn)) tells the arithmetic of its parts",
    );
    expect(findNonFinite(() => trace(attend))?.operation).toBe("query_key");
  });

  it("explains down to the leaves where its function is traced", () => {
    const x = labelled("x", tensor([1, -1], { requiresGrad: true }));
    const found = findNonFinite(() => trace(() => sum(log(add(x, 1))).backward()))!;
    expect(found.operation).toBe("log");
    const [sumOfX] = found.explanation!.reads;
    expect(String(explain(sumOfX))).toBe("add[1] = 0 = −1 + 1\n  add reads x[1] = −1");
    expect(explain(found.tensor, found.index).value).toBe(-Infinity);
  });

  it("tells the find though the function failed after it, and the failure where there is no find", () => {
    const fail = (): never => {
      throw new Error("the loss is not finite");
    };
    expect(() => findNonFinite(fail)).toThrow("the loss is not finite");
    const found = findNonFinite(() => {
      log(zeros([1]));
      fail();
    });
    expect(found!.operation).toBe("log");
  });

  it("frees what its function made", () => {
    const bytes = memory().bytes;
    expect(findNonFinite(() => safeSoftmax(exp(randn([8, 8])), -1))).toBeNull();
    scope(() => {
      expect(findNonFinite(() => log(zeros([100])))).not.toBeNull();
    });
    expect(memory().bytes).toBe(bytes);
  });

  it("refuses a promise and passes errors on, and nothing is looked at afterwards", () => {
    expect(() => findNonFinite(async () => exp(ones([1])).data())).toThrow(
      new TensorError(
        "scope",
        "findNonFinite: the function returned a promise, but findNonFinite ends when it returns; keep the function synchronous and await outside, or hold a scope with createScope()",
      ),
    );
    expect(() => findNonFinite(() => matmul(ones([2]), ones([3])))).toThrow(/^matmul: /u);
    expect(log(zeros([1])).view()[0]).toBe(-Infinity);
  });
});
