const size = 624;
const middle = 397;

/**
 * The Mersenne Twister MT19937: 32 random bits a call, period 2^19937 - 1.
 *
 * PyTorch's CPU generator and NumPy's legacy generator both read this stream, so the same seed gives the same bits.
 * Source: Matsumoto and Nishimura, "Mersenne Twister" (1998), the reference code `mt19937ar.c`.
 *
 * @example
 * new MersenneTwister(5489).next(); // 3499211612
 */
export class MersenneTwister {
  /** The 624 words that the next outputs are made of. */
  readonly words: Uint32Array = new Uint32Array(size);
  /** How many words of the current block are left; 1 means that the next call makes a new block. */
  left: number = 1;
  /** Index of the next word in the current block. */
  position: number = 0;

  /** `seed` is taken modulo 2^32. */
  constructor(seed: number) {
    const { words } = this;
    words[0] = seed;
    for (let index = 1; index < size; index++) {
      const previous = words[index - 1] ^ (words[index - 1] >>> 30);
      words[index] = Math.imul(1812433253, previous) + index;
    }
  }

  /** The next 32 bits as an integer in `[0, 2^32)`. */
  next(): number {
    if (--this.left === 0) this.#twist();
    let word = this.words[this.position++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const { words } = this;
    for (let index = 0; index < size; index++) {
      const following = words[(index + 1) % size];
      const mixed = (words[index] & 0x80000000) | (following & 0x7fffffff);
      words[index] =
        words[(index + middle) % size] ^ (mixed >>> 1) ^ (following & 1 ? 0x9908b0df : 0);
    }
    this.left = size;
    this.position = 0;
  }
}
