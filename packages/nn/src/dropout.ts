import { dropout, TensorError, type Tensor } from "@clearhead/tensor";
import { Module } from "./module.ts";
import { pythonFloat } from "./repr.ts";

/**
 * In training sets each number to 0 with probability `p` and divides the others by `1 − p`; in evaluation the identity.
 *
 * @throws TensorError `value` unless 0 ≤ p ≤ 1
 * @see torch.nn.Dropout; Srivastava and others, JMLR 15 (2014)
 */
export class Dropout extends Module {
  readonly p: number;

  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new TensorError("value", `Dropout: p is ${p}; a probability is from 0 to 1`, { p });
    }
    this.p = p;
  }

  forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  protected override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=False`;
  }
}
