import { expect, it } from "vitest";
import { SafetensorsError } from "./error.ts";
import { readSafetensors } from "./read.ts";

/** A file of exactly this header and this many bytes of data. */
function file(header: string | Uint8Array, dataBytes: number, headerBytes?: bigint): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, headerBytes ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes.fill(7, 8 + text.length);
}

function entry(dtype: unknown, shape: unknown, offsets: unknown): string {
  return JSON.stringify({ dtype, shape, data_offsets: offsets });
}

it("reads tensors as views, in the order of the header, and the metadata", () => {
  const header = `{"__metadata__":{"format":"pt"}, "b":${entry("U8", [2, 2], [8, 12])},
    "a":${entry("F32", [2], [0, 8])}, "empty":${entry("F32", [0, 3], [8, 8])}, "scalar":${entry("I8", [], [12, 13])}}   `;
  const bytes = file(header, 13);
  const { tensors, metadata } = readSafetensors(bytes);
  expect([...tensors.keys()]).toEqual(["b", "a", "empty", "scalar"]);
  expect([...metadata]).toEqual([["format", "pt"]]);
  expect(tensors.get("b")).toEqual({ dtype: "U8", shape: [2, 2], data: new Uint8Array(4).fill(7) });
  expect(tensors.get("b")?.data.buffer).toBe(bytes.buffer);
  expect(tensors.get("empty")?.data.length).toBe(0);
  expect(tensors.get("scalar")?.shape).toEqual([]);
});

it("reads from an ArrayBuffer and from the middle of one", () => {
  const bytes = file(`{"a":${entry("U8", [3], [0, 3])}}`, 3);
  const shifted = new Uint8Array(bytes.length + 5);
  shifted.set(bytes, 5);
  const expected = new Uint8Array(3).fill(7);
  expect(readSafetensors(bytes.slice().buffer).tensors.get("a")?.data).toEqual(expected);
  expect(readSafetensors(shifted.subarray(5)).tensors.get("a")?.data).toEqual(expected);
});

it("takes keys such as __proto__ as names like any other", () => {
  const header = `{"__proto__":${entry("U8", [1], [0, 1])},"constructor":${entry("U8", [1], [1, 2])},
    "__metadata__":{"__proto__":"x","toString":"y"}}`;
  const { tensors, metadata } = readSafetensors(file(header, 2));
  expect([...tensors.keys()]).toEqual(["__proto__", "constructor"]);
  expect([...metadata]).toEqual([
    ["__proto__", "x"],
    ["toString", "y"],
  ]);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  expect(({} as { dtype?: unknown }).dtype).toBeUndefined();
});

it("ignores fields of an entry that the format does not name", () => {
  const header = `{"a":{"dtype":"U8","note":{"x":[1.5e3,true,null]},"shape":[1],"data_offsets":[0,1]}}`;
  expect(readSafetensors(file(header, 1)).tensors.get("a")?.shape).toEqual([1]);
});

it("reads a file without tensors", () => {
  expect(readSafetensors(file("{}", 0)).tensors.size).toBe(0);
});

const one = entry("F32", [2], [0, 8]);
const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const invalid: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["an empty file", new Uint8Array(0), /the file has 0 bytes, too few/],
  ["seven bytes", new Uint8Array(7), /the file has 7 bytes/],
  ["a header of length 0", file("", 0), /does not begin with \{/],
  ["a header longer than the file", file("{}", 0, 3n), /should be 3 bytes long but only 2 follow/],
  ["a header too long to be one", file("{}", 0, 2n ** 63n), /more than 100000000/],
  ["a header that begins with a space", file(" {}", 0), /does not begin with \{/],
  ["a header that is not UTF-8", file(Uint8Array.of(123, 0xff, 125), 0), /no valid UTF-8/],
  ["a cut header", file('{"a":', 0), /no valid JSON at character 5: a value is expected/],
  ["a missing comma", file('{"a":1 "b":2}', 0), /character 7: a comma or a closing brace/],
  ["a trailing comma", file('{"a":1,}', 0), /character 7: a key in double quotes/],
  ["a missing colon", file('{"a" 1}', 0), /a colon is expected/],
  ["an open list", file('{"a":[1', 0), /a comma or a closing bracket/],
  ["an open string", file('{"a', 0), /a string is not closed/],
  ["a bad escape", file('{"\\x":1}', 0), /bad escape/],
  ["a control character", file('{"\n":1}', 0), /control character/],
  ["a number with a leading zero", file('{"a":01}', 0), /a comma or a closing brace/],
  ["text after the header", file("{} x", 0), /only spaces may follow/],
  ["the same name twice", file(`{"a":${one},"a":${one}}`, 8), /the key "a" appears twice/],
  ["the same name in two spellings", file(`{"a":${one},"\\u0061":${one}}`, 8), /"a" appears twice/],
  ["deep nesting", file(`{"a":${nested}}`, 0), /nested deeper than 16 levels/],
  ["an entry that is no object", file('{"a":[1]}', 0), /tensor "a": its entry must be an object/],
  ["an unknown dtype", file(`{"a":${entry("F31", [2], [0, 8])}}`, 8), /dtype "F31" is not known/],
  ["a dtype from a prototype", file(`{"a":${entry("toString", [2], [0, 8])}}`, 8), /not known/],
  ["a missing dtype", file('{"a":{"shape":[2],"data_offsets":[0,8]}}', 8), /dtype undefined/],
  ["a missing shape", file('{"a":{"dtype":"F32","data_offsets":[0,8]}}', 8), /its shape must be/],
  ["a shape with a fraction", file(`{"a":${entry("F32", [1.5], [0, 8])}}`, 8), /1\.5 at axis 0/],
  ["a negative shape", file(`{"a":${entry("F32", [-2], [0, 8])}}`, 8), /-2 at axis 0/],
  [
    "minus zero as shape",
    file('{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}', 0),
    /axis 0/,
  ],
  ["a text as shape", file(`{"a":${entry("F32", ["2"], [0, 8])}}`, 8), /2 at axis 0/],
  ["a huge shape", file(`{"a":${entry("F32", [2 ** 40, 2 ** 40], [0, 8])}}`, 8), /more than 2\^53/],
  ["one offset", file(`{"a":${entry("F32", [2], [0])}}`, 8), /two whole numbers/],
  ["offsets in reverse", file(`{"a":${entry("F32", [2], [8, 0])}}`, 8), /start <= end/],
  ["a negative offset", file(`{"a":${entry("F32", [2], [-8, 0])}}`, 8), /two whole numbers/],
  [
    "missing data",
    file(`{"a":${one}}`, 7),
    /end at byte 8 but the file has 7: the file is truncated/,
  ],
  ["a byte count that disagrees", file(`{"a":${entry("F32", [3], [0, 8])}}`, 8), /needs 12 bytes/],
  [
    "overlapping tensors",
    file(`{"a":${one},"b":${entry("U8", [4], [4, 8])}}`, 8),
    /"b": its data overlap/,
  ],
  [
    "a hole",
    file(`{"a":${one},"b":${entry("U8", [1], [9, 10])}}`, 10),
    /bytes 8 to 9 before its data/,
  ],
  ["bytes after the last tensor", file(`{"a":${one}}`, 9), /last 1 bytes of the file belong/],
  ["metadata that is no object", file('{"__metadata__":"x"}', 0), /__metadata__ must be an object/],
  [
    "metadata with a number",
    file('{"__metadata__":{"a":1}}', 0),
    /the value of "a" must be a text/,
  ],
];

it.each(invalid)("refuses %s", (_, bytes, message) => {
  expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
  expect(() => readSafetensors(bytes)).toThrow(message);
});
