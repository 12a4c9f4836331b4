import {
  abs,
  add,
  copy,
  div,
  embedding,
  gt,
  indexSelect,
  init,
  logicalAnd,
  Module,
  mul,
  noGrad,
  ones,
  parameter,
  pow,
  reshape,
  scatterAdd,
  scope,
  slice,
  sub,
  sum,
  TensorError,
  unsqueeze,
  where,
  zero,
  zeros,
  type Parameter,
  type ProbeTable,
  type Tensor,
} from "@clearhead/nn";

export interface EmbeddingOptions {
  /** The id of padding: its vector starts as 0 and learns nothing; negative counts from the end. */
  readonly paddingIdx?: number;
  /** The vectors that are looked up are first shortened, in place, to this norm. */
  readonly maxNorm?: number;
  /** Which norm: `(Σ |w|ᵖ)^(1/p)`; `2`. */
  readonly normType?: number;
  /** Divides each vector's gradient by how often its id occurs in the batch; `false`. */
  readonly scaleGradByFreq?: boolean;
}

/**
 * A table of vectors: `y = weight[ids]`, ids `[…]` (int32) → `[…, embeddingDim]`.
 *
 * The table `[numEmbeddings, embeddingDim]` starts from N(0, 1).
 *
 * @throws TensorError `value` for sizes or a paddingIdx that do not fit; `index` in `forward` for an id outside the table
 * @see torch.nn.Embedding
 * @example
 * new Embedding(1000, 32).forward(tensor([[3, 14, 15]], { dtype: "int32" })).shape; // [1, 3, 32]
 */
export class Embedding extends Module<"output"> {
  static override readonly probes: ProbeTable<"output"> = {
    output: {
      axes: ["batch", "positions", "features"],
      formula: "weight[ids]",
      meaning: {
        en: "the vector of each token, looked up in the table",
        pt: "o vetor de cada token, lido da tabela",
      },
    },
  };

  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  /** Not read-only: models that tie weights put another's here. */
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    for (const size of [numEmbeddings, embeddingDim]) {
      if (!Number.isInteger(size) || size < 0) {
        throw new TensorError(
          "value",
          `Embedding: a table cannot be [${numEmbeddings}, ${embeddingDim}]`,
        );
      }
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingRow(numEmbeddings, options.paddingIdx);
    this.maxNorm = options.maxNorm ?? null;
    this.normType = options.normType ?? 2;
    this.scaleGradByFreq = options.scaleGradByFreq ?? false;
    this.weight = parameter(zeros([numEmbeddings, embeddingDim]));
    this.resetParameters();
  }

  /** Draws new values, as the constructor does. */
  resetParameters(std = 1): void {
    init.normal(this.weight, 0, std);
    const row = this.paddingIdx;
    if (row !== null) noGrad(() => scope(() => void zero(slice(this.weight, 0, row, row + 1))));
  }

  /** ids `[…]` → `[…, embeddingDim]`. */
  forward(ids: Tensor): Tensor {
    return this.probe("output", this.lookUp(ids));
  }

  protected lookUp(ids: Tensor): Tensor {
    if (this.maxNorm !== null) this.shorten(ids, this.maxNorm);
    const vectors = embedding(ids, this.weight, { paddingIdx: this.paddingIdx });
    if (!this.scaleGradByFreq) return vectors;
    const counts = indexSelect(this.uses(ids), 0, reshape(ids, [-1]));
    const share = div(vectors, reshape(counts, [...ids.shape, 1]));
    // The values of `vectors` with the gradient of `share`: what is added is exactly 0.
    return add(vectors.detach(), sub(share, share.detach()));
  }

  /** How often each row is looked up, `[numEmbeddings]`. */
  private uses(ids: Tensor): Tensor {
    const flat = reshape(ids, [-1]);
    const { device } = this.weight;
    return scatterAdd(
      zeros([this.numEmbeddings], { device }),
      0,
      flat,
      ones(flat.shape, { device }),
    );
  }

