const fractionBits = 10;
const leastExponent = -14;
/** Half a step above the greatest half-precision number, 65504: from here on a number rounds to infinity. */
const overflow = 65520;

/** IEEE 754 half precision to a number: `(-1)^sign · 1.fraction · 2^(exponent − 15)`. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> fractionBits) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (leastExponent - fractionBits);
  return sign * (fraction + 0x400) * 2 ** (exponent - 15 - fractionBits);
}

/** A number to IEEE 754 half precision, a tie to the even neighbour, too large to infinity. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= overflow) return sign | 0x7c00;
  let exponent = leastExponent;
  while (2 ** (exponent + 1) <= size) exponent++;
  const steps = roundHalfEven(size * 2 ** (fractionBits - exponent));
  // The leading one of a normal number counts as one step of the exponent, and a carry as another.
  return sign | (steps + ((exponent - leastExponent) << fractionBits));
}

/** The upper half of a float32 as a number: bfloat16. */
export function fromBfloat16(bits: number): number {
  word[0] = bits << 16;
  return float[0] ?? 0;
}

/** A float32 to bfloat16, a tie to the even neighbour. */
export function toBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  float[0] = value;
  const bits = word[0] ?? 0;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
