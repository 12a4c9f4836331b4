import { gelu, relu, silu, type Tensor } from "@clearhead/tensor";
import { Module } from "./module.ts";

/** `max(x, 0)`. @see torch.nn.ReLU */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/**
 * `x · Φ(x)`, Φ the normal distribution's; `"tanh"` is the approximation that GPT-2 uses.
 *
 * @see torch.nn.GELU; Hendrycks and Gimpel, arXiv 1606.08415
 */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor({ approximate = "none" }: { approximate?: "none" | "tanh" } = {}) {
    super();
    this.approximate = approximate;
  }

  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }

  protected override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}

/** `x · sigmoid(x)`. @see torch.nn.SiLU */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}
