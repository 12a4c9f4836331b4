import { and, applyMask, bias, block, eq, pad, zeros, type Mask, type Shape } from "@clearhead/nn";

/**
 * The same mask for more keys: `added` ones behind the others, which every query may see.
 *
 * @param scores - the shape without them, `[batch, heads, queries, keys]`
 */
export function widenMask(mask: Mask, scores: Shape, added: number): Mask {
  const masked = pad(applyMask(mask, zeros(scores)), [0, added], 0); // 0, a bias, or −∞
  // Blocked as well as biased by −∞, so that a blocked key may hold anything, even NaN.
  return and(bias(masked), block(eq(masked, -Infinity)));
}
