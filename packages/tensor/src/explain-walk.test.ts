import { expect, it } from "vitest";
import {
  add,
  addInPlace,
  and,
  arange,
  argmax,
  causal,
  concat,
  createGenerator,
  crossEntropy,
  cumsum,
  dropout,
  einsum,
  embedding,
  expand,
  explain,
  flip,
  gather,
  gelu,
  grad,
  isTensor,
  layerNorm,
  linear,
  logsumexp,
  manualSeed,
  matmul,
  mul,
  noGrad,
  oneHot,
  pad,
  padding,
  permute,
  randn,
  reshape,
  rmsNorm,
  roll,
  scaledDotProductAttention,
  scatterAdd,
  scope,
  slice,
  sort,
  stack,
  sum,
  tensor,
  TensorError,
  to,
  topk,
  trace,
  transpose,
  unsqueeze,
  variance,
  type Explanation,
  type Index,
  type Tensor,
} from "./index.ts";
import { boundOf, recompute } from "./testing/bound.ts";
import { calls } from "./testing/calls.ts";
import { draw } from "./testing/draw.ts";

const vocabulary = 7;
const width = 8;
const heads = 2;
const length = 5;

function weight(label: string, shape: readonly number[]): Tensor {
  const made = randn(shape, { requiresGrad: true });
  made.label = label;
  return made;
}

function given(label: string, values: readonly number[][]): Tensor {
  const made = tensor(values, { dtype: "int32" });
  made.label = label;
  return made;
}

/** A decoder of one layer: what a translator does to its words, in small. */
function model(): { weights: Record<string, Tensor>; loss: () => Tensor[] } {
  const weights = {
    table: weight("table", [vocabulary, width]),
    query: weight("query", [width, width]),
    gain: weight("gain", [width]),
    shift: weight("shift", [width]),
    inner: weight("inner", [2 * width, width]),
    bias: weight("bias", [2 * width]),
    outer: weight("outer", [width, 2 * width]),
  };
  const ids = given("ids", [
    [1, 0, 2, 6, 3],
    [4, 4, 5, 0, 0],
  ]);
  const target = given("target", [
    [0, 2, 6, 3, -100],
    [4, 5, -100, -100, -100],
  ]);
  const byHead = (x: Tensor): Tensor =>
    transpose(reshape(x, [2, length, heads, width / heads]), 1, 2);
  const loss = (): Tensor[] => {
    const x = dropout(embedding(ids, weights.table, { paddingIdx: 0 }), { p: 0.2 });
    const query = byHead(linear(x, weights.query));
    const key = byHead(x);
    const looked = scaledDotProductAttention(query, key, key, {
      mask: and(causal(), padding([5, 3])),
      dropoutP: 0.3,
    });
    const joined = reshape(transpose(looked, 1, 2), [2, length, width]);
    const normed = layerNorm(add(x, joined), [width], {
      weight: weights.gain,
      bias: weights.shift,
    });
    const hidden = gelu(linear(normed, weights.inner, weights.bias));
    const fed = rmsNorm(add(normed, linear(hidden, weights.outer)), [width]);
    const logits = linear(fed, weights.table); // the table is used twice
    const lost = crossEntropy(transpose(logits, 1, 2), target, { labelSmoothing: 0.1 });
    return [lost, logits, looked, hidden, fed];
  };
  return { weights, loss };
}

/**
 * What nothing computed: labelled leaves, the positions and lengths of masks, the 1 that `backward` starts with, the zeros that
 * are the gradient of a step function; and what a constant or a random number alone decided (a dropped element).
 */
function isLeaf({ operation, tensor: made, value }: Explanation): boolean {
  if (operation !== "given" || made.label !== undefined) return true;
  return made.dtype === "int32" || value === 0 || (made.size === 1 && value === 1);
}

const random = createGenerator(11);
const draws = new Float64Array(1);

function pick(count: number): number {
  random.fillUniform(draws);
  return Math.floor(draws[0] * count);
}

function somewhere({ shape }: Tensor): Index {
  return shape.map(pick);
}

/** The number that the terms give, computed again, must be the tensor's within the bound of float32. */
function check(explanation: Explanation): void {
  const { value, tensor: made, term } = explanation;
  const again = recompute(term);
  const expected = made.dtype === "float32" ? Math.fround(again.value) : again.value;
  if (Object.is(value, expected) || value === expected) return;
  if (!(Math.abs(value - expected) <= boundOf(again))) {
    expect.fail(`further than ${boundOf(again)} from ${expected}: ${String(explanation)}`);
  }
}

/** Follows one random operand after another to a leaf; gives the operations that it met and the leaf's label. */
function walk(start: Tensor): string[] {
  const met: string[] = [];
  let explanation = explain(start, somewhere(start));
  for (;;) {
    check(explanation);
    met.push(explanation.operation);
    const { reads } = explanation;
    if (reads.length === 0) {
      if (!isLeaf(explanation)) expect.fail(`nothing is told of ${String(explanation)}`);
      return [...met, explanation.label];
    }
    const read = reads[pick(reads.length)];
    explanation = explain(read);
    expect(explanation.value).toBe(read.value);
  }
}

