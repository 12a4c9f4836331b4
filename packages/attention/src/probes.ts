import type { ProbeTable } from "@clearhead/nn";

export type AttentionProbe = "query" | "key" | "value" | "scores" | "pattern" | "z" | "output";

/** What can be seen inside multi-head attention, from the projections to the result. */
export const attentionProbes: ProbeTable<AttentionProbe> = {
  query: {
    axes: ["batch", "heads", "queries", "features"],
    formula: "x Wᵢ^Q + b^Q",
    meaning: {
      en: "what each position asks for, in each head",
      pt: "o que cada posição procura, em cada cabeça",
    },
  },
  key: {
    axes: ["batch", "heads", "keys", "features"],
    formula: "x Wᵢ^K + b^K",
    meaning: {
      en: "what each position answers to, in each head",
      pt: "a que cada posição responde, em cada cabeça",
    },
  },
  value: {
    axes: ["batch", "heads", "keys", "features"],
    formula: "x Wᵢ^V + b^V",
    meaning: {
      en: "what each position hands over when it is looked at, in each head",
      pt: "o que cada posição entrega quando é olhada, em cada cabeça",
    },
  },
  scores: {
    axes: ["batch", "heads", "queries", "keys"],
    formula: "q kᵀ / √dₖ, −∞ where masked",
    meaning: {
      en: "how well each query fits each key; a masked pair has −∞",
      pt: "o quanto cada consulta combina com cada chave; um par mascarado tem −∞",
    },
  },
  pattern: {
    axes: ["batch", "heads", "queries", "keys"],
    formula: "softmax(scores)",
    meaning: {
      en: "how each query divides its attention among the keys; a row sums to 1",
      pt: "como cada consulta divide a sua atenção entre as chaves; uma linha soma 1",
    },
  },
  z: {
    axes: ["batch", "heads", "queries", "features"],
    formula: "pattern v",
    meaning: {
      en: "the mean of the values, weighted by the pattern, in each head",
      pt: "a média dos valores, ponderada pelo padrão de atenção, em cada cabeça",
    },
  },
  output: {
    axes: ["batch", "queries", "features"],
    formula: "Concat(z₁, …, zₕ) W^O + b^O",
    meaning: {
      en: "what all heads together write for each position",
      pt: "o que todas as cabeças juntas escrevem para cada posição",
    },
  },
};
