import {
  concat,
  expand,
  init,
  linear,
  mean,
  Module,
  parameter,
  reshape,
  scaledDotProductAttention,
  split,
  squeeze,
  transpose,
  unsqueeze,
  zeros,
  type AttentionStage,
  type Mask,
  type Parameter,
  type Tensor,
} from "@clearhead/nn";
import { widenMask } from "./added-keys.ts";
import { checkCache, checkInputs, checkSizes } from "./checks.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import { attentionProbes, type AttentionProbe } from "./probes.ts";
import { NonDynamicallyQuantizableLinear } from "./output-projection.ts";

/** torch.nn.MultiheadAttention's arguments. */
export interface MultiheadAttentionOptions {
  /** Width of queries and of the result; `numHeads` divides it. */
  readonly embedDim: number;
  readonly numHeads: number;
  /** Probability of dropping a weight of the pattern in training; `0`. */
  readonly dropout?: number;
  /** Whether projections have biases; `true`. */
  readonly bias?: boolean;
  /** Whether one learned key and value are added to every sequence; `false`. */
  readonly addBiasKv?: boolean;
  /** Whether one key and value of zeros are added to every sequence; `false`. */
  readonly addZeroAttn?: boolean;
  /** Width of keys; `embedDim`. */
  readonly kdim?: number;
  /** Width of values; `embedDim`. */
  readonly vdim?: number;
  /** Whether tensors are `[batch, length, features]` and not `[length, batch, features]`; `false`, as in PyTorch. */
  readonly batchFirst?: boolean;
}

export interface MultiheadAttentionCall {
  /**
   * The keys and values of the positions before: those of this call are written behind them, and the queries look at all, so that a
   * mask is over all keys. For inference.
   */
  readonly cache?: KeyValueCache | null | undefined;
  /** Who may look at whom: `causal()`, `padding(lengths)`, `block(tensor)`, …; by default everybody at everybody. */
  readonly mask?: Mask | null | undefined;
  /** Whether the pattern is returned; `true`. Without it the fused path runs. */
  readonly needWeights?: boolean;
  /** Whether the returned pattern is the mean over the heads; `true`. */
  readonly averageAttnWeights?: boolean;
}

export interface MultiheadAttentionResult<Weights extends Tensor | null = Tensor> {
  /** `[batch, queries, embedDim]` */
  readonly output: Tensor;
  /** `[batch, queries, keys]`, or `[batch, heads, queries, keys]` when not averaged; after dropout, as in PyTorch. */
  readonly weights: Weights;
}

/**
 * Multi-head attention:
 *
 * `MultiHead(Q, K, V) = Concat(head₁, …, headₕ) W^O`, `headᵢ = Attention(Q Wᵢ^Q, K Wᵢ^K, V Wᵢ^V)`,
 * `Attention(Q, K, V) = softmax(Q Kᵀ / √dₖ) V`.
 *
 * The matrices of all heads stand in one: `inProjWeight [3 · embedDim, embedDim]`, queries' rows first, head i in rows
 * `i · headDim` to `(i + 1) · headDim`. A query that may look at nothing gets 0, and so the bias of `outProj`.
 *
 * @throws TensorError `value` when `numHeads` does not divide `embedDim`
 * @see Attention Is All You Need, section 3.2.2; torch.nn.MultiheadAttention
 * @example
 * const attention = new MultiheadAttention({ embedDim: 32, numHeads: 4, batchFirst: true });
 * const { output, weights } = attention.forward(x, x, x, { mask: causal() }); // x [batch, length, 32]
 */
export class MultiheadAttention extends Module<AttentionProbe> {
  static override readonly probes: typeof attentionProbes = attentionProbes;
  static override readonly linearWeights: readonly string[] = [
    "inProjWeight",
    "qProjWeight",
    "kProjWeight",
    "vProjWeight",
  ];

