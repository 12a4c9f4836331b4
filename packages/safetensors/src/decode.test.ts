import { expect, it } from "vitest";
import { decodeTensor, encodeTensor, type TensorValues } from "./decode.ts";
import { SafetensorsError } from "./error.ts";
import type { SafetensorsDtype, SafetensorsTensor } from "./format.ts";

function tensor(dtype: SafetensorsDtype, shape: number[], ...data: number[]): SafetensorsTensor {
  return { dtype, shape, data: Uint8Array.from(data) };
}

it.each<[SafetensorsTensor, TensorValues]>([
  [tensor("F64", [1], 0, 0, 0, 0, 0, 0, 0xf8, 0x3f), Float64Array.of(1.5)],
  [tensor("F32", [1], 0, 0, 0xc0, 0x3f), Float32Array.of(1.5)],
  [tensor("F16", [2], 0, 0x3e, 0, 0xc0), Float32Array.of(1.5, -2)],
  [tensor("BF16", [2], 0xc0, 0x3f, 0, 0xc0), Float32Array.of(1.5, -2)],
  [
    tensor("I64", [2], 5, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255),
    Int32Array.of(5, -2),
  ],
  [tensor("I32", [1], 254, 255, 255, 255), Int32Array.of(-2)],
  [tensor("I8", [3], 127, 128, 255), Int8Array.of(127, -128, -1)],
  [tensor("U8", [2], 0, 255), Uint8Array.of(0, 255)],
  [tensor("BOOL", [2, 1], 0, 1), Uint8Array.of(0, 1)],
])("decodes and encodes $dtype", (given, values) => {
  expect(decodeTensor(given)).toEqual(values);
  const dtype = given.dtype as Parameters<typeof encodeTensor>[2];
  expect(encodeTensor(values, given.shape, dtype)).toEqual(given);
});

it("chooses the type by the array", () => {
  const arrays = [
    new Float32Array(1),
    new Float64Array(1),
    new Int32Array(1),
    new Int8Array(1),
    new Uint8Array(1),
  ];
  expect(arrays.map((values) => encodeTensor(values, [1]).dtype)).toEqual([
    "F32",
    "F64",
    "I32",
    "I8",
    "U8",
  ]);
});

it("decodes from an unaligned place, into memory of its own", () => {
  const bytes = Uint8Array.of(9, 0, 0, 0xc0, 0x3f);
  const decoded = decodeTensor({ dtype: "F32", shape: [], data: bytes.subarray(1) });
  bytes.fill(0);
  expect(decoded).toEqual(Float32Array.of(1.5));
});

it.each<[string, () => unknown, RegExp]>([
  [
    "an I64 beyond int32",
    () => decodeTensor(tensor("I64", [1], 0, 0, 0, 128, 0, 0, 0, 0)),
    /2147483648 at 0 does not fit int32/,
  ],
  ["a BOOL of 2", () => decodeTensor(tensor("BOOL", [2], 1, 2)), /the BOOL at 1 is 2/],
  ["a type without values", () => decodeTensor(tensor("U64", [0])), /U64 cannot be decoded/],
  [
    "bytes that do not fill the shape",
    () => decodeTensor(tensor("F32", [2], 0, 0, 0, 0)),
    /does not have 4 bytes/,
  ],
  [
    "values that do not fill the shape",
    () => encodeTensor(new Float32Array(3), [2]),
    /needs 2 values, not 3/,
  ],
  ["a shape with a fraction", () => encodeTensor(new Float32Array(3), [1.5, 2]), /1\.5 at axis 0/],
  [
    "bytes as F32",
    () => encodeTensor(new Uint8Array(1), [1], "F32"),
    /a Uint8Array cannot be written as F32/,
  ],
  ["a BOOL of 3", () => encodeTensor(Uint8Array.of(3), [1], "BOOL"), /neither 0 nor 1/],
])("refuses %s", (_, act, message) => {
  expect(act).toThrow(SafetensorsError);
  expect(act).toThrow(message);
});
