import { timed, type Prepared } from "../contestant.ts";
import {
  batchOf,
  comparedSteps,
  parametersOf,
  training,
  vocabulary,
  type TrainTask,
} from "../gpt.ts";
import type { Jax, Value } from "./jax.ts";

/** Parameters, or what AdamW remembers of them, by name. */
type Tree = Record<string, Value>;

/** Every operation of jax-js takes its operands away, so each use but the last asks for one more reference. */
function lossOf(jax: Jax, { layers, heads, dModel, length, batch }: TrainTask) {
  const { numpy, nn } = jax;
  return (p: Tree, ids: Value, next: Value): Value => {
    const norm = (name: string, x: Value): Value =>
      nn
        .standardize(x, -1, { epsilon: 1e-5 })
        .mul(p[`${name}.weight`].ref)
        .add(p[`${name}.bias`].ref);
    const linear = (x: Value, weight: Value, bias: Value): Value =>
      numpy.matmul(x, numpy.transpose(weight.ref)).add(bias.ref);
    const map = (name: string, x: Value): Value =>
      linear(x, p[`${name}.weight`], p[`${name}.bias`]);
    let x = numpy
      .matmul(nn.oneHot(ids, vocabulary), p["embedding.weight"].ref)
      .reshape([batch, length, dModel])
      .add(p["positions.weight"].ref);
    for (let i = 0; i < layers; i++) {
      const layer = `encoder.layers.${i}`;
      const attention = `${layer}.self_attn`;
      const qkv = linear(
        norm(`${layer}.norm1`, x.ref),
        p[`${attention}.in_proj_weight`],
        p[`${attention}.in_proj_bias`],
      );
      const [q, k, v] = numpy
        .split(qkv, 3, -1)
        .map((part) => part.reshape([batch, length, heads, dModel / heads]));
      const y = nn
        .dotProductAttention(q, k, v, { isCausal: true })
        .reshape([batch, length, dModel]);
      x = x.add(map(`${attention}.out_proj`, y));
      const hidden = map(`${layer}.linear1`, norm(`${layer}.norm2`, x.ref));
      x = x.add(map(`${layer}.linear2`, nn.gelu(hidden, { approximate: false })));
    }
    const logits = map("out", norm("encoder.norm", x)).reshape([batch * length, vocabulary]);
    const chosen = nn.logSoftmax(logits, -1).mul(nn.oneHot(next, vocabulary));
    return numpy.sum(chosen).mul(-1 / (batch * length));
  };
}

/** The whole step in one compiled function. What changes from step to step (bias corrections) comes in as numbers. */
function stepOf(jax: Jax, task: TrainTask) {
  const { numpy } = jax;
  const { learningRate, betas, eps, weightDecay, maxNorm } = training;
  const lossAndGradients = jax.valueAndGrad(lossOf(jax, task));
  return jax.jit(
    (p: Tree, m: Tree, v: Tree, ids: Value, next: Value, mean: Value, spread: Value) => {
      const names = Object.keys(p);
      const refs = Object.fromEntries(names.map((name) => [name, p[name].ref]));
      const [loss, gradients] = lossAndGradients(refs, ids, next);
      const squares = names.map((name) => numpy.sum(numpy.square(gradients[name].ref)));
      const norm = numpy.sqrt(squares.reduce((total, part) => total.add(part)));
      const share = numpy.minimum(numpy.reciprocal(norm.add(1e-6)).mul(maxNorm), 1);
      const [p2, m2, v2]: Tree[] = [{}, {}, {}];
      for (const name of names) {
        const gradient = gradients[name].mul(share.ref);
        const first = m[name].mul(betas[0]).add(gradient.ref.mul(1 - betas[0]));
        const second = v[name].mul(betas[1]).add(numpy.square(gradient).mul(1 - betas[1]));
        const root = numpy.sqrt(second.ref).mul(spread.ref).add(eps);
        const update = first.ref.mul(mean.ref).mul(numpy.reciprocal(root)).mul(-learningRate);
        p2[name] = p[name].mul(1 - learningRate * weightDecay).add(update);
        m2[name] = first;
        v2[name] = second;
      }
      for (const used of [share, mean, spread]) used.dispose();
      return [p2, m2, v2, loss] as const;
    },
  );
}

function begin(jax: Jax, task: TrainTask): { step: () => Promise<number> } {
  const { numpy } = jax;
  const parameters = parametersOf(task);
  const tree = (values: (data: Float32Array) => Float32Array): Tree =>
    Object.fromEntries(
      parameters.map(({ name, data, shape }) => [name, numpy.array(values(data), { shape })]),
    );
  let [p, m, v] = [
    tree((data) => data),
    tree((data) => data.map(() => 0)),
    tree((data) => data.map(() => 0)),
  ];
  const { ids, next } = batchOf(task);
  const input = numpy.array(ids, { shape: [ids.length] });
  const target = numpy.array(next, { shape: [next.length] });
  const train = stepOf(jax, task);
  let taken = 0;
  return {
    async step() {
      taken++;
      const mean = numpy.array(Float32Array.of(1 / (1 - training.betas[0] ** taken)), {
        shape: [],
      });
      const spread = numpy.array(Float32Array.of(1 / Math.sqrt(1 - training.betas[1] ** taken)), {
        shape: [],
      });
      const [p2, m2, v2, loss] = train(p, m, v, input.ref, target.ref, mean, spread);
      [p, m, v] = [p2, m2, v2];
      await Promise.all(Object.values(p).map((value) => value.blockUntilReady()));
      return (await loss.data())[0];
    },
  };
}

/** The GPT in jax-js, its step compiled by `jit`. */
export function prepareGpt(jax: Jax, task: TrainTask): Prepared {
  const { step } = begin(jax, task);
  return {
    time: (count) => timed(count, step),
    async result() {
      const fresh = begin(jax, task);
      const losses = new Float32Array(comparedSteps);
      // oxlint-disable-next-line no-await-in-loop -- each step goes on from the one before
      for (let i = 0; i < comparedSteps; i++) losses[i] = await fresh.step();
      return losses;
    },
    dispose: () => undefined,
  };
}
