import { apply } from "../apply.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { broadcastOperand, operand, plainProduct, turned } from "../cpu/operand.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { unified } from "./cast.ts";
import { logicalAnd, maskedFill } from "./choose.ts";
import { eq, ne } from "./compare.ts";
import { contiguous } from "./contiguous.ts";
import { dropout } from "./dropout.ts";
import { applyMask, type Mask } from "./masks.ts";
import { matmul, matrixProduct } from "./matmul.ts";
import { safeSoftmax } from "./softmax.ts";
import { expand, sumTo } from "./sum.ts";
import { reshape, transpose, unsqueeze } from "./views.ts";

/** How well each query and key agree. A score whose gradient is 0 (a masked one) reads nothing on the way back. */
export const queryKeyProducts: Operation<object> = {
  name: "query_key",
  formula: "y[…, i, j] = Σ_e query[…, i, e] · key[…, j, e]",
  outputs([query, key]) {
    const batch = broadcastShapes(
      "query · key (batch axes)",
      query.shape.slice(0, -2),
      key.shape.slice(0, -2),
    );
    return [{ shape: [...batch, query.shape.at(-2)!, key.shape.at(-2)!], dtype: query.dtype }];
  },
  meaning: {
    kind: "definition",
    define(m, [query, key], _, [{ shape }]) {
      const width = shape.at(-1)!;
      return (index) => {
        const batch = index.slice(0, -2);
        const [i, j] = index.slice(-2);
        return m.sum(width, (e) => m.times(query([...batch, i, e]), key([...batch, j, e])));
      };
    },
  },
  gradient: ({ gradient, input, needs, specs: [query, key] }) => [
    needs[0] ? sumTo(apply(weightedSum, [gradient, input(1)], {}), query.shape) : null,
    needs[1]
      ? sumTo(apply(weightedSum, [transpose(gradient, -2, -1), input(0)], {}), key.shape)
      : null,
  ],
  saves: { inputs: [0, 1] },
  cpu([query, key], [y]) {
    const batch = y.shape.slice(0, -2);
    const left = broadcastOperand(query, [...batch, ...query.shape.slice(-2)]);
    const right = broadcastOperand(key, [...batch, ...key.shape.slice(-2)]);
    call(kernels.matmul, [operand(y), left, turned(right)], plainProduct);
  },
};

/**
 * A matrix product in which a weight of 0 reads nothing: what stands in a masked slot, be it NaN, cannot reach the result.
 * For finite values it is `matmul`.
 */
export const weightedSum: Operation<object> = {
  name: "weighted_sum",
  formula: "y[…, i, j] = Σ_k weights[…, i, k] · values[…, k, j] over the k with weight ≠ 0",
  outputs: matrixProduct.outputs,
  meaning: {
    kind: "definition",
    define(m, [weights, values], _, [{ shape }]) {
      const count = shape.at(-1)!;
      const zero = m.number(0);
      return (index) => {
        const batch = index.slice(0, -2);
        const [i, j] = index.slice(-2);
        return m.sum(count, (k) => {
          const weight = weights([...batch, i, k]);
          const product = (): typeof weight => m.times(weight, values([...batch, k, j]));
          return m.choose(weight, product, () => zero);
        });
      };
    },
  },
  gradient({ gradient, input, needs, specs: [w, v] }) {
    const forWeights = (): Tensor => {
      const product = matmul(gradient, transpose(input(1), -2, -1));
      // Infinity − Infinity and NaN − NaN are NaN, which differs from 0.
      const unread = logicalAnd(eq(input(0), 0), ne(sub(product, product), 0));
      return sumTo(maskedFill(product, unread, 0), w.shape);
    };
    const forValues = (): Tensor => sumTo(matmul(transpose(input(0), -2, -1), gradient), v.shape);
    return [needs[0] ? forWeights() : null, needs[1] ? forValues() : null];
  },
  fusedGradient({ gradient, input, needs, specs: [w, v] }) {
    const forWeights = (): Tensor => {
      const product = matmul(gradient, transpose(input(1), -2, -1));
      clearUnread(product, contiguous(input(0)));
      return sumTo(product, w.shape);
    };
    const forValues = (): Tensor => sumTo(matmul(transpose(input(0), -2, -1), gradient), v.shape);
    return [needs[0] ? forWeights() : null, needs[1] ? forValues() : null];
  },
  saves: { inputs: [0, 1] },
  cpu([weights, values], [y]) {
    const batch = y.shape.slice(0, -2);
    const left = broadcastOperand(weights, [...batch, ...weights.shape.slice(-2)]);
    const right = broadcastOperand(values, [...batch, ...values.shape.slice(-2)]);
    call(kernels.matmul, [operand(y), left, right], plainProduct);
    if (!isAllFinite(y)) y.storage.values().set(sumWithoutZeros(weights, values, y));
  },
};