  readonly embedDim: number;
  readonly numHeads: number;
  readonly headDim: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  readonly qProjWeight: Parameter | null = null;
  readonly kProjWeight: Parameter | null = null;
  readonly vProjWeight: Parameter | null = null;
  readonly inProjWeight: Parameter | null = null;
  readonly qProjWeightScale: Parameter | null = null;
  readonly kProjWeightScale: Parameter | null = null;
  readonly vProjWeightScale: Parameter | null = null;
  readonly inProjWeightScale: Parameter | null = null;
  readonly inProjBias: Parameter | null;
  readonly biasK: Parameter | null;
  readonly biasV: Parameter | null;
  readonly outProj: NonDynamicallyQuantizableLinear;

  constructor({
    embedDim,
    numHeads,
    dropout = 0,
    bias = true,
    addBiasKv = false,
    addZeroAttn = false,
    kdim = embedDim,
    vdim = embedDim,
    batchFirst = false,
  }: MultiheadAttentionOptions) {
    super();
    checkSizes(embedDim, numHeads, dropout);
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.headDim = embedDim / numHeads;
    this.kdim = kdim;
    this.vdim = vdim;
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    this.addZeroAttn = addZeroAttn;
    if (kdim === embedDim && vdim === embedDim) {
      this.inProjWeight = parameter(zeros([3 * embedDim, embedDim]));
    } else {
      this.qProjWeight = parameter(zeros([embedDim, embedDim]));
      this.kProjWeight = parameter(zeros([embedDim, kdim]));
      this.vProjWeight = parameter(zeros([embedDim, vdim]));
    }
    this.inProjBias = bias ? parameter(zeros([3 * embedDim])) : null;
    this.outProj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias });
    this.biasK = addBiasKv ? parameter(zeros([1, 1, embedDim])) : null;
    this.biasV = addBiasKv ? parameter(zeros([1, 1, embedDim])) : null;
    this.resetParameters();
  }

  /** Draws new values, in PyTorch's order; `outProj.weight` keeps those it has. */
  resetParameters(): void {
    for (const weight of [
      this.inProjWeight,
      this.qProjWeight,
      this.kProjWeight,
      this.vProjWeight,
    ]) {
      if (weight) init.xavierUniform(weight);
    }
    for (const bias of [this.inProjBias, this.outProj.bias]) if (bias) init.constant(bias, 0);
    for (const bias of [this.biasK, this.biasV]) if (bias) init.xavierNormal(bias);
  }

  /**
   * query `[batch, queries, embedDim]`, key `[batch, keys, kdim]`, value `[batch, keys, vdim]` (`[length, batch, …]`
   * without `batchFirst`; or all three without a batch) → output like query, and weights.
   *
   * @throws TensorError `shape` when the three do not fit each other, the layer or the cache; `value` for a cache beside added keys
   */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options?: MultiheadAttentionCall & { readonly needWeights?: true },
  ): MultiheadAttentionResult;
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: MultiheadAttentionCall,
  ): MultiheadAttentionResult<Tensor | null>;
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    { mask, cache, needWeights = true, averageAttnWeights = true }: MultiheadAttentionCall = {},
  ): MultiheadAttentionResult<Tensor | null> {
    checkInputs(this, { query, key, value });
    if (cache) checkCache(this);

    // Q Wᵢ^Q, K Wᵢ^K, V Wᵢ^V for all heads at once
    const [queries, ownKeys, ownValues] = this.project(query, key, value);
    const keys = this.withAddedKeys(ownKeys, this.biasK); // [batch, keys, embedDim]
    const values = this.withAddedKeys(ownValues, this.biasV); // [batch, keys, embedDim]
    const q = this.probe("query", this.splitHeads(queries)); // [batch, heads, queries, headDim]
    const newK = this.probe("key", this.splitHeads(keys)); // [batch, heads, keys, headDim]
    const newV = this.probe("value", this.splitHeads(values)); // [batch, heads, keys, headDim]
    const { keys: k, values: v } = cache?.append(newK, newV) ?? { keys: newK, values: newV };

    // softmax(q kᵀ / √dₖ) v
    let pattern = null as Tensor | null; // [batch, heads, queries, keys]
    const look = (stage: AttentionStage, value: Tensor): Tensor => {
      if (stage === "scores") return this.probe("scores", value);
      // What is seen last is returned: the pattern after dropout.
      pattern = stage === "pattern" ? this.probe("pattern", value) : value;
      return pattern;
    };
    const z = this.probe(
      "z",
      scaledDotProductAttention(q, k, v, {
        mask: mask && this.addedKeys > 0 ? widenMask(mask, q, k, this.addedKeys) : (mask ?? null),
        dropoutP: this.training ? this.dropout : 0,
        ...((needWeights || this.isObserved) && { probe: look }),
      }),
    ); // [batch, heads, queries, headDim]

    // Concat(head₁, …, headₕ) W^O
    const output = this.probe("output", this.outProj.forward(this.joinHeads(z))); // [batch, queries, embedDim]

    const result = this.fromBatchFirst(output, query);
    if (!needWeights || pattern === null) return { output: result, weights: null };
    const weights = averageAttnWeights ? mean(pattern, { dim: 1 }) : pattern;
    return { output: result, weights: query.rank === 2 ? squeeze(weights, 0) : weights };
  }

  /** How many keys and values the options add to every sequence. */
  get addedKeys(): number {
    return Number(this.biasK !== null) + Number(this.addZeroAttn);
  }

  /** Queries, keys and values of all heads, `[batch, length, embedDim]`: what is made of one tensor, by one product. */
  private project(...inputs: [query: Tensor, key: Tensor, value: Tensor]): Tensor[] {
    const { embedDim, inProjWeight, inProjWeightScale, inProjBias } = this;
    const [query, key, value] = inputs;
    const isShared = inProjWeight !== null && key === value;
    if (isShared && query === key) {
      return this.product(query, inProjWeight, inProjBias, inProjWeightScale);
    }
    const sizes = [embedDim, ...(isShared ? [2 * embedDim] : [embedDim, embedDim])];
    const weights = inProjWeight
      ? split(inProjWeight, sizes, 0)
      : [this.qProjWeight!, this.kProjWeight!, this.vProjWeight!];
    const biases = inProjBias ? split(inProjBias, sizes, 0) : [];
    const scales = inProjWeightScale
      ? split(inProjWeightScale, sizes, 0)
      : [this.qProjWeightScale, this.kProjWeightScale, this.vProjWeightScale];
    return weights.flatMap((weight, i) => this.product(inputs[i], weight, biases[i], scales[i]));
  }

  /** `x Wᵀ + b`, in parts as wide as the layer. */
  private product(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | null | undefined,
    scale: Tensor | null,
  ): Tensor[] {
    const y = linear(this.toBatchFirst(x), weight, bias ?? null, { scale }); // [batch, length, parts · embedDim]
    return y.shape[2] === this.embedDim ? [y] : split(y, this.embedDim, -1);
  }

  /** `[batch, length, embedDim]` and, behind it, the learned vector and the zeros that the options ask for. */
  private withAddedKeys(x: Tensor, learned: Parameter | null): Tensor {
    if (this.addedKeys === 0) return x;
    const shape = [x.shape[0], 1, this.embedDim];
    const { dtype, device } = x;
    return concat(
      [
        x,
        ...(learned ? [expand(learned, shape)] : []),
        ...(this.addZeroAttn ? [zeros(shape, { dtype, device })] : []),
      ],
      1,
    );
  }

  /** `[batch, length, embedDim]` → `[batch, heads, length, headDim]`. */
  private splitHeads(x: Tensor): Tensor {
    const [batch, length] = x.shape;
    return transpose(reshape(x, [batch, length, this.numHeads, this.headDim]), 1, 2);
  }

  /** `[batch, heads, length, headDim]` → `[batch, length, embedDim]`. */
  private joinHeads(x: Tensor): Tensor {
    const [batch, , length] = x.shape;
    return reshape(transpose(x, 1, 2), [batch, length, this.embedDim]);
  }

  private toBatchFirst(x: Tensor): Tensor {
    if (x.rank === 2) return unsqueeze(x, 0);
    return this.batchFirst ? x : transpose(x, 0, 1);
  }

  private fromBatchFirst(x: Tensor, like: Tensor): Tensor {
    if (like.rank === 2) return squeeze(x, 0);
    return this.batchFirst ? x : transpose(x, 0, 1);
  }
}
