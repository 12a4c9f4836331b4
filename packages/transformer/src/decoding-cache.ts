import { KeyValueCache } from "@clearhead/attention";
import { copy, keep, reshape, slice, TensorError, zeros, type Tensor } from "@clearhead/nn";

export interface DecodingCacheOptions {
  /** How many layers the model has. */
  readonly numLayers: number;
  /** The most positions that it can hold. */
  readonly maxLength: number;
  /** Whether ids are kept as well: where some are padding, nobody looks at those of earlier calls either. */
  readonly keepsIds?: boolean;
}

/** The positions before those that a model reads now. */
export interface Past {
  /** How many there are. */
  readonly offset: number;
  /** The ids that masks are made of: all that are kept, else the new ones. */
  readonly all: Tensor;
  /** Each layer's keys and values. */
  readonly caches?: readonly KeyValueCache[];
}

/**
 * What a {@link CausalLM} remembers of the ids that it has read, so that each further one costs one position and not all of them: the
 * keys and values of each layer. `model.newCache()` makes one.
 */
export class DecodingCache {
  readonly layers: readonly KeyValueCache[];
  readonly maxLength: number;
  readonly #keepsIds: boolean;
  #ids: Tensor | null = null; // [batch, maxLength]
  #length = 0;

  constructor({ numLayers, maxLength, keepsIds = false }: DecodingCacheOptions) {
    this.layers = Array.from({ length: numLayers }, () => new KeyValueCache({ maxLength }));
    this.maxLength = maxLength;
    this.#keepsIds = keepsIds;
  }

  /** How many ids have been read. */
  get length(): number {
    return this.#length;
  }

  /**
   * Has `read` read ids behind those before; what fails leaves the cache as it was.
   *
   * @throws TensorError `shape` when there are more than `maxLength`
   */
  extend<Result>(ids: Tensor, read: (past: Past) => Result): Result {
    const offset = this.#length;
    const end = offset + (ids.shape.at(-1) ?? 0);
    if (end > this.maxLength) {
      throw new TensorError(
        "shape",
        `DecodingCache: ids [${ids.shape.join(", ")}] behind ${offset} others are more than its maxLength ${this.maxLength}; make a longer one, or truncate() it`,
        { shape: ids.shape, length: offset, maxLength: this.maxLength },
      );
    }
    try {
      const result = read({ offset, all: this.#withIds(ids, end), caches: this.layers });
      this.#length = end;
      return result;
    } catch (error) {
      for (const layer of this.layers) layer.truncate(Math.min(offset, layer.length));
      throw error;
    }
  }

  /**
   * Forgets all ids from `length` on: to begin anew, or to take tokens back.
   *
   * @throws TensorError `value` when it has not read so many
   */
  truncate(length = 0): void {
    for (const layer of this.layers) layer.truncate(length);
    this.#length = length;
  }

  /** Frees its memory; the next call reserves it anew. */
  dispose(): void {
    for (const layer of this.layers) layer.dispose();
    this.#ids?.dispose();
    this.#ids = null;
    this.#length = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The ids with those before them. */
  #withIds(ids: Tensor, end: number): Tensor {
    if (!this.#keepsIds || ids.rank === 0) return ids;
    const rows = reshape(ids, [-1, ids.shape.at(-1)!]); // [batch, new]
    this.#ids ??= keep(
      zeros([rows.shape[0], this.maxLength], { dtype: "int32", device: ids.device }),
    );
    copy(slice(this.#ids, 1, this.#length, end), rows);
    return slice(this.#ids, 1, 0, end);
  }
}
