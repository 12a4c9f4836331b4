// Attention runs in one kernel where nobody looks inside; with a probe its parts run, which are what it means.
import { describe, expect, it } from "vitest";
import * as t from "../index.ts";
import { layouts } from "../testing/draw.ts";

type Tensor = t.Tensor;
type Shape = readonly number[];
type Inputs = [query: Tensor, key: Tensor, value: Tensor];

const looking = { probe: (_: t.AttentionStage, value: Tensor): Tensor => value };

/** Of the largest element: sums over at most some hundred products of numbers about 1, in different orders. */
const tolerance = 1e-5;

function drawn(shapes: readonly Shape[], change = (x: Tensor): Tensor => x): Inputs {
  const generator = t.createGenerator(3);
  return shapes.map((shape) => {
    const x = change(t.randn(shape, { generator })).detach();
    x.requiresGrad = true;
    return x;
  }) as Inputs;
}

/** The result and the gradients of query, key and value. */
function results(inputs: Inputs, options: t.AttentionOptions, createGraph = false): Tensor[] {
  const y = t.scaledDotProductAttention(...inputs, options);
  const gradient = t.randn(y.shape, { generator: t.createGenerator(4) });
  return [y, ...t.grad(y, inputs, { gradient, createGraph })];
}

/** Relative to 1 + the largest |b|; infinite where one is NaN and the other is not. */
function largestDifference(a: Tensor, b: Tensor): number {
  const [left, right] = [a.view(), b.view()];
  let worst = 0;
  let scale = 1;
  left.forEach((value, at) => {
    if (Object.is(value, right[at])) return;
    const difference = Math.abs(value - right[at]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    scale = Math.max(scale, 1 + Math.abs(right[at]));
  });
  return worst / scale;
}

function expectLikeItsParts(inputs: Inputs, options: t.AttentionOptions): void {
  const parts = results(inputs, { ...options, ...looking });
  const differences = results(inputs, options).map((x, i) => {
    expect(x.shape).toEqual(parts[i].shape);
    return largestDifference(x, parts[i]);
  });
  for (const difference of differences) expect(difference).toBeLessThan(tolerance);
}

const alike = (...shape: number[]): Shape[] => [shape, shape, shape];
const truths = (shape: Shape, share: number): Tensor =>
  t.lt(t.rand(shape, { generator: t.createGenerator(7) }), share);
const biases = (shape: Shape): Tensor => t.randn(shape, { generator: t.createGenerator(8) });

const shapes: Readonly<Record<string, Shape[]>> = {
  "a head of one query, one key, width 1": alike(1, 1),
  "smaller than a tile": alike(2, 3, 5, 3),
  "tiles of 6 and of 8": alike(2, 2, 24, 8),
  "more keys than queries, odd": [
    [2, 3, 17, 7],
    [2, 3, 29, 7],
    [2, 3, 29, 5],
  ],
  "more queries than keys": [
    [2, 3, 29, 7],
    [2, 3, 17, 7],
    [2, 3, 17, 9],
  ],
  "some blocks and a rest": [
    [1, 2, 203, 12],
    [1, 2, 197, 12],
    [1, 2, 197, 10],
  ],
  "enough heads to go whole, some blocks": alike(2, 2, 100, 4),
  "the widest": [
    [1, 2, 9, 256],
    [1, 2, 101, 256],
    [1, 2, 101, 255],
  ],
  "wider than the kernel": alike(1, 2, 9, 260),
  "keys and values that all heads share": [
    [2, 3, 9, 4],
    [11, 4],
    [2, 1, 11, 4],
  ],
  "one query, more keys than are read at a time": [
    [2, 3, 1, 7],
    [2, 3, 1030, 7],
    [2, 3, 1030, 19],
  ],
  "three queries": [
    [2, 2, 3, 16],
    [2, 2, 50, 16],
    [2, 2, 50, 5],
  ],
  "one query for all of a batch": [
    [1, 3, 1, 4],
    [2, 3, 11, 4],
    [2, 3, 11, 4],
  ],
  "seven axes": alike(1, 2, 1, 1, 2, 5, 3),
  "eight axes, more than the kernel knows": alike(1, 2, 1, 1, 2, 1, 5, 3),
  "no query": [
    [2, 2, 0, 3],
    [2, 2, 4, 3],
    [2, 2, 4, 3],
  ],
  "no key": [
    [2, 2, 4, 3],
    [2, 2, 0, 3],
    [2, 2, 0, 3],
  ],
  "no width of values": [
    [2, 2, 4, 3],
    [2, 2, 4, 3],
    [2, 2, 4, 0],
  ],
  "no batch": alike(0, 2, 4, 3),
};

describe("gives what its parts give, and their gradients", () => {
  it.each(Object.entries(shapes))("%s", (_, sizes) => {
    t.scope(() => {
      expectLikeItsParts(drawn(sizes), {});
      expectLikeItsParts(drawn(sizes), { mask: t.causal(), scale: 0.3 });
    });
  });

  const [B, H, T, S] = [3, 2, 105, 110];
  const masks: Readonly<Record<string, () => t.Mask>> = {
    "causal, fewer queries than keys": () => t.causal(),
    "padding, one sequence empty": () => t.padding([S, 0, 17]),
    "padding beyond all keys, lengths in a tensor": () =>
      t.padding(t.tensor([200, 97, 1], { dtype: "int32" })),
    "allow, for all heads": () => t.allow(truths([T, S], 0.5)),
    "block, queries alike": () => t.block(truths([B, 1, 1, S], 0.5)),
    "block, keys alike": () => t.block(truths([H, T, 1], 0.2)),
    "block, turned": () => t.block(t.transpose(truths([S, T], 0.5), 0, 1)),
    "block, nearly all": () => t.block(truths([B, H, T, S], 0.99)),
    "bias, a slope for each head": () => t.bias(biases([H, 1, S])),
    "bias, turned": () => t.bias(t.transpose(biases([S, T]), 0, 1)),
    "bias, with −∞": () =>
      t.bias(t.maskedFill(biases([B, 1, T, S]), truths([B, 1, T, S], 0.3), -Infinity)),
    "bias, float16": () => t.bias(t.to(biases([T, S]), "float16")),
    "all of them, twice": () =>
      t.and(
        t.causal(),
        t.padding([S, 50, 90]),
        t.block(truths([T, S], 0.1)),
        t.bias(biases([H, T, S])),
        t.padding([100, S, 0]),
        t.block(truths([B, 1, 1, S], 0.1)),
        t.bias(biases([S])),
        t.causal(),
      ),
    "none, by and()": () => t.and(null),
  };
  it.each(Object.entries(masks))("mask: %s", (_, mask) => {
    t.scope(() => {
      const inputs = drawn([
        [B, H, T, 6],
        [B, H, S, 6],
        [B, H, S, 4],
      ]);
      expectLikeItsParts(inputs, { mask: mask() });
    });
  });

  it.each(Object.entries(layouts))("layout: %s", (_, change) => {
    t.scope(() => {
      const inputs = drawn([...alike(2, 2, 21, 5).slice(1), [2, 2, 21, 9]], change);
      expectLikeItsParts(inputs, { mask: t.causal() });
    });
  });

  it.each([
    [8, 2],
    [4, 1],
    [12, 6],
  ])("%i heads of queries that share %i of keys", (heads, own) => {
    t.scope(() => {
      const inputs = drawn([
        [2, heads, 31, 6],
        [2, own, 33, 6],
        [2, own, 33, 5],
      ]);
      const mask = t.and(t.causal(), t.bias(biases([heads, 31, 33])), t.padding([33, 20]));
      expectLikeItsParts(inputs, { enableGqa: true, mask });
    });
  });

  it("query, key and value that are one tensor, or made of each other", () => {
    t.scope(() => {
      const [x] = drawn([[2, 2, 19, 6]]);
      const twice = (options: t.AttentionOptions): Tensor[] => {
        const y = t.scaledDotProductAttention(x, t.mul(x, 2), x, options);
        return t.grad(t.sum(t.square(y)), [x], { createGraph: "probe" in options });
      };
      expect(largestDifference(twice({})[0], twice(looking)[0])).toBeLessThan(tolerance);
    });
  });

  it("values of half precision", () => {
    t.scope(() => {
      const [query, key, value] = drawn(alike(2, 2, 19, 6));
      const [one, other] = [{}, looking].map((options) => {
        const y = t.scaledDotProductAttention(query, key, t.to(value, "float16"), options);
        return t.grad(t.sum(t.square(y)), [query, key, value]);
      });
      one.forEach((x, i) => expect(largestDifference(x, other[i])).toBeLessThan(tolerance));
    });
  });

  it("some gradients only", () => {
    t.scope(() => {
      for (const wanted of [0, 1, 2]) {
        const inputs = drawn(alike(2, 2, 19, 6));
        inputs.forEach((x, i) => (x.requiresGrad = i === wanted));
        const [one, other] = [{}, looking].map((options) => {
          const y = t.scaledDotProductAttention(...inputs, options);
          return t.grad(t.sum(t.square(y)), [inputs[wanted]])[0];
        });
        expect(largestDifference(one, other)).toBeLessThan(tolerance);
      }
    });
  });
});

it("is as exact as float32 allows: beside the reference device", () => {
  t.scope(() => {
    const inputs = drawn(alike(1, 2, 130, 16));
    const actual = results(inputs, { mask: t.causal() });
    const gradient = t.randn(actual[0].shape, { generator: t.createGenerator(4) });
    const exact = t.withDevice("reference", () => {
      const copies = inputs.map((x) =>
        t.tensor(Float64Array.from(x.view()), { shape: x.shape, requiresGrad: true }),
      ) as Inputs;
      const y = t.scaledDotProductAttention(...copies, { mask: t.causal() });
      const upstream = t.tensor(Float64Array.from(gradient.view()), { shape: y.shape });
      return [y, ...t.grad(y, copies, { gradient: upstream })];
    });
    // Sums of up to 130 products of numbers about 1, each rounded to 2^-24.
    actual.forEach((x, i) => expect(largestDifference(x, exact[i])).toBeLessThan(3e-6));
  });
});

describe("what stands in a masked slot", () => {
  const blocked = 3;
  const mask = (): t.Mask => t.block(t.tensor([0, 0, 0, 1, 0], { dtype: "bool" }));
  const poisoned = (inputs: Inputs, which: number, value: number): Inputs =>
    inputs.map((x, i) => {
      if (i !== which) return x;
      const at = t.eq(t.unsqueeze(t.arange(0, x.shape.at(-2)!), 1), blocked);
      const copy = t.maskedFill(x, at, value).detach();
      copy.requiresGrad = true;
      return copy;
    }) as Inputs;

  it.each([
    ["key", 1, NaN],
    ["key", 1, Infinity],
    ["value", 2, NaN],
    ["value", 2, -Infinity],
  ])("cannot reach result and gradients: %s is %s", (_, which, value) => {
    t.scope(() => {
      for (const [heads, queries] of [
        [1, 5],
        [4, 5],
        [2, 1],
      ]) {
        const inputs = drawn([[heads, queries, 3], ...alike(heads, 5, 3).slice(1)]);
        const expected = results(inputs, { mask: mask() });
        const actual = results(poisoned(inputs, which, value), { mask: mask() });
        actual.forEach((x, i) => expect(largestDifference(x, expected[i])).toBeLessThan(1e-6));
      }
    });
  });

  it("cannot reach them: a query that sees nothing is NaN", () => {
    t.scope(() => {
      const row = t.eq(t.unsqueeze(t.arange(0, 5), 1), blocked); // of queries
      const inputs = drawn(alike(4, 5, 3));
      const actual = results(poisoned(inputs, 0, NaN), { mask: t.block(row) });
      for (const x of actual) expect(x.view().every(Number.isFinite)).toBe(true);
      for (const x of actual.slice(0, 2)) {
        const rows = t.slice(x, 1, blocked, blocked + 1).view();
        expect([...rows]).toEqual(Array<number>(12).fill(0));
      }
    });
  });

  it("reaches them where a weight is not 0, as it does by parts", () => {
    t.scope(() => {
      for (const [which, value] of [
        [0, NaN],
        [1, NaN],
        [2, NaN],
        [2, Infinity],
      ]) {
        const inputs = poisoned(drawn(alike(4, 5, 3)), which, value);
        const parts = results(inputs, { mask: t.causal(), ...looking });
        results(inputs, { mask: t.causal() }).forEach((x, i) => {
          const isFinite = (y: Tensor): boolean[] => Array.from(y.view(), Number.isFinite);
          const expected = isFinite(parts[i]);
          // By parts a weight is NaN in masked slots too, where its row is, and so what their value gets.
          if (i < 3) expect(isFinite(x)).toEqual(expected);
          else expect(isFinite(x)).toEqual(isFinite(x).map((is, at) => is || expected[at]));
        });
      }
    });
  });
});

it("a query that may look at nothing gets exactly 0", () => {
  t.scope(() => {
    const inputs = drawn(alike(2, 2, 9, 4));
    const all = results(inputs, { mask: t.padding([0, 0]) });
    for (const x of all) expect(x.view().every((value) => value === 0)).toBe(true);
  });
});

describe("its parts run", () => {
  it("for gradients that are differentiated", () => {
    t.scope(() => {
      const inputs = drawn(alike(2, 2, 7, 3));
      const [second, expected] = [{}, looking].map((options) => {
        const [, ...gradients] = results(inputs, { mask: t.causal(), ...options }, true);
        return t.grad(t.sum(t.concat(gradients.map(t.square), 0)), inputs);
      });
      second.forEach((x, i) => expect(largestDifference(x, expected[i])).toBeLessThan(1e-4));
    });
  });

  it("for a bias that is learned", () => {
    t.scope(() => {
      const [q, k, v] = drawn(alike(2, 2, 7, 3));
      const bias = t.zeros([7, 7], { requiresGrad: true });
      t.sum(t.scaledDotProductAttention(q, k, v, { mask: t.bias(bias) })).backward();
      expect(bias.grad?.shape).toEqual([7, 7]);
    });
  });

  it("in trace(), so that every step is explained", () => {
    t.scope(() => {
      const [q, k, v] = drawn(alike(4, 3));
      const y = t.trace(() => t.scaledDotProductAttention(q, k, v));
      expect(t.explain(y, [1, 2]).operation).toBe("weighted_sum");
      const [dq] = t.trace(() => t.grad(t.sum(t.scaledDotProductAttention(q, k, v)), [q]));
      expect(Math.abs(t.explain(dq, [0, 0]).term.value - dq.view()[0])).toBeLessThan(1e-6);
    });
  });
});
