import {
  add,
  arange,
  concat,
  cos,
  exp,
  mul,
  reshape,
  sin,
  slice,
  stack,
  sub,
  TensorError,
  unsqueeze,
  type Tensor,
} from "@clearhead/nn";

export interface RotaryOptions {
  /** The slowest pair turns once in about 2π · base positions; `10000`. */
  readonly base?: number;
  /** Which features turn together: `"half"`, i and i + features/2 (NeoX, Llama), or `"interleaved"`, 2i and 2i + 1 (RoFormer, GPT-J); `"half"`. */
  readonly pairing?: "half" | "interleaved";
  /** The position of the first vector, when a cache holds those before it; `0`. */
  readonly offset?: number;
}

/**
 * Rotary positions: turns each pair of features by an angle that grows with the position, so that the product of a
 * query and a key depends on their distance alone.
 *
 * `(x₁, x₂) → (x₁ cos θ − x₂ sin θ, x₂ cos θ + x₁ sin θ)`, `θ = position · base^(−2i / features)`;
 * x `[…, positions, features]` → the same shape.
 *
 * @throws TensorError `shape` when the features are odd in number or there is no axis of positions
 * @see Su and others, RoFormer, arXiv 2104.09864
 * @example
 * const turned = rotary(query, { pairing: "interleaved" }); // query [batch, heads, positions, features]
 */
export function rotary(
  x: Tensor,
  { base = 10000, pairing = "half", offset = 0 }: RotaryOptions = {},
): Tensor {
  const [positions, features] = x.shape.slice(-2);
  if (positions === undefined || features === undefined || features % 2 !== 0) {
    throw new TensorError(
      "shape",
      `rotary: x is [${x.shape.join(", ")}]; it takes [..., positions, features] with an even number of features`,
      { shape: x.shape },
    );
  }
  const { dtype, device } = x;
  const pair = arange(0, features, 2, { dtype, device }); // [pairs]
  const speed = exp(mul(pair, -Math.log(base) / features)); // [pairs]
  const position = arange(offset, offset + positions, 1, { dtype, device }); // [positions]
  const angle = mul(unsqueeze(position, 1), speed); // [positions, pairs]
  const [cosine, sine] = [cos(angle), sin(angle)];
  const turn = (first: Tensor, second: Tensor): [Tensor, Tensor] => [
    sub(mul(first, cosine), mul(second, sine)),
    add(mul(second, cosine), mul(first, sine)),
  ];
  if (pairing === "half") {
    return concat(turn(slice(x, -1, 0, features / 2), slice(x, -1, features / 2, features)), -1);
  }
  return reshape(
    stack(turn(slice(x, -1, 0, features, 2), slice(x, -1, 1, features, 2)), -1),
    x.shape,
  );
}
