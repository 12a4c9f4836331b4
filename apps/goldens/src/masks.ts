import {
  allow,
  and,
  bias,
  block,
  causal,
  type Mask,
  ones,
  reshape,
  tril,
  type Tensor,
  eq,
} from "@clearhead/tensor";

/** The mask of a torch.nn module: boolean true blocks, in `attn_mask` and in `key_padding_mask` alike; floats are added. */
export function moduleMask(
  attnMask: Tensor | undefined,
  keyPaddingMask: Tensor | undefined,
  numHeads: number,
): Mask | undefined {
  const masks: Mask[] = [];
  if (attnMask !== undefined) {
    const [first = 0, ...rest] = attnMask.shape;
    // Three axes are batch and head in one, the head the faster.
    const isPerHead = attnMask.rank === 3;
    masks.push(
      blockOrBias(isPerHead ? reshape(attnMask, [first / numHeads, numHeads, ...rest]) : attnMask),
    );
  }
  if (keyPaddingMask !== undefined) {
    const [batch = 0, keys = 0] =
      keyPaddingMask.rank === 1 ? [1, keyPaddingMask.size] : keyPaddingMask.shape;
    masks.push(blockOrBias(reshape(keyPaddingMask, [batch, 1, 1, keys])));
  }
  return masks.length > 0 ? and(...masks) : undefined;
}

function blockOrBias(mask: Tensor): Mask {
  return mask.dtype === "bool" ? block(mask) : bias(mask);
}

/** The mask of `scaled_dot_product_attention`: boolean true allows, floats are added. */
export function functionMask(
  attnMask: Tensor | undefined,
  isCausal: boolean,
  query: Tensor,
  key: Tensor,
): Mask | undefined {
  const masks: Mask[] = [];
  if (attnMask !== undefined)
    masks.push(attnMask.dtype === "bool" ? allow(attnMask) : bias(attnMask));
  if (isCausal) {
    const [queries = 0, keys = 0] = [query.shape.at(-2), key.shape.at(-2)];
    // PyTorch aligns its triangle to the first key, ours to the last: they differ unless it is a square.
    masks.push(queries === keys ? causal() : allow(eq(tril(ones([queries, keys])), 1)));
  }
  return masks.length > 0 ? and(...masks) : undefined;
}
