import { and, applyMask, bias, block, eq, pad, zeros, type Mask, type Tensor } from "@clearhead/nn";

/**
 * The same mask for more keys: `added` ones behind the others, which every query may see.
 *
 * @param q - `[batch, heads, queries, headDim]`
 * @param k - `[batch, heads, keys, headDim]`, the added ones among them
 */
export function widenMask(mask: Mask, q: Tensor, k: Tensor, added: number): Mask {
  const scores = [...q.shape.slice(0, 3), k.shape[2] - added];
  const { dtype, device } = q;
  const masked = pad(applyMask(mask, zeros(scores, { dtype, device })), [0, added], 0); // 0, a bias, or −∞
  // Blocked as well as biased by −∞, so that a blocked key may hold anything, even NaN.
  return and(bias(masked), block(eq(masked, -Infinity)));
}
