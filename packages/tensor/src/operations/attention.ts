import { checkOptions, refuse } from "../checks.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { attend, type AttentionStage } from "./attention-parts.ts";
import { attendAtOnce } from "./attention-fused.ts";
import type { Mask } from "./masks.ts";

export type { AttentionStage } from "./attention-parts.ts";

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
 * On the `cpu` device it is one kernel, forward and backward, which keeps a number for each query and never the
 * `[queries, keys]` scores: memory grows with the length. Where these must be held the products and the softmax run one by one:
 * with a `probe` or dropout, for a `bias` that is learned, under `trace`, for second derivatives, for heads wider than 256.
 *
 * @param query - `[…, heads, queries, E]`
 * @param key - `[…, heads, keys, E]`
 * @param value - `[…, heads, keys, Ev]`
 * @returns `[…, heads, queries, Ev]`
 * @throws TensorError `shape` when the three do not fit together or the mask does not broadcast, `value` for a `dropoutP` outside [0, 1]
 * @see torch.nn.functional.scaled_dot_product_attention; Attention Is All You Need, 3.2.1; FlashAttention (Dao et al., 2022)
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
  const { mask = null, dropoutP = 0, enableGqa = false, probe } = options;
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
  const attending = { mask, scale, enableGqa, dropoutP };
  const fused = probe || dropoutP > 0 ? null : attendAtOnce(query, key, value, attending);
  return fused ?? attend(query, key, value, { ...attending, probe: probe ?? ((_, x) => x) });
}
