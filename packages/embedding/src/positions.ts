import {
  add,
  arange,
  cos,
  exp,
  init,
  keep,
  Module,
  mul,
  parameter,
  reshape,
  scope,
  sin,
  slice,
  stack,
  TensorError,
  unsqueeze,
  zeros,
  type Parameter,
  type ProbeTable,
  type Tensor,
} from "@clearhead/nn";

/**
 * The paper's table of positions, `[length, dModel]`:
 * `PE[pos, 2i] = sin(pos / 10000^(2i / dModel))`, `PE[pos, 2i + 1] = cos(pos / 10000^(2i / dModel))`.
 *
 * @see Attention Is All You Need, section 3.5
 * @example
 * console.log(String(sinusoidalPositions(2, 4)));
 * // tensor([[0.0000, 1.0000, 0.0000, 1.0000],
 * //         [0.8415, 0.5403, 0.0100, 0.9999]])
 */
export function sinusoidalPositions(length: number, dModel: number): Tensor {
  const even = arange(0, dModel, 2, { dtype: "float32" }); // [pairs]
  const speed = exp(mul(even, -Math.log(10000) / dModel)); // [pairs]
  const position = arange(0, length, 1, { dtype: "float32" }); // [length]
  const angle = mul(unsqueeze(position, 1), speed); // [length, pairs]
  const waves = stack([sin(angle), cos(angle)], -1); // [length, pairs, 2]
  // An odd width leaves the last cosine out.
  return slice(reshape(waves, [length, 2 * even.size]), 1, 0, dModel); // [length, dModel]
}

export interface PositionsOptions {
  /** Width of the vectors. */
  readonly dModel: number;
  /** The longest sequence; `1024`. */
  readonly maxLength?: number;
}

type PositionsProbe = "positions" | "output";

/** Adds to each vector the vector of its place: `y = x + table[place]`, x `[…, length, dModel]` → the same shape. */
export abstract class Positions extends Module<PositionsProbe> {
  static override readonly probes: ProbeTable<PositionsProbe> = {
    positions: {
      axes: ["positions", "features"],
      formula: "table[place]",
      meaning: {
        en: "the vector of each place in the sequence, the same for every token",
        pt: "o vetor de cada lugar na sequência, o mesmo para qualquer token",
      },
    },
    output: {
      axes: ["batch", "positions", "features"],
      formula: "x + table[place]",
      meaning: {
        en: "the vector of each token with its place in it",
        pt: "o vetor de cada token já com o seu lugar",
      },
    },
  };

  readonly dModel: number;
  readonly maxLength: number;
  /** `[maxLength, dModel]` */
  abstract readonly table: Tensor;

  constructor({ dModel, maxLength = 1024 }: PositionsOptions) {
    super();
    this.dModel = dModel;
    this.maxLength = maxLength;
  }

  /**
   * x `[…, length, dModel]` → x with its places.
   *
   * @param options.offset - the place of the first vector, when a cache holds those before it; `0`
   * @throws TensorError `shape` when the sequence is longer than `maxLength` or of another width
   */
  forward(x: Tensor, { offset = 0 }: { readonly offset?: number } = {}): Tensor {
    const [length = 0, width] = x.shape.slice(-2);
    if (x.rank < 2 || width !== this.dModel || offset + length > this.maxLength) {
      throw new TensorError(
        "shape",
        `${this.constructor.name}: x is [${x.shape.join(", ")}]${offset ? ` from place ${offset}` : ""}; ` +
          `it takes [..., length, ${this.dModel}] up to place ${this.maxLength} (maxLength)`,
        { shape: x.shape, maxLength: this.maxLength },
      );
    }
    const positions = this.probe("positions", slice(this.table, 0, offset, offset + length)); // [positions, features]
    return this.probe("output", add(x, positions)); // [batch, positions, features]
  }

  protected override extraRepr(): string {
    return `${this.maxLength}, ${this.dModel}`;
  }
}

/**
 * Adds the paper's sines and cosines, {@link sinusoidalPositions}; nothing is learned and nothing stands in the state dict.
 *
 * @see Attention Is All You Need, section 3.5
 * @example
 * new SinusoidalPositions({ dModel: 64 }).forward(randn([2, 10, 64])).shape; // [2, 10, 64]
 */
export class SinusoidalPositions extends Positions {
  readonly table: Tensor;

  constructor(options: PositionsOptions) {
    super(options);
    this.table = keep(scope(() => sinusoidalPositions(this.maxLength, this.dModel)));
  }
}

/**
 * Adds a learned vector for each place; the table starts from N(0, 1), as an embedding.
 *
 * @see Attention Is All You Need, table 3, row E
 */
export class LearnedPositions extends Positions {
  readonly weight: Parameter;

  constructor(options: PositionsOptions) {
    super(options);
    this.weight = parameter(init.normal(zeros([this.maxLength, this.dModel])));
  }

  get table(): Tensor {
    return this.weight;
  }
}
