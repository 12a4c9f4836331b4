import { and, block, causal, type Mask } from "@clearhead/attention";
import { eq, reshape, TensorError, type Tensor } from "@clearhead/nn";

/** Throws unless `ids` are whole numbers in a row, or in rows: `[length]` or `[batch, length]`. */
export function checkIds(model: string, name: string, ids: Tensor): void {
  if (ids.dtype === "int32" && (ids.rank === 1 || ids.rank === 2) && ids.size > 0) return;
  throw new TensorError(
    ids.dtype === "int32" ? "shape" : "dtype",
    `${model}: ${name} is ${ids.dtype} [${ids.shape.join(", ")}]; it takes int32 ids, [batch, length] or [length], at least one: ` +
      `tensor([[3, 1, 4]], { dtype: "int32" })`,
    { shape: ids.shape, dtype: ids.dtype },
  );
}

/** Nobody looks at padding; no mask where there is none. ids `[batch, keys]` → `[batch, 1, 1, keys]`. */
export function paddingMask(ids: Tensor, paddingId: number | undefined): Mask | undefined {
  if (paddingId === undefined) return undefined;
  const [batch, keys] = ids.rank === 1 ? [1, ids.size] : ids.shape;
  return block(reshape(eq(ids, paddingId), [batch, 1, 1, keys]));
}

/** Nobody looks ahead, nor at padding. */
export function causalMask(ids: Tensor, paddingId: number | undefined): Mask {
  const padding = paddingMask(ids, paddingId);
  return padding ? and(causal(), padding) : causal();
}
