/** Element types: `float32` computes, `int32` indexes, `bool` masks, `float64` exists on the reference device only. */
export type DType = "float32" | "int32" | "bool" | "float64";

/** What holds the elements of a tensor: bool is a `Uint8Array` of 0 and 1. */
export type TypedArray = Float32Array | Int32Array | Uint8Array | Float64Array;

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  float64: 8,
};

/** Later in this list wins: the table of PyTorch's promotion for the types that exist here. */
const rank: Readonly<Record<DType, number>> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/** The type that holds both: `promote("int32", "float32")` is `"float32"` (torch.promote_types). */
export function promote(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

export function isFloatingPoint(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

export function newTypedArray(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "int32":
      return new Int32Array(length);
    case "bool":
      return new Uint8Array(length);
    case "float64":
      return new Float64Array(length);
  }
}
