import { TensorError } from "../errors.ts";

const rounds = 10;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
/** The key grows by these each round (the golden ratio and the square root of 3 less one, as 32-bit fractions). */
const keySteps = [0x9e3779b9, 0xbb67ae85] as const;

/** Four words of 32 bits. */
export type PhiloxWords = readonly [number, number, number, number];

/**
 * Philox4x32-10: four random words from a counter of four words and a key of two, with no state between calls.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011); the vectors of Random123.
 */
export function philox4x32(counter: PhiloxWords, key: readonly [number, number]): PhiloxWords {
  let [word0, word1, word2, word3] = counter;
  let [key0, key1] = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(multipliers[0], word0);
    const high1 = multiplyHigh(multipliers[1], word2);
    const low0 = Math.imul(multipliers[0], word0);
    const low1 = Math.imul(multipliers[1], word2);
    word0 = high1 ^ word1 ^ key0;
    word2 = high0 ^ word3 ^ key1;
    word1 = low1;
    word3 = low0;
    key0 = (key0 + keySteps[0]) | 0;
    key1 = (key1 + keySteps[1]) | 0;
  }
  return [word0 >>> 0, word1 >>> 0, word2 >>> 0, word3 >>> 0];
}

/**
 * The uniform number in `[0, 1)` that belongs to one element of one draw, exact in float32: `(word >>> 8) * 2^-24`.
 *
 * It depends on nothing but its arguments, so a dropout mask is the same on every device, thread and path. Elements
 * `4 b … 4 b + 3` are the lanes of block b: counter `[b low, b high, offset low, offset high]`, key
 * `[seed low, seed high]`.
 *
 * @param seed An integer, taken modulo 2^64.
 * @param offset Which draw, an integer >= 0: a new one for each dropout call.
 * @param element Which element, an integer in `[0, 2^53)`.
 * @throws TensorError (`value`) when an argument is not such an integer.
 *
 * @example
 * philoxUniform(0, 0, 0); // 0.3990464210510254
 */
export function philoxUniform(
  seed: number | bigint,
  offset: number | bigint,
  element: number,
): number {
  const key = words("seed", seed);
  const draw = words("offset", offset);
  if (!Number.isSafeInteger(element) || element < 0) {
    throw new TensorError(
      "value",
      `philox: the element must be an integer in [0, 2^53), not ${element}`,
      { element },
    );
  }
  const index = Math.floor(element / 4);
  const block = philox4x32([index >>> 0, Math.floor(index / 2 ** 32), ...draw], key);
  return (block[element % 4] >>> 8) * 2 ** -24;
}

/** The upper 32 bits of a product of two 32-bit words, by 16-bit halves, since a double holds only 53 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (carry >>> 16);
}

/** The low and the high word of an integer modulo 2^64. */
export function words(name: string, value: number | bigint): [low: number, high: number] {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) {
    throw new TensorError("value", `philox: the ${name} must be an integer, not ${value}`, {
      [name]: value,
    });
  }
  const wide = BigInt.asUintN(64, BigInt(value));
  return [Number(wide & 0xffffffffn), Number(wide >> 32n)];
}
