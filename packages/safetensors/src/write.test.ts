import { expect, it } from "vitest";
import { encodeTensor } from "./decode.ts";
import { SafetensorsError } from "./error.ts";
import type { SafetensorsTensor } from "./format.ts";
import { readSafetensors } from "./read.ts";
import { writeSafetensors } from "./write.ts";

it("writes the bytes of the format", () => {
  const bytes = writeSafetensors([["w", encodeTensor(Float32Array.of(1, 2), [2])]], [["by", "us"]]);
  const header =
    '{"__metadata__":{"by":"us"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
  // 1 and 2 as little-endian float32.
  expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
});

it("starts every tensor at a multiple of its element's size", () => {
  const tensors = new Map([
    ["bytes", encodeTensor(new Uint8Array(3), [3])],
    ["halves", encodeTensor(new Float32Array(3), [3], "F16")],
    ["floats", encodeTensor(new Float32Array(1), [1])],
    ["doubles", encodeTensor(new Float64Array(1), [])],
  ]);
  const file = readSafetensors(writeSafetensors(tensors));
  expect([...file.tensors.keys()]).toEqual(["doubles", "floats", "halves", "bytes"]);
  for (const { data, shape } of file.tensors.values()) {
    const elements = shape.reduce((product, length) => product * length, 1);
    expect(data.byteOffset % (data.length / elements)).toBe(0);
  }
});

const pair = encodeTensor(Float32Array.of(1, 2), [2]);
const unknown = JSON.parse('{"dtype":"F31","shape":[2],"data":[]}') as SafetensorsTensor;
it.each<[string, () => Uint8Array, RegExp]>([
  [
    "a name twice",
    () =>
      writeSafetensors([
        ["a", pair],
        ["a", pair],
      ]),
    /tensor "a" comes twice/,
  ],
  [
    "a key twice",
    () =>
      writeSafetensors(
        [],
        [
          ["k", "1"],
          ["k", "2"],
        ],
      ),
    /metadata key "k" comes twice/,
  ],
  ["half a character in a name", () => writeSafetensors([["\ud800", pair]]), /no well-formed text/],
  [
    "half a character in a remark",
    () => writeSafetensors([], [["k", "\udc00"]]),
    /no well-formed text/,
  ],
  [
    "the reserved name",
    () => writeSafetensors([["__metadata__", pair]]),
    /reserved for the metadata/,
  ],
  ["an unknown dtype", () => writeSafetensors([["a", unknown]]), /dtype F31 is not known/],
  [
    "a wrong shape",
    () => writeSafetensors([["a", { ...pair, shape: [3] }]]),
    /needs 12 bytes, its data have 8/,
  ],
  ["a negative shape", () => writeSafetensors([["a", { ...pair, shape: [-2] }]]), /-2 at axis 0/],
])("refuses %s", (_, write, message) => {
  expect(write).toThrow(SafetensorsError);
  expect(write).toThrow(message);
});
