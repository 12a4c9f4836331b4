import { Linear, type Module } from "@clearhead/nn";
import { tensor } from "@clearhead/tensor";
import type * as byHand from "./by-hand.ts";
import type { Head } from "./with-packages.ts";

/** A module's parameters as plain numbers, by PyTorch's names. */
export type Plain = Record<string, unknown>;

/** Copies the parameters of a module out of it, so that both columns compute with the same weights. */
export async function plain(module: Module): Promise<Plain> {
  const state = Object.entries(module.stateDict());
  return Object.fromEntries(
    await Promise.all(state.map(async ([name, value]) => [name, await value.array()] as const)),
  );
}

const matrix = (state: Plain, name: string) => state[name] as byHand.Matrix;
const vector = (state: Plain, name: string) => state[name] as byHand.Vector;

/** `path` is where a layer stands in the model: empty, or with a dot at its end, `encoder.norm.`. */
export function linearOf(state: Plain, path: string): byHand.Linear {
  return { weight: matrix(state, `${path}weight`), bias: vector(state, `${path}bias`) };
}

function normOf(state: Plain, path: string): byHand.Norm {
  return { weight: vector(state, `${path}weight`), bias: vector(state, `${path}bias`) };
}

/**
 * PyTorch keeps the three matrices of all heads in one, `in_proj_weight` [3 · dModel, dModel]: the rows
 * of all queries, then of all keys, then of all values, and in each third head after head.
 */
function headsOf(state: Plain, path: string, numHeads: number): byHand.Heads {
  const weight = matrix(state, `${path}in_proj_weight`);
  const bias = vector(state, `${path}in_proj_bias`);
  const width = weight.length / 3 / numHeads;
  const rows = (third: number, head: number): byHand.Linear => {
    const start = (third * numHeads + head) * width;
    return { weight: weight.slice(start, start + width), bias: bias.slice(start, start + width) };
  };
  const heads = Array.from({ length: numHeads }, (_, head) => ({
    query: rows(0, head),
    key: rows(1, head),
    value: rows(2, head),
  }));
  return { heads, output: linearOf(state, `${path}out_proj.`) };
}

export function encoderLayerOf(state: Plain, path: string, numHeads: number): byHand.EncoderLayer {
  return {
    selfAttention: headsOf(state, `${path}self_attn.`, numHeads),
    linear1: linearOf(state, `${path}linear1.`),
    linear2: linearOf(state, `${path}linear2.`),
    norm1: normOf(state, `${path}norm1.`),
    norm2: normOf(state, `${path}norm2.`),
  };
}

export function decoderLayerOf(state: Plain, path: string, numHeads: number): byHand.DecoderLayer {
  return {
    ...encoderLayerOf(state, path, numHeads),
    crossAttention: headsOf(state, `${path}multihead_attn.`, numHeads),
    norm3: normOf(state, `${path}norm3.`),
  };
}

export function modelOf(state: Plain, numLayers: number, numHeads: number): byHand.Model {
  return {
    embedding: matrix(state, "embedding.weight"),
    layers: Array.from({ length: numLayers }, (_, layer) =>
      encoderLayerOf(state, `encoder.layers.${layer}.`, numHeads),
    ),
    norm: normOf(state, "encoder.norm."),
    out: linearOf(state, "out."),
  };
}

/** The other way round: modules that hold the weights of one head. */
export function headModules(head: byHand.Head): Head {
  return {
    query: linearModule(head.query),
    key: linearModule(head.key),
    value: linearModule(head.value),
  };
}

function linearModule({ weight, bias }: byHand.Linear): Linear {
  const module = new Linear(weight[0].length, weight.length);
  module.loadStateDict({ weight: tensor(weight), bias: tensor(bias) });
  return module;
}