it("follows a model, its loss and its gradients to weights, ids and random numbers, every number within its bound", () => {
  manualSeed(5);
  const { weights, loss } = model();
  const outputs = trace(() => {
    const made = loss();
    made[0].backward();
    loss()[0].backward(); // accumulates
    return made;
  });
  const met = new Set<string>();
  const gradients = Object.values(weights).map(({ grad: gradient }) => gradient!);
  for (const start of [...outputs, ...gradients]) {
    for (let i = 0; i < 60; i++) for (const name of walk(start)) met.add(name);
  }
  expect([...met]).toEqual(
    expect.arrayContaining([
      ...["table", "query", "gain", "shift", "inner", "bias", "outer", "ids", "target"],
      ...["embedding", "query_key", "softmax", "weighted_sum", "dropout", "layer_norm", "rms_norm"],
      ...["linear", "gelu", "log_softmax", "gather", "masked_fill", "where", "compare"],
      ...["accumulate", "embedding_gradient", "matmul", "scatter_add", "sum", "sub", "div"],
    ]),
  );
});

it("follows every kind of view, selection and rearrangement", () => {
  manualSeed(6);
  const x = weight("x", [4, 6]);
  const ids = given("ids", [[1, 0, 3, 2, 1, 0]]);
  const made = trace(() => {
    const views = flip(permute(reshape(slice(x, 1, 1, 6), [2, 2, 5]), [2, 0, 1]), [0]);
    const ranked = [topk(x, 3), sort(x, { dim: 0, descending: true })];
    const rows = gather(x, 0, ids);
    return [
      views,
      expand(unsqueeze(views, 0), [3, 5, 2, 2]),
      ...ranked.flatMap(({ values, indices }) => [values, indices, mul(to(indices, "float32"), 2)]),
      argmax(x),
      argmax(x, { dim: 1 }),
      gather(x, 1, topk(x, 2).indices),
      rows,
      scatterAdd(x, 0, ids, rows),
      oneHot(ids, 4),
      roll(pad(concat([x, rows]), [1, 1], 0.5), 2, 1),
      stack([x, x], 1),
      cumsum(x, 1),
      logsumexp(x, 0),
      variance(x, { dim: 1 }),
      einsum("ij,kj,k->ki", x, x, sum(x, { dim: 1 })),
      einsum("ii->i", matmul(x, transpose(x, 0, 1))),
      to(mul(x, 3), "int32"),
      to(x, "bool"),
      x.detach(),
      add(arange(0, 6), x),
    ];
  });
  const met = new Set(
    made.flatMap((start) => Array.from({ length: 30 }, () => walk(start)).flat()),
  );
  expect([...met]).toEqual(
    expect.arrayContaining([
      ...["x", "ids", "topk", "sort", "argbest", "gather", "scatter_add", "one_hot", "concat"],
      ...["place", "cumsum", "log", "sum", "matmul", "mul", "to", "add", "expand", "reshape"],
    ]),
  );
});

/** Tensors in what a function returns: itself, or inside arrays and objects. */
function tensorsIn(result: unknown): Tensor[] {
  if (isTensor(result)) return [result];
  return typeof result === "object" && result !== null
    ? Object.values(result).flatMap(tensorsIn)
    : [];
}

/** Writes in place have no gradient to what they write to; what `onesLike` and such give nothing computed. */
const isComputing = (name: string): boolean =>
  !/Like$|InPlace$/u.test(name) && !["adamWStep", "clipNorm", "copy", "zero"].includes(name);

it.each(Object.entries(calls).filter(([name]) => isComputing(name)))(
  "follows what %s gives, and its gradient",
  (_, { operands, run }) => {
    scope(() => {
      const inputs = draw(operands, "cpu");
      inputs.forEach((input, i) => {
        input.label = `operand ${i}`;
        if (input.dtype === "float32") input.requiresGrad = true;
      });
      const made = trace(() => {
        const results = tensorsIn(run(...inputs));
        const differentiable = results.find(({ node }) => node !== null);
        if (differentiable) {
          const upstream = randn(differentiable.shape);
          upstream.label = "upstream";
          differentiable.backward(upstream);
        }
        return results;
      });
      const gradients = inputs.flatMap(({ grad: gradient }) => gradient ?? []);
      for (const start of [...made, ...gradients].filter(({ size }) => size > 0)) {
        for (let i = 0; i < 5; i++) expect(walk(start)).not.toHaveLength(0);
      }
    });
  },
);

it("explains second derivatives", () => {
  manualSeed(7);
  const x = weight("x", [3, 4]);
  const made = trace(() => {
    const [first] = grad(sum(gelu(layerNorm(x, [4]))), [x], { createGraph: true });
    return [first, ...grad(sum(mul(first, first)), [x])];
  });
  const leaves = made.map((start) => Array.from({ length: 50 }, () => walk(start).at(-1)));
  expect(leaves.every((labels) => labels.includes("x"))).toBe(true);
});

it("refuses what was updated in place since, and says what to do", () => {
  manualSeed(8);
  const x = weight("x", [2, 3]);
  const made = trace(() => {
    const y = mul(transpose(x, 0, 1), 2);
    sum(mul(y, y)).backward();
    return y;
  });
  noGrad(() => addInPlace(x, x.grad!, -0.1));
  expect(() => walk(made)).toThrow(TensorError);
  const manyWalks = (): unknown => Array.from({ length: 50 }, () => walk(x.grad!));
  expect(manyWalks).toThrow(/in place .*; explain before the update, or trace again$/u);
  // The weight itself is no result of anything: it is as it is now.
  expect(walk(x)).toEqual(["given", "x"]);
});
