import { describe, expect, it } from "vitest";
import { emptyTensor } from "./apply.ts";
import { firstDifference } from "./cpu/testing.ts";
import { tensor } from "./creation.ts";
import { deviceNamed } from "./devices.ts";
import { to } from "./operations/cast.ts";
import { scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

/** A half with these bits. */
function ofBits(dtype: "float16" | "bfloat16", bits: Uint16Array, device: Device): Tensor {
  const result = emptyTensor([bits.length], dtype, deviceNamed(device));
  result.storage.values().set(bits);
  return result;
}

const bitsOf = (x: Tensor): Uint16Array => Uint16Array.from(x.storage.values());

/** Every pattern, the positive ones first; -0, the greatest number and infinity are among them. */
const patterns = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

/** `(−1)^sign · 1.fraction · 2^(exponent − bias)` by IEEE 754, from the number of bits of the exponent. */
function valueOf(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >= 2 ** 15 ? -1 : 1;
  const exponent = Math.floor((bits % 2 ** 15) / 2 ** fractionBits);
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

type Device = "cpu" | "reference";
const halves = [
  { dtype: "float16", exponentBits: 5, nan: 0x7e00 },
  { dtype: "bfloat16", exponentBits: 8, nan: 0x7fc0 },
] as const;
const kinds = halves.flatMap((half) =>
  (["cpu", "reference"] as const).map((device) => ({ ...half, device })),
);

describe.each(kinds)("$dtype on the $device", ({ dtype, exponentBits, nan, device }) => {
  const values = Float32Array.from(patterns, (bits) => valueOf(bits, exponentBits));
  const onDevice = (numbers: Float32Array): Tensor => tensor(numbers, { device });
  const encoded = (numbers: Float32Array): Uint16Array =>
    scope(() => bitsOf(to(onDevice(numbers), dtype)));

  it("decodes all 65536 patterns, when read and when converted", () => {
    scope(() => {
      const x = ofBits(dtype, patterns, device);
      expect(firstDifference(x.view(), values)).toBe(-1);
      expect(firstDifference(to(x, "float32").view(), values)).toBe(-1);
    });
  });

  it("encodes every number that it has as that number", () => {
    const expected = patterns.map((bits, at) => (Number.isNaN(values[at]) ? nan : bits));
    const sign = 0x7fff;
    const actual = encoded(values);
    expect(
      firstDifference(
        actual.map((bits) => ((bits & sign) === nan ? nan : bits)),
        expected,
      ),
    ).toBe(-1);
  });

  it("rounds every tie to the even neighbour, and what lies beside it to the nearest", () => {
    const numbers: number[] = [];
    const expected: number[] = [];
    const infinity = values.indexOf(Infinity);
    const step = new Int32Array(1);
    const float = new Float32Array(step.buffer);
    const beside = (value: number, by: number): number => {
      float[0] = value;
      step[0] += by;
      return float[0];
    };
    for (const sign of [0, 0x8000]) {
      for (let bits = 0; bits < infinity; bits++) {
        // Infinity stands where the next number would be.
        const next = bits + 1 < infinity ? values[bits + 1] : 2 * values[bits] - values[bits - 1];
        const tie = (values[bits] + next) / 2;
        if (Math.fround(tie) !== tie) throw new Error("a tie is a float32");
        const even = bits % 2 === 0 ? bits : bits + 1;
        for (const [number, nearest] of [
          [tie, even],
          [beside(tie, -1), bits],
          [beside(tie, 1), bits + 1],
        ] as const) {
          numbers.push(sign === 0 ? number : -number);
          expected.push(sign + nearest);
        }
      }
    }
    const actual = encoded(Float32Array.from(numbers));
    expect(firstDifference(actual, expected)).toBe(-1);
  });
});

// What torch.tensor(number, dtype=torch.float32).to(dtype) has for bits in PyTorch 2.13: number, float16, bfloat16.
const encodings: readonly (readonly [number, number, number])[] = [
  [0.0, 0x0000, 0x0000],
  [-0.0, 0x8000, 0x8000],
  [1.0, 0x3c00, 0x3f80],
  [-2.0, 0xc000, 0xc000],
  [0.10000000149011612, 0x2e66, 0x3dcd],
  [0.3333333432674408, 0x3555, 0x3eab],
  [65504.0, 0x7bff, 0x4780],
  [65519.0, 0x7bff, 0x4780],
  [65519.99609375, 0x7bff, 0x4780],
  [65520.0, 0x7c00, 0x4780],
  [-65520.0, 0xfc00, 0xc780],
  [1.0000000150474662e30, 0x7c00, 0x714a],
  [Infinity, 0x7c00, 0x7f80],
  [-Infinity, 0xfc00, 0xff80],
  [6.103515625e-5, 0x0400, 0x3880],
  [6.1005353927612305e-5, 0x0400, 0x3880],
  [6.097555160522461e-5, 0x03ff, 0x3880],
  [5.960464477539063e-8, 0x0001, 0x3380],
  [2 ** -25, 0x0000, 0x3300],
  [2.980232594040899e-8, 0x0001, 0x3300],
  [8.940696716308594e-8, 0x0002, 0x33c0],
  [-1.4901161193847656e-8, 0x8000, 0xb280],
  [1.00048828125, 0x3c00, 0x3f80],
  [1.00146484375, 0x3c02, 0x3f80],
  [1.0004884004592896, 0x3c01, 0x3f80],
  [0.999755859375, 0x3c00, 0x3f80],
  [2049.0, 0x6800, 0x4500],
  [2051.0, 0x6802, 0x4500],
  [1.0000000116860974e-7, 0x0002, 0x33d7],
  [5.99999978589949e-8, 0x0001, 0x3381],
  [2.900000062311392e-8, 0x0000, 0x32f9],
  [-4.999999873689376e-6, 0x8054, 0xb6a8],
  [3.4028234663852886e38, 0x7c00, 0x7f80],
  [9.99994610111476e-41, 0x0000, 0x0001],
  [3.3895313892515355e38, 0x7c00, 0x7f7f],
  [3.39617752923046e38, 0x7c00, 0x7f80],
  [1.00390625, 0x3c04, 0x3f80],
  [1.01171875, 0x3c0c, 0x3f82],
  [1.0039063692092896, 0x3c04, 0x3f81],
  [9.199944807831722e-41, 0x0000, 0x0001],
  [4.600042468839077e-41, 0x0000, 0x0001],
];

it.each(["cpu", "reference"] as const)("encodes on the %s as PyTorch", (device) => {
  scope(() => {
    const x = tensor(
      encodings.map(([number]) => number),
      { device },
    );
    expect([...bitsOf(to(x, "float16"))]).toEqual(encodings.map(([, bits]) => bits));
    expect([...bitsOf(to(x, "bfloat16"))]).toEqual(encodings.map(([, , bits]) => bits));
  });
});

it("rounds a float64 to float32 first, as PyTorch", () => {
  const x = tensor([1 + 2 ** -11 + 2 ** -40, 65519.999], { dtype: "float64", device: "reference" });
  // torch.tensor([1 + 2**-11 + 2**-40, 65519.999], dtype=torch.float64).to(torch.float16)
  expect([...to(x, "float16").view()]).toEqual([1, Infinity]);
});
