// What this engine computes, in a few digits, to be compared with what another one computes.
import { applyAll, grad } from "../apply.ts";
import { sin } from "../elementary.ts";
import { isFloatingPoint } from "../dtype.ts";
import * as t from "../index.ts";
import { cases } from "./cases.ts";
import { draw } from "./draw.ts";

/** FNV-1a over the bits of all numbers; every NaN counts as the same, since WebAssembly leaves its sign and payload open. */
function digest(tensors: Iterable<t.Tensor>): string {
  const number = new Float32Array(1);
  const bits = new Int32Array(number.buffer);
  let hash = 0x811c9dc5;
  for (const tensor of tensors) {
    for (const value of tensor.view()) {
      number[0] = value;
      hash = Math.imul(hash ^ bits[0], 0x01000193);
    }
  }
  return (hash >>> 0).toString(16);
}

/** Numbers that differ at each element. */
function waves({ shape, size }: t.Tensor): t.Tensor {
  return t.tensor(
    Array.from({ length: size }, (_, i) => sin(i + 1)),
    { shape },
  );
}

const rates = { learningRate: 0.01, beta1: 0.9, beta2: 0.98, eps: 1e-9, weightDecay: 0.01 };

/** Steps of training of a Transformer block over made-up text, with what training uses: draws, dropout, a loss, AdamW. */
function trained(): t.Tensor[] {
  const [words, width, heads, length, batch] = [50, 32, 4, 24, 8];
  t.manualSeed(7);
  const leaf = (x: t.Tensor): t.Tensor => t.mul(x, 0.2).detach();
  const drawn = (...shape: number[]): t.Tensor => leaf(t.randn(shape));
  const weights = {
    table: drawn(words, width),
    gain: leaf(t.rand([width])),
    mixing: drawn(3 * width, width),
    joining: drawn(width, width),
    wide: drawn(4 * width, width),
    bias: leaf(t.uniform([4 * width], -1, 1)),
    narrow: drawn(width, 4 * width),
    base: leaf(t.rand([width])),
  };
  const parameters = Object.values(weights);
  const means = parameters.map((x) => t.zerosLike(x));
  const squares = parameters.map((x) => t.zerosLike(x));
  for (const x of parameters) x.requiresGrad = true;

  const split = (x: t.Tensor): t.Tensor =>
    t.permute(t.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
  const loss = (ids: t.Tensor, next: t.Tensor): t.Tensor => {
    let x = t.embedding(ids, weights.table);
    const normed = t.layerNorm(x, [width], { weight: weights.gain });
    const [q, k, v] = t.chunk(t.linear(normed, weights.mixing), 3, 2).map(split);
    const mixed = t.scaledDotProductAttention(q, k, v, { mask: t.causal() });
    const joined = t.reshape(t.permute(mixed, [0, 2, 1, 3]), [batch, length, width]);
    x = t.add(x, t.dropout(t.linear(joined, weights.joining), { p: 0.1 }));
    const hidden = t.linear(t.rmsNorm(x, [width]), weights.wide, weights.bias);
    const active = t.add(t.gelu(hidden), t.gelu(hidden, { approximate: "tanh" }));
    x = t.add(x, t.linear(active, weights.narrow));
    x = t.add(x, t.pow(t.add(t.square(weights.base), 0.1), 1.7));
    const logits = t.linear(x, weights.table); // the table is tied
    return t.crossEntropy(t.reshape(logits, [-1, words]), t.reshape(next, [-1]));
  };

  for (let step = 1; step <= 10; step++) {
    t.scope(() => {
      const text = t.randint(0, words, [batch, length + 1]);
      const part = (start: number): t.Tensor => t.slice(text, 1, start, start + length);
      loss(part(0), part(1)).backward();
      const gradients = parameters.map((x) => x.grad ?? t.zerosLike(x));
      t.noGrad(() => {
        t.clipNorm(gradients, 1);
        t.adamWStep(parameters, gradients, means, squares, { ...rates, step });
      });
      for (const x of parameters) x.grad = null;
    });
  }
  return [...parameters, ...means, ...squares];
}

/** A digest of every sample of every operation with its gradients, of the streams of random numbers, and of a training. */
export function digests(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, operation, sample } of cases) {
    found[name] = t.scope(() => {
      const leaves = draw(sample.inputs, "cpu").map((x) => x.detach());
      for (const x of leaves) x.requiresGrad = isFloatingPoint(x.dtype);
      const outputs = applyAll(operation, leaves, sample.options);
      const [y] = outputs;
      const varied = leaves.filter((x) => x.requiresGrad);
      const gradients = y.requiresGrad
        ? grad(y, varied, { gradient: waves(y), allowUnused: true })
        : [];
      return digest([...outputs, ...gradients.filter((x) => x !== null)]);
    });
  }
  t.scope(() => {
    const numbers = new t.NumpyGenerator(3).randn(1000);
    const generator = t.createGenerator(3);
    found["random numbers"] = digest([
      t.tensor(numbers),
      t.randn([1001], { generator }),
      t.normal([7], 1, 2, { generator }),
      t.multinomial(t.rand([20], { generator }), 9, { generator }),
    ]);
    found["training"] = digest(trained());
  });
  return found;
}
