import { SafetensorsError } from "./error.ts";
import { byteCount, type SafetensorsTensor } from "./format.ts";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts";

/** The arrays that values are handed over in. */
export type TensorValues = Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array;

/** Which array holds the values of which type. */
interface ValuesOf {
  F64: Float64Array;
  F32: Float32Array;
  F16: Float32Array;
  BF16: Float32Array;
  I64: Int32Array;
  I32: Int32Array;
  I8: Int8Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
}

/** The types that have values here; the others can be read and written as bytes. */
export type DecodableDtype = keyof ValuesOf;

/**
 * The values of a tensor in a new array: F32, F16 and BF16 as float32, F64 as float64, I64 and I32 as int32, I8 as int8, U8 and
 * BOOL (0 or 1) as bytes.
 *
 * @throws SafetensorsError (`value`) when an I64 does not fit int32, a BOOL is neither 0 nor 1, or the type has no
 * values here.
 *
 * @example
 * decodeTensor({ dtype: "BF16", shape: [1], data: Uint8Array.of(0x80, 0x3f) }); // Float32Array [1]
 */
export function decodeTensor<D extends DecodableDtype>(
  tensor: SafetensorsTensor & { readonly dtype: D },
): ValuesOf[D];
export function decodeTensor(tensor: SafetensorsTensor): TensorValues;
export function decodeTensor({ dtype, shape, data }: SafetensorsTensor): TensorValues {
  if (data.length !== byteCount(dtype, dtype, shape)) {
    const problem = `shape [${shape.join(", ")}] of ${dtype} does not have ${data.length} bytes`;
    throw new SafetensorsError("value", problem);
  }
  // A copy begins at an aligned address, which a view of a file need not.
  const { buffer } = new Uint8Array(data);
  switch (dtype) {
    case "F64":
      return new Float64Array(buffer);
    case "F32":
      return new Float32Array(buffer);
    case "F16":
      return Float32Array.from(new Uint16Array(buffer), fromFloat16);
    case "BF16":
      return Float32Array.from(new Uint16Array(buffer), fromBfloat16);
    case "I64":
      return Int32Array.from(new BigInt64Array(buffer), narrow);
    case "I32":
      return new Int32Array(buffer);
    case "I8":
      return new Int8Array(buffer);
    case "U8":
      return new Uint8Array(buffer);
    case "BOOL":
      return checkBooleans(new Uint8Array(buffer));
    default:
      throw new SafetensorsError(
        "value",
        `values of type ${dtype} cannot be decoded, only copied as bytes`,
      );
  }
}

/**
 * A tensor of these values. Without a dtype F32, F64, I32, I8 or U8, by the array; F16 and BF16 round a float32 to the
 * nearest, a tie to the even neighbour, and what is too large to infinity.
 *
 * @throws SafetensorsError (`value`) when the values do not fill the shape or the array does not go with the type.
 *
 * @example
 * encodeTensor(Float32Array.of(1, 2), [2], "F16"); // { dtype: "F16", shape: [2], data: Uint8Array(4) }
 */
export function encodeTensor(
  values: TensorValues,
  shape: readonly number[],
  dtype: DecodableDtype = defaultDtype(values),
): SafetensorsTensor {
  const count = byteCount("values", "U8", shape);
  if (values.length !== count) {
    const problem = `shape [${shape.join(", ")}] needs ${count} values, not ${values.length}`;
    throw new SafetensorsError("value", problem);
  }
  const { buffer } = convert(values, dtype);
  return { dtype, shape: [...shape], data: new Uint8Array(buffer) };
}

function defaultDtype(values: TensorValues): DecodableDtype {
  if (values instanceof Float32Array) return "F32";
  if (values instanceof Float64Array) return "F64";
  if (values instanceof Int32Array) return "I32";
  return values instanceof Int8Array ? "I8" : "U8";
}

/** A new array with the bytes of the file. */
function convert(values: TensorValues, dtype: DecodableDtype): { buffer: ArrayBuffer } {
  if (values instanceof Float32Array) {
    if (dtype === "F32") return new Float32Array(values);
    if (dtype === "F64") return new Float64Array(values);
    if (dtype === "F16") return Uint16Array.from(values, toFloat16);
    if (dtype === "BF16") return Uint16Array.from(values, toBfloat16);
  } else if (values instanceof Float64Array) {
    if (dtype === "F64") return new Float64Array(values);
  } else if (values instanceof Int32Array) {
    if (dtype === "I32") return new Int32Array(values);
    if (dtype === "I64") return BigInt64Array.from(values, BigInt);
  } else if (values instanceof Int8Array) {
    if (dtype === "I8") return new Int8Array(values);
  } else {
    if (dtype === "U8") return new Uint8Array(values);
    if (dtype === "BOOL") return checkBooleans(new Uint8Array(values));
  }
  const array = values.constructor.name;
  throw new SafetensorsError("value", `a ${array} cannot be written as ${dtype}`);
}

function narrow(value: bigint, index: number): number {
  const number = Number(value);
  if (number !== (number | 0)) {
    throw new SafetensorsError("value", `the I64 value ${value} at ${index} does not fit int32`);
  }
  return number;
}

function checkBooleans(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const wrong = bytes.findIndex((byte) => byte > 1);
  if (wrong >= 0) {
    throw new SafetensorsError("value", `the BOOL at ${wrong} is ${bytes[wrong]}, neither 0 nor 1`);
  }
  return bytes;
}
