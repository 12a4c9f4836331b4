import * as fc from "fast-check";
import { expect, it } from "vitest";
import { decodeTensor, encodeTensor, type TensorValues } from "./decode.ts";
import { SafetensorsError } from "./error.ts";
import type { SafetensorsTensor } from "./format.ts";
import { readSafetensors } from "./read.ts";
import { writeSafetensors } from "./write.ts";

// Seeded, so that every run checks the same cases.
const runs = { seed: 20260101, numRuns: 300 };

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 3 });
const names = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("__proto__", "constructor", "", "a.b", '"', "\\", "\n"),
);
const tensors: fc.Arbitrary<SafetensorsTensor> = shapes.chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = { minLength: length, maxLength: length };
  return fc.oneof(
    fc.float32Array(values).map((array) => encodeTensor(array, shape)),
    fc.float64Array(values).map((array) => encodeTensor(array, shape)),
    fc.int32Array(values).map((array) => encodeTensor(array, shape, "I64")),
    fc.uint8Array({ ...values, max: 1 }).map((array) => encodeTensor(array, shape, "BOOL")),
  );
});
const files = fc.record({
  tensors: fc.uniqueArray(fc.tuple(names, tensors), { selector: ([name]) => name, maxLength: 5 }),
  metadata: fc.uniqueArray(fc.tuple(names, fc.string({ unit: "grapheme" })), {
    selector: ([name]) => name,
    maxLength: 3,
  }),
});

it("reads back what it wrote", () => {
  fc.assert(
    fc.property(files, (given) => {
      const read = readSafetensors(writeSafetensors(given.tensors, given.metadata));
      expect(read.tensors).toEqual(new Map(given.tensors));
      expect(read.metadata).toEqual(new Map(given.metadata));
    }),
    runs,
  );
});

it("decodes what it encoded", () => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      const values: TensorValues = decodeTensor(tensor);
      const dtype = tensor.dtype as Parameters<typeof encodeTensor>[2];
      expect(encodeTensor(values, tensor.shape, dtype)).toEqual(tensor);
    }),
    runs,
  );
});

it("answers changed, cut and random bytes with a file or with its own error, nothing else", () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  const changed = fc.tuple(files, changes, fc.nat()).map(([given, edits, cut]) => {
    const bytes = writeSafetensors(given.tensors, given.metadata);
    for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
    return cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
  });
  const header = fc.json().map((text) => {
    const bytes = new TextEncoder().encode(text);
    return Uint8Array.from([bytes.length & 255, bytes.length >> 8, 0, 0, 0, 0, 0, 0, ...bytes]);
  });
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(fc.oneof(changed, header, fc.uint8Array()), (bytes) => {
      try {
        for (const { data } of readSafetensors(bytes).tensors.values()) {
          expect(data.byteOffset + data.length).toBeLessThanOrEqual(
            bytes.byteOffset + bytes.length,
          );
        }
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof SafetensorsError)) throw error;
        outcomes.refused++;
      }
    }),
    { ...runs, numRuns: 2000 },
  );
  // Both kinds must occur, or the bytes were no test.
  expect(outcomes.read).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(500);
});
