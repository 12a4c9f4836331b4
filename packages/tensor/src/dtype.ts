/**
 * Element types.
 *
 * | type | what it is for |
 * | --- | --- |
 * | `float32` | arithmetic |
 * | `int32` | indices and counts |
 * | `bool` | masks |
 * | `float64` | arithmetic, on the reference device only |
 * | `float16`, `bfloat16`, `int8` | storage: weights in a half or a quarter of the memory |
 *
 * A storage type is computed in a wider one: an operation reads float16 and bfloat16 as float32, int8 as int32, and gives
 * that type. What only moves elements keeps the type: views, `contiguous`, `clone`, `concat`, `stack`, `roll`, `gather`,
 * `indexSelect`, `embedding`.
 */
export type DType = "float32" | "int32" | "bool" | "float64" | "float16" | "bfloat16" | "int8";

/** What holds the elements of a tensor as it is read: float16 and bfloat16 are float32 there, bool is a `Uint8Array` of 0 and 1. */
export type TypedArray = Float32Array | Int32Array | Uint8Array | Int8Array | Float64Array;

/** Elements as they lie in memory: float16 and bfloat16 are bits. */
export type StoredArray = TypedArray | Uint16Array;

interface StoredArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): StoredArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): StoredArray;
}

/** Which array holds the elements of a type. */
export const storedArrays: Readonly<Record<DType, StoredArrayConstructor>> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
};

/** Larger wins; of the two halves neither holds the other. */
const rank: Readonly<Record<DType, number>> = {
  bool: 0,
  int8: 1,
  int32: 2,
  float16: 3,
  bfloat16: 3,
  float32: 4,
  float64: 5,
};

/**
 * The type that operands of two types go to: the smallest that is not below either.
 *
 * @see torch.promote_types
 * @example promoteTypes("int32", "float16"); // → float16
 */
export function promoteTypes(a: DType, b: DType): DType {
  if (rank[a] === rank[b] && a !== b) return "float32";
  return rank[a] >= rank[b] ? a : b;
}

const computeTypes: Partial<Readonly<Record<DType, DType>>> = {
  float16: "float32",
  bfloat16: "float32",
  int8: "int32",
};

/** The type that an operation computes with where an operand has this one: another for storage types only. */
export function computeType(dtype: DType): DType {
  return computeTypes[dtype] ?? dtype;
}

/** Whether a tensor's type only stores, and another computes. */
export function isStored({ dtype }: { readonly dtype: DType }): boolean {
  return dtype in computeTypes;
}

/** Two bytes, whose elements are bits to be decoded. */
export function isHalf(dtype: DType): boolean {
  return rank[dtype] === rank.float16;
}

export function isFloatingPoint(dtype: DType): boolean {
  return rank[dtype] >= rank.float16;
}

/** Least and greatest number of an integer type. */
export const integerRanges: Partial<Readonly<Record<DType, readonly [number, number]>>> = {
  int32: [-0x80000000, 0x7fffffff],
  int8: [-128, 127],
};
