import { apply } from "../apply.ts";
import { checkOptions, refuse } from "../checks.ts";
import { call } from "../cpu/call.ts";
import type { Operand as KernelOperand } from "../cpu/kernels.ts";
import * as kernels from "../cpu/kernels.ts";
import { broadcastOperand, operand, plainProduct } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { broadcastShapes, show } from "../shape.ts";
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

/** The last two axes exchanged, for a kernel. */
function turned({ pointer, shape, strides }: KernelOperand): KernelOperand {
  const turn = (numbers: readonly number[]): number[] => [
    ...numbers.slice(0, -2),
    numbers[numbers.length - 1],
    numbers[numbers.length - 2],
  ];
  return { pointer, shape: turn(shape), strides: turn(strides) };
}

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

/** What {@link scaledDotProductAttention} takes beside query, key and value. */
export interface AttentionOptions {
  /** Which keys a query may look at: `causal()`, `padding(lengths)`, `allow`, `block`, `bias`, joined by `and`. */
  readonly mask?: Mask | null;
  /** What products are multiplied by: 1/√E when left out. */
  readonly scale?: number;
  /** Dropout on the pattern; applied whenever it is above 0, as torch does. */
  readonly dropoutP?: number;
  /** Fewer key-value heads than query heads: head h reads key-value head ⌊h / (Hq / Hkv)⌋. */
  readonly enableGqa?: boolean;
  /** Sees each stage, and may return another tensor in its place. */
  readonly probe?: (stage: AttentionStage, value: Tensor) => Tensor;
}

const attentionOptions: readonly (keyof AttentionOptions)[] = [
  "mask",
  "scale",
  "dropoutP",
  "enableGqa",
  "probe",
];

/** Repeats key-value heads so that each query head has its own. */
function repeatHeads(x: Tensor, heads: number): Tensor {
  const own = x.shape.at(-3)!;
  if (own === heads) return x;
  const batch = x.shape.slice(0, -3);
  const [length, width] = x.shape.slice(-2);
  const repeated = expand(unsqueeze(x, -3), [...batch, own, heads / own, length, width]);
  return reshape(repeated, [...batch, heads, length, width]);
}

function checkShapes(query: Tensor, key: Tensor, value: Tensor, enableGqa: boolean): void {
  const shapes = [query.shape, key.shape, value.shape];
  const fail = (reason: string): never => {
    throw new TensorError(
      "shape",
      `scaledDotProductAttention: query ${show(query.shape)}, key ${show(key.shape)}, value ${show(value.shape)}: ${reason}`,
      { operation: "scaledDotProductAttention", shapes },
    );
  };
  if (shapes.some((shape) => shape.length < 2))
    fail("each needs at least two axes [positions, width]");
  if (query.shape.at(-1) !== key.shape.at(-1))
    fail("query and key must have the same width (last axis)");
  if (key.shape.at(-2) !== value.shape.at(-2))
    fail("there must be one value for each key (second last axis)");
  if (!enableGqa) return;
  const [queries, keys] = [query.shape.at(-3), key.shape.at(-3)];
  if (!queries || !keys || value.shape.at(-3) !== keys || queries % keys !== 0) {
    fail(
      "with enableGqa the query heads must be a multiple of the key heads, and values have the key heads",
    );
  }
}

/**
 * `softmax(query · keyᵀ · scale + mask) · value`: each query asks every key, and takes their values in the proportion of the answers.
 *
 * A query that may look at nothing gets exactly 0, and so do its weights and gradients. What stands in a masked slot (even NaN)
 * cannot reach the result.
 *
 * @param query - `[…, heads, queries, E]`
 * @param key - `[…, heads, keys, E]`
 * @param value - `[…, heads, keys, Ev]`
 * @returns `[…, heads, queries, Ev]`
 * @throws TensorError `shape` when the three do not fit together or the mask does not broadcast, `value` for a `dropoutP` outside [0, 1]
 * @see torch.nn.functional.scaled_dot_product_attention; Attention Is All You Need, 3.2.1
 * @example
 * const query = tensor([[1, 0], [0, 1]]);
 * const value = tensor([[1, 2], [3, 4]]);
 * scaledDotProductAttention(query, query, value, { mask: causal() });
 * // → tensor([[1.0000, 2.0000],
 * // →         [2.3395, 3.3395]])
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  checkTensors("scaledDotProductAttention", [query, key, value]);
  checkOptions("scaledDotProductAttention", options, attentionOptions);
  const { mask, dropoutP = 0, enableGqa = false, probe = (_, x) => x } = options;
  checkShapes(query, key, value, enableGqa);
  const scale = options.scale ?? 1 / Math.sqrt(query.shape.at(-1)!);
  if (!Number.isFinite(scale)) {
    refuse("scaledDotProductAttention", `scale ${scale} must be a finite number`, { scale });
  }
  if (!(dropoutP >= 0 && dropoutP <= 1)) {
    refuse(
      "scaledDotProductAttention",
      `dropoutP ${dropoutP} is a probability: it must be from 0 to 1`,
    );
  }
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
