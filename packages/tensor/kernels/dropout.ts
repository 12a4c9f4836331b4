// Dropout by Philox4x32-10 (Salmon et al., 2011): the mask is a function of the seed, the draw and the place, and of nothing else.
import { elementBlock } from "../src/cpu/layout";
import { copyRuns } from "./copy";
import { loadRest, storeRest } from "./lanes";
import { option, pointerOf, rankOf, sizeOf } from "./operand";
import { walkOver } from "./walk";

/**
 * `uniform < p ? 0 : x / (1 - p)`, where element e has the uniform number `philoxUniform(seed, offset, e)` of random/philox.ts:
 * word `e & 3` of the block with counter `[e >> 2, 0, offset low, offset high]` and key `[seed low, seed high]`, times 2^-32, cut to 24 bits.
 * Operands: out (contiguous; may be x), x (any strides). Options: p, seed low, seed high, offset. Tiles: blocks of elements.
 */
export function dropout(operands: usize, options: usize, begin: i32, end: i32): void {
  copyRuns<u32>(walkOver(operands, 2, 0, begin * elementBlock, end * elementBlock));

  const p = option(options, 0);
  const seedLow = <i32>(<u32>option(options, 1));
  const seedHigh = <i32>(<u32>option(options, 2));
  const offset = <u64>option(options, 3);
  const scale = f32x4.splat(<f32>(1 / (1 - p)));
  // The uniform number is k · 2^-24 with an integer k; below p means k below this.
  const threshold = i32x4.splat(<i32>Math.ceil(p * 16777216));
  const last = min(sizeOf(operands, 0, rankOf(operands)), end * elementBlock);

  for (let element = begin * elementBlock; element < last; element += 16) {
    // Four blocks at once: lane l of each word belongs to counter element / 4 + l.
    let word0 = i32x4.add(i32x4.splat(element >> 2), i32x4(0, 1, 2, 3));
    let word1 = i32x4.splat(0);
    let word2 = i32x4.splat(<i32>offset);
    let word3 = i32x4.splat(<i32>(offset >> 32));
    let key0 = seedLow;
    let key1 = seedHigh;
    for (let round = 0; round < 10; round++) {
      const multiplier0 = i32x4.splat(0xd2511f53);
      const multiplier1 = i32x4.splat(0xcd9e8d57);
      const low0 = i32x4.mul(word0, multiplier0);
      const low1 = i32x4.mul(word2, multiplier1);
      const high0 = multiplyHigh(word0, multiplier0);
      const high1 = multiplyHigh(word2, multiplier1);
      word0 = v128.xor(v128.xor(high1, word1), i32x4.splat(key0));
      word2 = v128.xor(v128.xor(high0, word3), i32x4.splat(key1));
      word1 = low1;
      word3 = low0;
      key0 += 0x9e3779b9;
      key1 += 0xbb67ae85;
    }
    // From one vector a word to one vector a block, which is the order of the elements.
    const words01 = v128.shuffle<i32>(word0, word1, 0, 4, 1, 5);
    const words23 = v128.shuffle<i32>(word2, word3, 0, 4, 1, 5);
    const later01 = v128.shuffle<i32>(word0, word1, 2, 6, 3, 7);
    const later23 = v128.shuffle<i32>(word2, word3, 2, 6, 3, 7);
    const at = pointerOf(operands) + (element << 2);
    const count = last - element;
    drop(at, count, v128.shuffle<i32>(words01, words23, 0, 1, 4, 5), threshold, scale);
    drop(at + 16, count - 4, v128.shuffle<i32>(words01, words23, 2, 3, 6, 7), threshold, scale);
    drop(at + 32, count - 8, v128.shuffle<i32>(later01, later23, 0, 1, 4, 5), threshold, scale);
    drop(at + 48, count - 12, v128.shuffle<i32>(later01, later23, 2, 3, 6, 7), threshold, scale);
  }
}

/** The upper halves of the four 64-bit products. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(
    i64x2.extmul_low_i32x4_u(a, b),
    i64x2.extmul_high_i32x4_u(a, b),
    1,
    3,
    5,
    7,
  );
}

/** Scales what is kept and zeroes the rest of `count` elements, four at most. */
// @ts-ignore: decorator
@inline
function drop(at: usize, count: i32, words: v128, threshold: v128, scale: v128): void {
  if (count <= 0) return;
  const isKept = i32x4.ge_s(i32x4.shr_u(words, 8), threshold);
  const x = count >= 4 ? v128.load(at) : loadRest(at, count);
  const kept = v128.and(f32x4.mul(x, scale), isKept);
  if (count >= 4) v128.store(at, kept);
  else storeRest(at, kept, count);
}
