// The units and size classes of the heap.

/** Blocks are counted in granules of 64 bytes, a cache line. */
export const granule = 64;
/** A granule in words of 32 bits. */
export const wordsPerGranule = 16;
export const pageBytes = 65536;
/** A WebAssembly memory with 32-bit addresses ends at 4 GiB. */
export const maximumPages = 65536;
/** Granules of the longest memory. */
export const maximumGranules = 0x4000000;
/** Sizes between one power of two and the next fall into four classes. */
export const classes = 108;
/** No block begins at granule 0. */
export const none = 0;

/** The class whose list a free block of this many granules stands in: the power of two and the two bits behind it. */
export function classOf(length: number): number {
  const power = 31 - Math.clz32(length);
  if (power < 2) return length - 1;
  return 4 * power + ((length >>> (power - 2)) & 3);
}

/** The first class all of whose blocks have at least this many granules. */
export function classThatFits(length: number): number {
  return classOf(roundUp(length));
}

/** The length from which on a free block stands in the class that surely fits (the least length of that class, or a bit more). */
export function roundUp(length: number): number {
  const power = 31 - Math.clz32(length);
  return power < 2 ? length : length + (1 << (power - 2)) - 1;
}
