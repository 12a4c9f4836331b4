/**
 * A small seeded generator (Mulberry32, by Tommy Ettinger, public domain): the same seed gives the same choices on every machine.
 *
 * The whole state is one 32-bit number, so a stream can be stopped, written down and resumed.
 *
 * @example
 * const random = new Random(1);
 * random.integer(6); // 3
 */
export class Random {
  /** The generator's whole state, an unsigned 32-bit integer; assign it to resume. */
  state: number;

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new RangeError(`Random: seed must be a whole number of at least 0, got ${seed}`);
    this.state = hash(String(seed));
  }

  /** A number in [0, 1), with 32 random bits. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items, all equally likely. Throws a RangeError for an empty list. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new RangeError("Random.pick: the list is empty");
    return item;
  }

  /** One of the items, each as likely as its weight says. */
  weighted<Item extends { readonly weight: number }>(items: readonly Item[]): Item {
    let total = 0;
    for (const item of items) total += item.weight;
    let left = this.next() * total;
    for (const item of items) {
      left -= item.weight;
      if (left < 0) return item;
    }
    throw new RangeError("Random.weighted: the list is empty or has no positive weight");
  }
}

/** The 32-bit FNV-1a hash of a text, finished with Murmur3's mixer so that neighbouring texts fall far apart. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
