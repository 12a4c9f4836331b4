import { log } from "../elementary.ts";
import { TensorError } from "../errors.ts";
import { MersenneTwister } from "./mt19937.ts";

/**
 * NumPy's legacy random stream: after `numpy.random.seed(seed)`, the same numbers in the same order.
 *
 * Uniform numbers, integers and permutations agree bit for bit, normal numbers to the last digits of a double.
 * Source: NumPy, `numpy/random/mtrand.pyx` and `src/legacy/legacy-distributions.c`.
 *
 * @see numpy.random.RandomState
 * @example
 * new NumpyGenerator(0).rand(2); // → Float64Array(2) [ 0.5488135039273248, 0.7151893663724195 ]
 */
export class NumpyGenerator {
  #twister: MersenneTwister;
  #keptNormal: number | undefined;

  /**
   * @param seed - an integer in `[0, 2^32)`.
   * @throws TensorError `value` when the seed is anything else.
   */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw new TensorError(
        "value",
        `numpy seed: the seed must be an integer in [0, 2^32), not ${seed}`,
        { seed },
      );
    }
    this.#twister = new MersenneTwister(seed);
  }

  /** Uniform numbers in `[0, 1)`: `numpy.random.rand(size)`. */
  rand(size: number): Float64Array {
    return new Float64Array(checkSize("rand", size)).map(() => this.#uniform());
  }

  /** Normal numbers, mean 0 and standard deviation 1: `numpy.random.randn(size)`. */
  randn(size: number): Float64Array {
    return new Float64Array(checkSize("randn", size)).map(() => this.#normal());
  }

  /**
   * Integers in `[low, high)`: `numpy.random.randint(low, high, size)`.
   *
   * @throws TensorError `value` when low or high is not an integer, low >= high, or a value would not fit int32.
   */
  randint(low: number, high: number, size: number): Int32Array {
    const fits =
      Number.isInteger(low) && Number.isInteger(high) && low >= -(2 ** 31) && high <= 2 ** 31;
    if (!fits || low >= high) {
      const problem = `randint: low ${low} and high ${high} must be int32 integers with low < high (high is excluded)`;
      throw new TensorError("value", problem, { low, high });
    }
    return new Int32Array(checkSize("randint", size)).map(() => low + this.#upTo(high - low - 1));
  }

  /** The integers `0 … length - 1` in random order: `numpy.random.permutation(length)`. */
  permutation(length: number): Int32Array {
    const order = Int32Array.from(
      { length: checkSize("permutation", length) },
      (_, index) => index,
    );
    this.shuffle(order);
    return order;
  }

  /** Puts the items into random order, in place: `numpy.random.shuffle(items)`. */
  shuffle<Item>(items: { readonly length: number; [index: number]: Item }): void {
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.#upTo(index);
      const moved = items[index];
      items[index] = items[other];
      items[other] = moved;
    }
  }

  /** 53 bits from two words: 27 of the first, 26 of the second. */
  #uniform(): number {
    const high = this.#twister.next() >>> 5;
    return (high * 2 ** 26 + (this.#twister.next() >>> 6)) * 2 ** -53;
  }

  /** Marsaglia's polar method; each accepted pair gives two numbers, the first of which waits for the next call. */
  #normal(): number {
    const kept = this.#keptNormal;
    if (kept !== undefined) {
      this.#keptNormal = undefined;
      return kept;
    }
    let first: number, second: number, square: number;
    do {
      first = 2 * this.#uniform() - 1;
      second = 2 * this.#uniform() - 1;
      square = first * first + second * second;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * log(square)) / square);
    this.#keptNormal = factor * first;
    return factor * second;
  }

  /** An integer in `[0, largest]`: bits under the smallest mask that covers it, drawn again until one fits. */
  #upTo(largest: number): number {
    if (largest === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(largest);
    let drawn: number;
    do drawn = (this.#twister.next() & mask) >>> 0;
    while (drawn > largest);
    return drawn;
  }
}

function checkSize(operation: string, size: number): number {
  if (!Number.isInteger(size) || size < 0 || size >= 2 ** 31) {
    throw new TensorError("value", `${operation}: the size must be an integer >= 0, not ${size}`, {
      size,
    });
  }
  return size;
}
