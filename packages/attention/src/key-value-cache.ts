import { copy, keep, slice, TensorError, zeros, type Tensor } from "@clearhead/nn";

/** Keys and values, `[batch, heads, positions, headDim]` each. */
export interface KeysAndValues {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/**
 * The keys and values of the positions so far: while a sequence is written token by token, each position computes its own once.
 *
 * Memory is reserved for `maxLength` positions by the first call. A new position is written behind those before it, and attention
 * reads all where they lie, so that a token copies nothing of the past. It is for inference: no gradient flows through it.
 *
 * @throws TensorError `value` for a `maxLength` that is not a whole number from 1
 * @example
 * const cache = new KeyValueCache({ maxLength: 1024 });
 * for (const token of tokens) attention.forward(token, token, token, { cache, needWeights: false }); // token [batch, 1, embedDim]
 * cache.length; // the number of tokens
 * cache.dispose();
 */
export class KeyValueCache {
  readonly maxLength: number;
  #length = 0;
  #memory: KeysAndValues | null = null;

  constructor({ maxLength }: { readonly maxLength: number }) {
    if (!Number.isInteger(maxLength) || maxLength < 1) {
      throw new TensorError(
        "value",
        `KeyValueCache: maxLength is ${maxLength}; give a whole number from 1`,
        {
          maxLength,
        },
      );
    }
    this.maxLength = maxLength;
  }

  /** How many positions it holds. */
  get length(): number {
    return this.#length;
  }

  /**
   * Writes the keys and values of new positions behind the others.
   *
   * @param keys - `[batch, heads, new positions, headDim]`
   * @param values - `[batch, heads, new positions, headDim]`
   * @returns those of all positions, views of the cache
   * @throws TensorError `shape` when they are not of the batch, heads and width that it holds or there is no room, `gradient` when
   * gradients would have to flow through it
   */
  append(keys: Tensor, values: Tensor): KeysAndValues {
    const end = this.#length + keys.shape[2];
    this.#check(keys, values, end);
    this.#memory ??= { keys: this.#reserve(keys), values: this.#reserve(values) };
    const { keys: k, values: v } = this.#memory;
    copy(slice(k, 2, this.#length, end), keys);
    copy(slice(v, 2, this.#length, end), values);
    this.#length = end;
    return { keys: slice(k, 2, 0, end), values: slice(v, 2, 0, end) };
  }

  /**
   * Forgets all positions from `length` on: to begin anew, or to take tokens back.
   *
   * @throws TensorError `value` when it does not hold so many
   */
  truncate(length = 0): void {
    if (!Number.isInteger(length) || length < 0 || length > this.#length) {
      throw new TensorError(
        "value",
        `KeyValueCache: truncate to ${length} positions; give a whole number from 0 to ${this.#length}, as many as it holds`,
        { length: this.#length },
      );
    }
    this.#length = length;
  }

  /** Frees its memory; the next call reserves it anew. */
  dispose(): void {
    this.#memory?.keys.dispose();
    this.#memory?.values.dispose();
    this.#memory = null;
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #reserve({ shape: [batch, heads, , width], dtype, device }: Tensor): Tensor {
    return keep(zeros([batch, heads, this.maxLength, width], { dtype, device }));
  }

  #check(keys: Tensor, values: Tensor, end: number): void {
    const details = { keys: keys.shape, values: values.shape, maxLength: this.maxLength };
    if (keys.requiresGrad || values.requiresGrad) {
      throw new TensorError(
        "gradient",
        "KeyValueCache: no gradient flows through a cache; call the model in inference(model, () => …) or noGrad(() => …)",
      );
    }
    if (end > this.maxLength) {
      throw new TensorError(
        "shape",
        `KeyValueCache: ${keys.shape[2]} positions behind ${this.#length} are more than its maxLength ${this.maxLength}`,
        details,
      );
    }
    const held = this.#memory ?? { keys, values };
    const fits = (x: Tensor, like: Tensor): boolean =>
      x.rank === 4 && [0, 1, 3].every((axis) => x.shape[axis] === like.shape[axis]);
    if (fits(keys, held.keys) && fits(values, held.values) && keys.shape[2] === values.shape[2])
      return;
    const show = ({ shape }: Tensor): string => `[${shape.join(", ")}]`;
    throw new TensorError(
      "shape",
      `KeyValueCache: keys ${show(keys)} and values ${show(values)} do not fit` +
        (this.#memory
          ? ` those that it holds, keys ${show(held.keys)} and values ${show(held.values)}`
          : " each other") +
        "; they are [batch, heads, positions, headDim], and a cache is for one batch of sequences",
      details,
    );
  }
}