  private shorten(ids: Tensor, maxNorm: number): void {
    noGrad(() =>
      scope(() => {
        const { weight, normType } = this;
        const norm = pow(sum(pow(abs(weight), normType), { dim: 1, keepdim: true }), 1 / normType); // [rows, 1]
        const isTooLong = logicalAnd(gt(norm, maxNorm), gt(unsqueeze(this.uses(ids), 1), 0)); // [rows, 1]
        // 1e-7 as in PyTorch's embedding_renorm_.
        const short = mul(weight, div(maxNorm, add(norm, 1e-7)));
        copy(weight, where(isTooLong, short, weight));
      }),
    );
  }

  /**
   * A table with given vectors, which stay as they are unless `freeze` is `false`.
   *
   * @throws TensorError `shape` unless `weight` is `[numEmbeddings, embeddingDim]`
   * @see torch.nn.Embedding.from_pretrained
   */
  static fromPretrained(
    weight: Tensor,
    { freeze = true, ...options }: EmbeddingOptions & { readonly freeze?: boolean } = {},
  ): Embedding {
    const [rows, columns] = weight.shape;
    if (weight.rank !== 2 || rows === undefined || columns === undefined) {
      throw new TensorError(
        "shape",
        `Embedding.fromPretrained: the table is [${weight.shape.join(", ")}], it must be [numEmbeddings, embeddingDim]`,
        { shape: weight.shape },
      );
    }
    const result = new Embedding(rows, columns, options);
    result.loadStateDict({ weight });
    result.weight.requiresGrad = !freeze;
    return result;
  }

  protected override extraRepr(): string {
    const { numEmbeddings, embeddingDim, paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    return [
      `${numEmbeddings}, ${embeddingDim}`,
      ...(paddingIdx === null ? [] : [`padding_idx=${paddingIdx}`]),
      ...(maxNorm === null ? [] : [`max_norm=${maxNorm}`]),
      ...(normType === 2 ? [] : [`norm_type=${normType}`]),
      ...(scaleGradByFreq ? ["scale_grad_by_freq=True"] : []),
    ].join(", ");
  }
}

export interface TokenEmbeddingOptions {
  /** The id of padding: its vector starts as 0 and learns nothing. */
  readonly paddingIdx?: number;
  /** Whether vectors are multiplied by √dModel, as in the paper; `true`. */
  readonly scale?: boolean;
}

/**
 * The embedding at the bottom of a Transformer: `y = weight[ids] · √dModel`, ids `[…]` → `[…, dModel]`.
 *
 * With `scale` the table starts from N(0, 1/dModel), so that y has unit variance and weights can be tied to the output;
 * without, from N(0, 1), as {@link Embedding}. Either way the same random numbers are drawn.
 *
 * @see Attention Is All You Need, section 3.4
 */
export class TokenEmbedding extends Embedding {
  static override readonly probes: ProbeTable<"output"> = {
    output: {
      axes: ["batch", "positions", "features"],
      formula: "weight[ids] · √dModel",
      meaning: {
        en: "the vector of each token, at the scale at which positions are added",
        pt: "o vetor de cada token, na escala em que as posições são somadas",
      },
    },
  };

  readonly scale: boolean;

  constructor(
    vocabSize: number,
    dModel: number,
    { paddingIdx, scale = true }: TokenEmbeddingOptions = {},
  ) {
    super(vocabSize, dModel, paddingIdx === undefined ? {} : { paddingIdx });
    this.scale = scale;
    if (scale)
      noGrad(() => scope(() => void copy(this.weight, mul(this.weight, 1 / Math.sqrt(dModel)))));
  }

  protected override lookUp(ids: Tensor): Tensor {
    const vectors = super.lookUp(ids);
    return this.scale ? mul(vectors, Math.sqrt(this.embeddingDim)) : vectors;
  }
}

function paddingRow(rows: number, paddingIdx: number | undefined): number | null {
  if (paddingIdx === undefined) return null;
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (Number.isInteger(paddingIdx) && row >= 0 && row < rows) return row;
  throw new TensorError(
    "value",
    `Embedding: paddingIdx ${paddingIdx} is not a row of a table of ${rows}; give one from ${-rows} to ${rows - 1}`,
    { paddingIdx, rows },
  );
}
