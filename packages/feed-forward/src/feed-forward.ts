import {
  Dropout,
  Linear,
  linearActivation,
  Module,
  type ActivationName,
  type ProbeTable,
  type Tensor,
} from "@clearhead/nn";
import { activationFunction, type Activation } from "./activation.ts";

/** The activations that are computed in one operation with the map before them. */
const fused: readonly ActivationName[] = ["relu", "gelu", "silu"];

type FeedForwardProbe = "pre" | "hidden";

export interface FeedForwardOptions {
  /** Width of the vectors that come in and go out. */
  readonly dModel: number;
  /** Width between the two maps; `2048`. */
  readonly dimFeedforward?: number;
  /** Probability of dropping a hidden number; `0.1`. */
  readonly dropout?: number;
  /** `"relu"`, `"gelu"` (exact), `"silu"`, or a function; `"relu"`. */
  readonly activation?: Activation;
  /** Whether both maps have a bias; `true`. */
  readonly bias?: boolean;
}

/**
 * The position-wise network: two linear maps with an activation between, the same at every position.
 *
 * `FFN(x) = max(0, x W₁ + b₁) W₂ + b₂`, x `[…, dModel]` → `[…, dModel]`; dropout after the activation, as in PyTorch.
 *
 * @throws TensorError `value` for an unknown activation or an impossible dropout
 * @see Attention Is All You Need, section 3.3; `linear1` and `linear2` of torch.nn.TransformerEncoderLayer
 * @example
 * const network = new FeedForward({ dModel: 64, dimFeedforward: 256 });
 * network.forward(randn([2, 10, 64])).shape; // [2, 10, 64]
 */
export class FeedForward extends Module<FeedForwardProbe> {
  static override readonly probes: ProbeTable<FeedForwardProbe> = {
    pre: {
      axes: ["batch", "positions", "hidden"],
      formula: "x W₁ + b₁",
      meaning: {
        en: "what each hidden unit adds up, before its activation",
        pt: "o que cada unidade oculta soma, antes da ativação",
      },
    },
    hidden: {
      axes: ["batch", "positions", "hidden"],
      formula: "activation(x W₁ + b₁)",
      meaning: {
        en: "how strongly each hidden unit answers to the position",
        pt: "o quanto cada unidade oculta responde à posição",
      },
    },
  };

  readonly linear1: Linear;
  readonly dropout: Dropout;
  readonly linear2: Linear;
  readonly activation: (x: Tensor) => Tensor;
  /** The activation's name where one operation computes it with the map before it, else `null`. */
  readonly activationName: ActivationName | null;

  constructor({
    dModel,
    dimFeedforward = 2048,
    dropout = 0.1,
    activation = "relu",
    bias = true,
  }: FeedForwardOptions) {
    super();
    this.activation = activationFunction(activation);
    this.activationName = fused.find((name) => name === activation) ?? null;
    this.linear1 = new Linear(dModel, dimFeedforward, { bias });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias });
  }

  /** x `[…, dModel]` → `[…, dModel]`. */
  forward(x: Tensor): Tensor {
    const hidden = this.hidden(x); // [batch, positions, hidden]
    return this.linear2.forward(this.dropout.forward(hidden)); // [batch, positions, features]
  }

  private hidden(x: Tensor): Tensor {
    const { activationName: name, linear1 } = this;
    // The same in one operation, where nobody looks in, no subclass computes another map, and the weight needs no decoding.
    const isPlain = linear1.constructor === Linear && linear1.weight.dtype === "float32";
    if (name !== null && !this.isObserved && isPlain) {
      return linearActivation(x, linear1.weight, linear1.bias, name);
    }
    const pre = this.probe("pre", linear1.forward(x)); // [batch, positions, hidden]
    return this.probe("hidden", this.activation(pre)); // [batch, positions, hidden]
  }
}