function isAllFinite(x: Tensor): boolean {
  const values = x.storage.values();
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return false;
  return true;
}

/** Zeroes what is not finite and has weight 0, in place. */
function clearUnread(product: Tensor, weights: Tensor): void {
  const values = product.view();
  if (isAllFinite(product)) return;
  const shared = weights.view();
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(values[at]) && shared[at % shared.length] === 0) values[at] = 0;
  }
}

/** The slow path, taken when something is not finite: the definition in plain loops. */
function sumWithoutZeros(weights: Tensor, values: Tensor, y: Tensor): Float32Array {
  const [rows, inner] = weights.shape.slice(-2);
  const columns = values.shape.at(-1)!;
  const batch = y.shape.slice(0, -2);
  const w = contiguous(expand(weights, [...batch, rows, inner])).view();
  const v = contiguous(expand(values, [...batch, inner, columns])).view();
  const result = new Float32Array(y.size);
  for (let at = 0; at < result.length; at++) {
    const row = Math.floor(at / columns);
    const block = Math.floor(row / rows) * inner;
    let total = 0;
    for (let k = 0; k < inner; k++) {
      const weight = w[row * inner + k];
      if (weight !== 0) total += weight * v[(block + k) * columns + (at % columns)];
    }
    result[at] = total;
  }
  return result;
}

/**
 * What passes through attention, in order: scaled and masked scores, the pattern, and what dropout left of it. Without
 * dropout `"pattern"` and `"dropped"` are the same tensor, so a label given to one is the other's too.
 */
export type AttentionStage = "scores" | "pattern" | "dropped";

/** Repeats key-value heads so that each query head has its own. */
function repeatHeads(x: Tensor, heads: number): Tensor {
  const own = x.shape.at(-3)!;
  if (own === heads) return x;
  const batch = x.shape.slice(0, -3);
  const [length, width] = x.shape.slice(-2);
  const repeated = expand(unsqueeze(x, -3), [...batch, own, heads / own, length, width]);
  return reshape(repeated, [...batch, heads, length, width]);
}

/** What attention is told beside its operands. */
export interface Attending {
  readonly mask: Mask | null;
  readonly scale: number;
  readonly enableGqa: boolean;
  readonly dropoutP: number;
  readonly probe: (stage: AttentionStage, value: Tensor) => Tensor;
}

/** What attention is: products, scale, mask, softmax, dropout, products. */
export function attend(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { mask, scale, enableGqa, dropoutP, probe }: Attending,
): Tensor {
  const heads = query.shape.at(-3) ?? 1;
  const keys = enableGqa ? repeatHeads(key, heads) : key;
  const values = enableGqa ? repeatHeads(value, heads) : value;

  const products = apply(queryKeyProducts, unified([query, keys], "float32"), {}); // [batch, heads, queries, keys]
  const scaled = mul(products, scale);
  const scores = probe("scores", mask ? applyMask(mask, scaled) : scaled);
  const pattern = probe("pattern", safeSoftmax(scores, -1)); // each row sums to 1
  const dropped = probe("dropped", dropout(pattern, { p: dropoutP }));
  return apply(weightedSum, unified([dropped, values]), {}); // [batch, heads, queries, Ev]
}
