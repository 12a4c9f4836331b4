/**
 * The Transformer by hand: no import, plain arrays, a few lines for each step.
 *
 * Read it from top to bottom; each step uses only those above it. A matrix is a list of rows, and
 * row `i` of `x` is the vector of token `i`. Shapes stand beside the lines: `[tokens, dModel]`.
 * `with-packages.ts` holds the same steps under the same names, and a test keeps the two equal.
 */
export type Vector = number[];
export type Matrix = Vector[];

// ---- a little arithmetic ------------------------------------------------------------------------

/** `a · b = Σₖ aₖ bₖ`: large where two vectors point the same way. */
export function dot(a: Vector, b: Vector): number {
  if (a.length !== b.length) throw new RangeError(`dot: ${a.length} and ${b.length} numbers`);
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** `y[i][j] = Σₖ a[i][k] b[k][j]`. [n, m] by [m, p] gives [n, p] */
export function matmul(a: Matrix, b: Matrix): Matrix {
  const columns = b[0].map((_, j) => b.map((row) => row[j]));
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** `y[i][j] = a[i][j] + b[i][j]` */
export function add(a: Matrix, b: Matrix): Matrix {
  if (a.length !== b.length) throw new RangeError(`add: ${a.length} and ${b.length} rows`);
  return a.map((row, i) => {
    if (row.length !== b[i].length) throw new RangeError(`add: ${row.length} and ${b[i].length}`);
    return row.map((value, j) => value + b[i][j]);
  });
}

/** What a linear layer has learned; PyTorch keeps the weight as [out, in]. */
export type Linear = { weight: Matrix; bias: Vector };

/** `y = x Wᵀ + b`. x [tokens, in] gives [tokens, out] */
export function linear(x: Matrix, { weight, bias }: Linear): Matrix {
  return x.map((row) => weight.map((weights, out) => dot(row, weights) + bias[out]));
}

// ---- 1. embedding -------------------------------------------------------------------------------

/** `x[i] = table[ids[i]]`: row `id` of the table is the vector of word `id`. [tokens, dModel] */
export function embedding(ids: number[], table: Matrix): Matrix {
  return ids.map((id) => {
    if (!(id in table)) throw new RangeError(`embedding: no row ${id} in 0 to ${table.length - 1}`);
    return [...table[id]];
  });
}

// ---- 2. sinusoidal positions --------------------------------------------------------------------

/**
 * `p[t][2i] = sin(t / 10000^(2i/dModel))`, `p[t][2i+1] = cos(…)`: each pair of numbers is the hand
 * of a clock, and each clock runs slower than the one before. [tokens, dModel]
 */
export function sinusoidalPositions(tokens: number, dModel: number): Matrix {
  return Array.from({ length: tokens }, (_, position) =>
    Array.from({ length: dModel }, (_, dimension) => {
      const even = dimension - (dimension % 2); // both numbers of a pair share one angle
      const angle = position / 10000 ** (even / dModel);
      return dimension === even ? Math.sin(angle) : Math.cos(angle);
    }),
  );
}

// ---- 3. one head --------------------------------------------------------------------------------

/** `yⱼ = exp(xⱼ) / Σₖ exp(xₖ)`: any numbers become shares of 1; the largest gets the most. */
export function softmax(scores: Vector): Vector {
  const largest = Math.max(...scores); // taken off every score: same shares, and exp stays finite
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** What one head leaves behind, all of it worth a look. */
export type Attention = { scores: Matrix; pattern: Matrix; output: Matrix };

/**
 * `pattern = softmax(Q Kᵀ / √d)`, `output = pattern · V`: every query asks every key "how well do
 * we match?", and takes its share of each value. Causal: token `i` sees only `j ≤ i`.
 */
export function attention(q: Matrix, k: Matrix, v: Matrix, isCausal = false): Attention {
  const scale = Math.sqrt(q[0].length);
  const scores = q.map((query, i) =>
    k.map((key, j) => (isCausal && j > i ? -Infinity : dot(query, key) / scale)),
  ); // [queries, keys]
  const pattern = scores.map(softmax); // [queries, keys], each row adds up to 1
  const output = matmul(pattern, v); // [queries, width of a value]
  return { scores, pattern, output };
}

/** The three questions a head has learned to ask of a token. */
export type Head = { query: Linear; key: Linear; value: Linear };

/** `attention(x W_Q, x W_K, x W_V)`: one head, looking from `x` at `memory` (often `x` itself). */
export function oneHead(x: Matrix, memory: Matrix, head: Head, isCausal = false): Attention {
  const q = linear(x, head.query); // what am I looking for?
  const k = linear(memory, head.key); // what do I offer?
  const v = linear(memory, head.value); // what do I hand over?
  return attention(q, k, v, isCausal);
}

// ---- 4. many heads ------------------------------------------------------------------------------

/** All heads of a layer, and the linear layer that mixes what they found. */
export type Heads = { heads: Head[]; output: Linear };

/** `concat(head₁, …, headₕ) W_O`: each head looks in its own way, then all are mixed. */
export function manyHeads(x: Matrix, memory: Matrix, weights: Heads, isCausal = false): Matrix {
  const found = weights.heads.map((head) => oneHead(x, memory, head, isCausal).output);
  const joined = x.map((_, token) => found.flatMap((output) => output[token])); // [tokens, dModel]
  return linear(joined, weights.output); // [tokens, dModel]
}

// ---- 5. encoder layer ---------------------------------------------------------------------------

export type Norm = { weight: Vector; bias: Vector };

/** `y = (x − mean) / √(variance + 1e-5) · weight + bias`, each token on its own. */
export function layerNorm(x: Matrix, { weight, bias }: Norm): Matrix {
  return x.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((v, j) => ((v - mean) / Math.sqrt(variance + 1e-5)) * weight[j] + bias[j]);
  });
}

export type FeedForward = { linear1: Linear; linear2: Linear };

/** `linear2(relu(linear1(x)))`: widen, drop what is negative, come back; each token on its own. */
export function feedForward(x: Matrix, { linear1, linear2 }: FeedForward): Matrix {
  const wide = linear(x, linear1).map((row) => row.map((value) => Math.max(0, value)));
  return linear(wide, linear2);
}

export type EncoderLayer = FeedForward & { selfAttention: Heads; norm1: Norm; norm2: Norm };

/** Look around, then think: `x + what was found`, normed, twice. [tokens, dModel] both ways */
export function encoderLayer(x: Matrix, layer: EncoderLayer): Matrix {
  const looked = layerNorm(add(x, manyHeads(x, x, layer.selfAttention)), layer.norm1);
  return layerNorm(add(looked, feedForward(looked, layer)), layer.norm2);
}

// ---- 6. decoder layer ---------------------------------------------------------------------------

export type DecoderLayer = EncoderLayer & { crossAttention: Heads; norm3: Norm };

/** Look back at what is written, across at what was read (`memory`), then think. */
export function decoderLayer(x: Matrix, memory: Matrix, layer: DecoderLayer): Matrix {
  const back = layerNorm(add(x, manyHeads(x, x, layer.selfAttention, true)), layer.norm1);
  const across = manyHeads(back, memory, layer.crossAttention);
  const looked = layerNorm(add(back, across), layer.norm2);
  return layerNorm(add(looked, feedForward(looked, layer)), layer.norm3);
}

// ---- 7. linear and softmax ----------------------------------------------------------------------

/** `softmax(x Wᵀ + b)`: for each token, how likely is each word? [tokens, vocabulary] */
export function linearAndSoftmax(x: Matrix, out: Linear): Matrix {
  return linear(x, out).map(softmax);
}

// ---- 8. the notebook's model --------------------------------------------------------------------

/** `y = x / (1 − p)` where a coin said keep, else 0; only in training. `keep` has x's shape. */
export function dropout(x: Matrix, keep: boolean[][], p: number): Matrix {
  return x.map((row, i) => row.map((value, j) => (keep[i][j] ? value / (1 - p) : 0)));
}

export type Model = { embedding: Matrix; layers: EncoderLayer[]; norm: Norm; out: Linear };

/**
 * Ids in, a score for each word out, at rest (no dropout). [tokens] gives [tokens, vocabulary].
 * The words are multiplied by √dModel, so that the positions do not drown them.
 */
export function model(ids: number[], weights: Model): Matrix {
  const scale = Math.sqrt(weights.embedding[0].length);
  const words = embedding(ids, weights.embedding).map((row) => row.map((value) => value * scale));
  let x = add(words, sinusoidalPositions(ids.length, words[0].length)); // [tokens, dModel]
  for (const layer of weights.layers) x = encoderLayer(x, layer); // [tokens, dModel]
  return linear(layerNorm(x, weights.norm), weights.out); // [tokens, vocabulary]
}
