import type { DType, StoredArray } from "./dtype.ts";

// Bits of a half against those of the float32 with the same value, both as integers; kernels/element-types.ts does the same four at a time.

/** Where a float32 keeps its exponent, in steps of which the biases of the two exponents differ by 112. */
const exponentStep = 1 << 23;
const biases = 112 * exponentStep;
const signBit = 0x8000;

const float = /* @__PURE__ */ new Float32Array(1);
const word = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ float.buffer);

function fromFloat16(bits: number): number {
  const sign = (bits & signBit) << 16;
  const size = (bits & 0x7fff) << 13;
  // Infinity and NaN have the last exponent of both.
  if (size >= 31 * exponentStep) return sign | (size + 2 * biases);
  if (size >= exponentStep) return sign | (size + biases);
  // Without an exponent the fraction counts steps of 2^-24.
  float[0] = (size >> 13) * 2 ** -24;
  return sign | word[0];
}

/** To the nearest, a tie to the even neighbour; a carry goes into the exponent, and from the last one to infinity. */
function toFloat16(bits: number): number {
  const sign = (bits >>> 16) & signBit;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  if (size >= 143 * exponentStep) return sign | 0x7c00;
  if (size >= 113 * exponentStep)
    return sign | ((size - biases + 0xfff + ((size >> 13) & 1)) >> 13);
  // Below 2^-14, adding 0.5 rounds to steps of 2^-24, which then are the last bits.
  word[0] = size;
  float[0] += 0.5;
  return sign | (word[0] & 0x7ff);
}

function fromBfloat16(bits: number): number {
  return bits << 16;
}

/** To the nearest, a tie to the even neighbour; a NaN must not be rounded to infinity. */
function toBfloat16(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fc0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** How one element of a half is read and written, as the bits of a float32. */
interface HalfCodec {
  readonly decode: (bits: number) => number;
  readonly encode: (bits: number) => number;
}

const codecs: Partial<Readonly<Record<DType, HalfCodec>>> = {
  float16: { decode: fromFloat16, encode: toFloat16 },
  bfloat16: { decode: fromBfloat16, encode: toBfloat16 },
};

/** The values of halves. */
export function decodeHalves(dtype: DType, halves: Uint16Array): Float32Array {
  const { decode } = codecs[dtype]!;
  const words = new Int32Array(halves.length);
  for (let at = 0; at < halves.length; at++) words[at] = decode(halves[at]);
  return new Float32Array(words.buffer);
}

/** Reads stored elements as numbers. */
export function elementReader(dtype: DType, elements: StoredArray): (at: number) => number {
  const codec = codecs[dtype];
  if (!codec) return (at) => elements[at];
  return (at) => {
    word[0] = codec.decode(elements[at]);
    return float[0];
  };
}

/** Stores numbers as the type: rounded to the nearest (by way of float32, as PyTorch does), cut to a whole number, or compared with 0. */
export function elementWriter(
  dtype: DType,
  elements: StoredArray,
): (at: number, value: number) => void {
  const codec = codecs[dtype];
  if (codec) {
    return (at, value) => {
      float[0] = value;
      elements[at] = codec.encode(word[0]);
    };
  }
  if (dtype === "bool") {
    return (at, value) => {
      elements[at] = value === 0 ? 0 : 1;
    };
  }
  return (at, value) => {
    elements[at] = value;
  };
}
