import type { Attention, Recording, Token, Trace } from "../trace.ts";

/** A small trace made by hand for the tests: two source words, three decoder rows, two heads, weights that are exact. */
export const source: readonly Token[] = [{ text: "red" }, { text: "car" }];
const carro: Token = { text: "carro", language: "pt-BR" };
const stem: Token = { text: "vermelh", language: "pt-BR" };
export const written: readonly Token[] = [
  carro,
  stem,
  { text: "o", language: "pt-BR", joined: true },
];
export const target: readonly Token[] = [{ text: "<s>", special: "start" }, carro, stem];

const recording = (shape: readonly number[], values: readonly number[]): Recording => ({
  shape,
  data: Float32Array.from(values),
  axes: ["batch", "heads", "queries", "keys"],
  formula: "softmax(scores)",
  meaning: { en: "attention weights", pt: "pesos da atenção" },
});

const CAUSAL = [0, -Infinity, -Infinity, 0, 0, -Infinity, 0, 0, 0];

export const trace: Trace = {
  source,
  target,
  written,
  probes: {
    "transformer.encoder.layers.0.self_attn.pattern": recording(
      [1, 2, 2, 2],
      [1, 0, 0.5, 0.5, 0.25, 0.75, 0, 1],
    ),
    "transformer.decoder.layers.0.self_attn.scores": recording(
      [1, 2, 3, 3],
      [...CAUSAL, ...CAUSAL],
    ),
    "transformer.decoder.layers.0.self_attn.pattern": recording(
      [1, 2, 3, 3],
      [1, 0, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5, 1, 0, 0, 0.125, 0.875, 0, 0, 0, 1],
    ),
    "transformer.decoder.layers.0.multihead_attn.pattern": recording(
      [1, 2, 3, 2],
      [0.25, 0.75, 1, 0, 0.5, 0.5, 0.125, 0.875, 0.75, 0.25, 0, 1],
    ),
  },
};

/** The decoder's first own head: three rows, masked above the diagonal. */
export const causal: Attention = {
  rows: target.map((after, i) => ({ token: written[i], after })),
  columns: target,
  weights: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5),
  masked: Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0),
};
