import { isFloatingPoint } from "../dtype.ts";
import { checkWhole, refuse } from "../checks.ts";
import { arange, tensor } from "../creation.ts";
import { describe, TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import { broadcastShapes, sameShape, type Shape, show } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { add, minimum } from "./binary.ts";
import { converted } from "./cast.ts";
import { logicalNot, logicalOr, maskedFill } from "./choose.ts";
import { ge, gt } from "./compare.ts";
import { reshape, unsqueeze } from "./views.ts";

/**
 * Which keys a query may look at. Masks are built by name, because a bare boolean tensor means opposite things in
 * different functions of PyTorch.
 */
export type Mask =
  | { readonly kind: "causal" }
  | { readonly kind: "padding"; readonly lengths: Tensor | readonly number[] }
  | { readonly kind: "block"; readonly blocked: Tensor }
  | { readonly kind: "bias"; readonly bias: Tensor }
  | { readonly kind: "and"; readonly masks: readonly Mask[] };

/**
 * A query sees its own position and those before it: query `i` sees key `j` where `j ≤ i + keys − queries`.
 *
 * With fewer queries than keys (a cache) the queries are the last positions.
 *
 * @see `is_causal` of torch.nn.functional.scaled_dot_product_attention, whose corner is the first position
 * @example
 * applyMask(causal(), zeros([2, 3]));
 * // → tensor([[0., 0., -inf],
 * // →         [0., 0., 0.]])
 */
export function causal(): Mask {
  return { kind: "causal" };
}

/**
 * Keys at and after each sequence's length cannot be seen.
 *
 * @param lengths - int32 `[batch]` or an array of whole numbers
 * @see `key_padding_mask` of torch.nn.MultiheadAttention, which lists what is padding instead
 * @example
 * applyMask(padding([2, 1]), zeros([2, 1, 3]));
 * // → tensor([[[0., 0., -inf]],
 * // →
 * // →         [[0., -inf, -inf]]])
 */
export function padding(lengths: Tensor | readonly number[]): Mask {
  return { kind: "padding", lengths };
}

/**
 * Only what is true may be seen.
 *
 * @param allowed - bool, broadcasts to `[batch, heads, queries, keys]`
 * @throws TensorError `dtype` when it is not bool
 * @see `attn_mask` of torch.nn.functional.scaled_dot_product_attention
 * @example applyMask(allow(tensor([true, false])), zeros([1, 2])); // → tensor([[0., -inf]])
 */
export function allow(allowed: Tensor): Mask {
  checkBool("allow", allowed);
  return { kind: "block", blocked: logicalNot(allowed) };
}

/**
 * What is true cannot be seen.
 *
 * @param blocked - bool, broadcasts to `[batch, heads, queries, keys]`
 * @throws TensorError `dtype` when it is not bool
 * @see `attn_mask` of torch.nn.MultiheadAttention
 * @example applyMask(block(tensor([true, false])), zeros([1, 2])); // → tensor([[-inf, 0.]])
 */
export function block(blocked: Tensor): Mask {
  checkBool("block", blocked);
  return { kind: "block", blocked };
}

/**
 * `scores + bias` before softmax; gradients flow to it.
 *
 * @param bias - floating-point, broadcasts to `[batch, heads, queries, keys]`
 * @throws TensorError `dtype` for bool and whole numbers
 * @see `attn_mask` of torch.nn.functional.scaled_dot_product_attention; ALiBi (Press, Smith and Lewis, 2022)
 * @example applyMask(bias(tensor([0, -1])), ones([1, 2])); // → tensor([[1., 0.]])
 */
export function bias(bias: Tensor): Mask {
  checkTensors("bias", [bias]);
  if (!isFloatingPoint(bias.dtype)) {
    throw new TensorError(
      "dtype",
      `bias: a bias is added to scores, so it must be floating point, not ${bias.dtype}; for a boolean mask use allow() or block()`,
      { dtype: bias.dtype },
    );
  }
  return { kind: "bias", bias };
}

/**
 * All masks at once: what any of them blocks is blocked, biases add.
 *
 * @param masks - null and undefined are no mask
 * @example
 * applyMask(and(causal(), padding([1])), zeros([1, 2, 2]));
 * // → tensor([[[0., -inf],
 * // →          [0., -inf]]])
 */
export function and(...masks: readonly (Mask | null | undefined)[]): Mask {
  return { kind: "and", masks: masks.filter((mask) => mask !== null && mask !== undefined) };
}

const kinds: readonly Mask["kind"][] = ["causal", "padding", "block", "bias", "and"];

function checkBool(name: string, mask: Tensor): void {
  checkTensors(name, [mask]);
  const got = mask.dtype;
  if (got === "bool") return;
  throw new TensorError(
    "dtype",
    `${name}: expected a bool tensor, got ${got}; for a float mask use bias()`,
    {
      dtype: got,
    },
  );
}

function checkMask(mask: Mask): void {
  if (!isTensor(mask) && kinds.includes(mask?.kind)) return;
  const got = isTensor(mask) ? "a tensor" : describe(mask);
  refuse(
    "attention mask",
    `expected causal(), padding(lengths), allow(tensor), block(tensor), bias(tensor) or and(…), got ${got}`,
  );
}

/**
 * The scores after the mask: −∞ where a key cannot be seen.
 *
 * @param scores - `[…, queries, keys]`
 * @returns the shape of `scores`
 * @throws TensorError `shape` when the mask does not broadcast to the scores
 * @example
 * applyMask(causal(), zeros([2, 2]));
 * // → tensor([[0., -inf],
 * // →         [0., 0.]])
 */
export function applyMask(mask: Mask, scores: Tensor): Tensor {
  checkMask(mask);
  switch (mask.kind) {
    case "and":
      return mask.masks.reduce((masked, part) => applyMask(part, masked), scores);
    case "bias":
      checkBroadcasts("bias", mask.bias, scores);
      return add(scores, mask.bias);
    case "block":
      return blockScores("block", mask.blocked, scores);
    case "causal":
      // The last position looks at all.
      if (scores.shape.at(-2) === 1) return scores;
      return blockScores("causal", isInTheFuture(scores), scores);
    case "padding":
      return blockScores("padding", isPadding(mask.lengths, scores), scores);
  }
}

function blockScores(name: string, blocked: Tensor, scores: Tensor): Tensor {
  checkBroadcasts(name, blocked, scores);
  return maskedFill(scores, blocked, -Infinity);
}

/** @param scores - themselves, or a tensor on the device on which they would be, of this `shape` */
function checkBroadcasts(name: string, mask: Tensor, scores: Tensor, shape?: Shape): void {
  checkTensors(`attention mask ${name}`, [mask, scores]);
  const target = shape ?? scores.shape;
  if (sameShape(broadcastShapes(`attention mask ${name}`, mask.shape, target), target)) return;
  throw new TensorError(
    "shape",
    `attention mask ${name}: ${show(mask.shape)} must broadcast to the scores ${show(target)}, [batch, heads, queries, keys]`,
    { operation: name, shapes: [mask.shape, target] },
  );
}

/** `[queries, keys]`: key j lies after query i. */
function isInTheFuture(scores: Tensor): Tensor {
  const [queries, keys] = scores.shape.slice(-2);
  const position = { device: scores.device } as const;
  const last = arange(keys - queries, keys, 1, position); // the position of each query among the keys
  return gt(arange(0, keys, 1, position), unsqueeze(last, 1));
}

/** `[batch, 1, …, 1, keys]`: the key stands at or after the end of its sequence. */
function isPadding(lengths: Tensor | readonly number[], scores: Tensor): Tensor {
  const keys = arange(0, scores.shape.at(-1)!, 1, { device: scores.device });
  return ge(keys, lengthsOf(lengths, scores, scores.shape));
}

/** `[batch, 1, …, 1]`, on the device of `operand`. */
function lengthsOf(lengths: Tensor | readonly number[], { device }: Tensor, shape: Shape): Tensor {
  const name = "attention mask padding";
  for (const length of isTensor(lengths) ? lengths.view() : lengths)
    checkWhole(name, "length", length, 0);
  const ends = isTensor(lengths) ? lengths : tensor(lengths, { dtype: "int32", device });
  const batch = shape[0];
  if (ends.size !== batch || shape.length < 3) {
    throw new TensorError(
      "shape",
      `attention mask padding: ${ends.size} lengths for scores ${show(shape)}: there must be one for each of the ${batch} sequences`,
      { operation: "padding", shapes: [ends.shape, shape] },
    );
  }
  return reshape(ends, [batch, ...shape.slice(1).map(() => 1)]);
}

/** A mask taken apart: what is of one kind is joined to one tensor that broadcasts to the scores. */
export interface MaskParts {
  readonly isCausal: boolean;
  /** int32 `[batch, 1, …, 1]` */
  readonly lengths: Tensor | null;
  /** bool */
  readonly blocked: Tensor | null;
  /** Floating-point. */
  readonly bias: Tensor | null;
}

/**
 * The parts of a mask for scores that nobody holds.
 *
 * @param operand - a tensor on their device
 * @param shape - their shape
 */
export function partsOf(mask: Mask, operand: Tensor, shape: Shape): MaskParts {
  checkMask(mask);
  const none: MaskParts = { isCausal: false, lengths: null, blocked: null, bias: null };
  switch (mask.kind) {
    case "and":
      return mask.masks
        .map((part) => partsOf(part, operand, shape))
        .reduce(
          (a, b) => ({
            isCausal: a.isCausal || b.isCausal,
            lengths:
              a.lengths && b.lengths ? minimum(a.lengths, b.lengths) : (a.lengths ?? b.lengths),
            blocked:
              a.blocked && b.blocked ? logicalOr(a.blocked, b.blocked) : (a.blocked ?? b.blocked),
            bias: a.bias && b.bias ? add(a.bias, b.bias) : (a.bias ?? b.bias),
          }),
          none,
        );
    case "bias":
      checkBroadcasts("bias", mask.bias, operand, shape);
      return { ...none, bias: mask.bias };
    case "block":
      checkBroadcasts("block", mask.blocked, operand, shape);
      return { ...none, blocked: mask.blocked };
    case "causal":
      return { ...none, isCausal: true };
    case "padding":
      return { ...none, lengths: converted(lengthsOf(mask.lengths, operand, shape), "int32") };
  }
}
