import { TensorError } from "../errors.ts";
import { scratchAddress, scratchBytes } from "./layout.ts";
import {
  classes,
  classOf,
  classThatFits,
  granule,
  maximumGranules,
  maximumPages,
  none,
  pageBytes,
  roundUp,
  wordsPerGranule,
} from "./size-class.ts";

/** One WebAssembly memory, and who holds which part of it. */
export interface Heap {
  /**
   * Address of a free block of at least `bytes` bytes, aligned to 64; its content is undefined.
   *
   * @throws TensorError `value` when 4 GiB, or what the system gives, are used up.
   */
  allocate(bytes: number): number;
  /** Gives a block back; free neighbours become one block. @throws Error when no block begins there. */
  free(pointer: number): void;
  /** Views of the whole memory, current after it grew; the index is `pointer / BYTES_PER_ELEMENT`. */
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly float64: Float64Array;
  /** Bytes of the blocks in use, each rounded up to 64. */
  readonly bytes: number;
  readonly memory: WebAssembly.Memory;
  /** Whether the memory can be given to other threads. */
  readonly isShared: boolean;
}

/**
 * A heap over a memory of its own: two-level segregated fit (Masmano et al., 2004).
 * Free blocks are listed by size class, a block of the first class that surely fits is split, and a freed block merges with its free neighbours.
 *
 * @param limitPages At most this many pages of 64 KiB.
 * @param isShared Whether threads shall share it, where the system allows that; in a page it does under cross-origin isolation.
 */
export function createHeap(
  limitPages: number = maximumPages,
  isShared: boolean = typeof SharedArrayBuffer === "function",
): Heap {
  /** Below: the blocks of a call and the main thread's scratch memory, see layout.ts. */
  const firstGranule = Math.ceil((scratchAddress + scratchBytes) / granule);
  const memory = reserve(limitPages, isShared);
  let int32: Int32Array;
  let granules = firstGranule;

  /** Length of a block, at its first granule positive when in use, at its first and last negative when free; else not above 0. */
  let tags = new Int32Array(granules);
  /** First free block of each class, at first none; the links of a list stand in the free memory itself. */
  const heads = new Int32Array(classes);
  /** Bit c of word w is set where class `32 w + c` has a free block. */
  const occupied = new Int32Array(Math.ceil(classes / 32));
  let bytes = 0;

  function link(start: number, length: number): void {
    tags[start] = -length;
    tags[start + length - 1] = -length;
    const list = classOf(length);
    const next = heads[list];
    const at = start * wordsPerGranule;
    int32[at] = next;
    int32[at + 1] = none;
    if (next !== none) int32[next * wordsPerGranule + 1] = start;
    heads[list] = start;
    occupied[list >>> 5] |= 1 << (list & 31);
  }

  function unlink(start: number, length: number): void {
    const at = start * wordsPerGranule;
    const next = int32[at];
    const previous = int32[at + 1];
    if (next !== none) int32[next * wordsPerGranule + 1] = previous;
    if (previous !== none) {
      int32[previous * wordsPerGranule] = next;
      return;
    }
    const list = classOf(length);
    heads[list] = next;
    if (next === none) occupied[list >>> 5] &= ~(1 << (list & 31));
  }

  /** A free block of at least this length, or `none`. */
  function find(length: number): number {
    const list = classThatFits(length);
    let word = list >>> 5;
    let bits = occupied[word] & (-1 << (list & 31));
    while (bits === 0 && ++word < occupied.length) bits = occupied[word];
    return bits === 0 ? none : heads[word * 32 + 31 - Math.clz32(bits & -bits)];
  }

  /** Makes the memory end with a free block of `length` granules; grows by a quarter at least, so that growing stays rare. */
  function grow(length: number, asked: number): void {
    const pages = (granules * granule) / pageBytes;
    const freeAtEnd = Math.max(0, -tags[granules - 1]);
    const needed = Math.ceil(((length - freeAtEnd) * granule) / pageBytes);
    if (!growBy(Math.max(needed, pages >>> 2)) && !growBy(needed)) {
      const problem = `out of memory: ${asked} bytes asked for, ${bytes} bytes in use; dispose of tensors, or work in scope(fn)`;
      throw new TensorError("value", problem, { asked, inUse: bytes });
    }
    takeUp();
  }

  /** Looks at the memory as it is now, and frees what it has gained. */
  function takeUp(): void {
    const { buffer } = memory;
    int32 = new Int32Array(buffer);
    const [float32, float64] = [new Float32Array(buffer), new Float64Array(buffer)];
    Object.assign(heap, { int32, float32, float64, uint8: new Uint8Array(buffer) });
    const start = granules;
    granules = buffer.byteLength / granule;
    const longer = new Int32Array(granules);
    longer.set(tags);
    tags = longer;
    release(start, granules - start);
  }

  /** @returns whether neither the system nor the maximum refused */
  function growBy(pages: number): boolean {
    try {
      memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  /** Puts a block into the lists, together with free neighbours. */
  function release(start: number, length: number): void {
    const before = start > firstGranule ? tags[start - 1] : none;
    if (before < 0) {
      start += before;
      unlink(start, -before);
      length -= before;
    }
    const end = start + length;
    const after = end < granules ? tags[end] : none;
    if (after < 0) {
      unlink(end, -after);
      length -= after;
    }
    link(start, length);
  }

  const heap = {
    allocate(asked) {
      const length = Math.max(1, Math.ceil(asked / granule));
      // Class numbers are 32-bit arithmetic; what is longer than any memory is refused before.
      let start = length < maximumGranules ? find(length) : none;
      if (start === none) {
        grow(roundUp(length), asked);
        start = find(length);
      }
      const whole = -tags[start];
      unlink(start, whole);
      if (whole > length) link(start + length, whole - length);
      tags[start + length - 1] = 0;
      tags[start] = length;
      bytes += length * granule;
      return start * granule;
    },
    free(pointer) {
      const start = pointer / granule;
      const length = tags[start];
      if (!(length > 0)) {
        throw new Error(`heap.free: no block in use begins at ${pointer}`);
      }
      bytes -= length * granule;
      // Once merged, this granule is no block's first: a second free must not find the old length.
      tags[start] = 0;
      release(start, length);
    },
    get bytes() {
      return bytes;
    },
    memory,
    isShared,
  } as Heap;
  takeUp();
  return heap;
}

/** A memory. One that is shared is reserved whole, and where the system refuses 4 GiB, half may do. */
function reserve(maximum: number, shared: boolean): WebAssembly.Memory {
  const initial = Math.ceil((scratchAddress + scratchBytes) / pageBytes) + 1;
  try {
    return new WebAssembly.Memory({ initial, maximum, shared });
  } catch (error) {
    if (maximum < 2 * initial) throw error;
    return reserve(maximum / 2, shared);
  }
}
