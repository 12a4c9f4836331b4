import {
  abs,
  arange,
  mul,
  reshape,
  sub,
  tensor,
  TensorError,
  unsqueeze,
  type Tensor,
} from "@clearhead/nn";

/**
 * The slope of each head: `2^(−8 h / heads)` for h = 1 … heads where `heads` is a power of two; otherwise those of the
 * power of two below, then every second slope of the power above.
 *
 * @see Press, Smith and Lewis, Train Short, Test Long, arXiv 2108.12409
 */
export function alibiSlopes(numHeads: number): number[] {
  if (!Number.isInteger(numHeads) || numHeads < 1) {
    throw new TensorError("value", `alibiSlopes: ${numHeads} is not a number of heads`, {
      numHeads,
    });
  }
  const below = 2 ** Math.floor(Math.log2(numHeads));
  const between = geometric(2 * below).filter((_, head) => head % 2 === 0);
  return [...geometric(below), ...between.slice(0, numHeads - below)];
}

/**
 * Attention with linear biases: `−slope[head] · |place of query − place of key|`, `[numHeads, queries, keys]`, for the
 * mask `bias(…)`. With fewer queries than keys the queries are the last ones.
 *
 * @see Press, Smith and Lewis, Train Short, Test Long, arXiv 2108.12409
 * @example
 * const mask = and(causal(), bias(alibi(8, 10, 10)));
 */
export function alibi(numHeads: number, queries: number, keys: number): Tensor {
  const slopes = tensor(alibiSlopes(numHeads)); // [heads]
  const query = arange(keys - queries, keys, 1, { dtype: "float32" }); // [queries]
  const key = arange(0, keys, 1, { dtype: "float32" }); // [keys]
  const distance = abs(sub(unsqueeze(query, 1), key)); // [queries, keys]
  return mul(reshape(slopes, [numHeads, 1, 1]), mul(distance, -1)); // [heads, queries, keys]
}

/** `2^(−8 h / count)` for h = 1 … count. */
function geometric(count: number): number[] {
  return Array.from({ length: count }, (_, head) => 2 ** ((-8 * (head + 1)) / count));
}
