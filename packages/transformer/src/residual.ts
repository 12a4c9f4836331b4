import { add, type LayerNorm, type Tensor } from "@clearhead/nn";

/**
 * A sub-layer on the residual stream: `norm(x + sublayer(x))`, the paper's; with `normFirst` `x + sublayer(norm(x))`.
 *
 * @see Attention Is All You Need, section 3.1; Xiong and others, On Layer Normalization, arXiv 2002.04745
 */
export function residual(
  x: Tensor,
  norm: LayerNorm,
  normFirst: boolean,
  sublayer: (x: Tensor) => Tensor,
): Tensor {
  return normFirst ? add(x, sublayer(norm.forward(x))) : norm.forward(add(x, sublayer(x)));
}
