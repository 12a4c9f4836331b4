import {
  Linear,
  manualSeed,
  Module,
  softmax,
  mul,
  matmul,
  transpose,
  tensor,
  type ProbeTable,
  type Tensor,
} from "@clearhead/nn";

/** One head of attention without batches: small enough to be read, large enough to have every kind of number. */
export class TinyAttention extends Module<"query" | "key" | "scores" | "pattern"> {
  static override readonly probes: ProbeTable<"query" | "key" | "scores" | "pattern"> = {
    query: {
      axes: ["queries", "features"],
      formula: "x W_Q",
      meaning: { en: "query", pt: "consulta" },
    },
    key: { axes: ["keys", "features"], formula: "x W_K", meaning: { en: "key", pt: "chave" } },
    scores: {
      axes: ["queries", "keys"],
      formula: "q kᵀ / √d",
      meaning: { en: "score", pt: "pontuação" },
    },
    pattern: {
      axes: ["queries", "keys"],
      formula: "softmax(scores)",
      meaning: { en: "weight", pt: "peso" },
    },
  };
  readonly q: Linear = new Linear(4, 4);
  readonly k: Linear = new Linear(4, 4);

  forward(x: Tensor): Tensor {
    const query = this.probe("query", this.q.forward(x));
    const key = this.probe("key", this.k.forward(x));
    const scores = this.probe("scores", mul(matmul(query, transpose(key, 0, 1)), 0.5));
    return this.probe("pattern", softmax(scores, -1));
  }
}

/** The same weights and the same input in every test. */
export function tinyAttention(): { model: TinyAttention; x: Tensor } {
  manualSeed(7);
  const model = new TinyAttention();
  return {
    model,
    x: tensor([
      [1, 0, -1, 2],
      [0.5, 1, 0, 0],
      [0, -2, 1, 1],
    ]),
  };
}
