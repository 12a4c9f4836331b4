import { expect, it } from "vitest";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts";

it("reads known half-precision numbers", () => {
  // IEEE 754-2019: one, minus two, the greatest, the least normal, the least subnormal, a third.
  const known = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555].map(fromFloat16);
  expect(known).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125]);
  expect(fromFloat16(0x8000)).toBe(-0);
  expect([0x7c00, 0xfc00, 0x7e01].map(fromFloat16)).toEqual([Infinity, -Infinity, Number.NaN]);
});

it("reads known bfloat16 numbers", () => {
  expect([0x3f80, 0xc000, 0x7f80, 0x4049].map(fromBfloat16)).toEqual([1, -2, Infinity, 3.140625]);
});

for (const { name, from, to, greatest, infinity, nan } of [
  {
    name: "F16",
    from: fromFloat16,
    to: toFloat16,
    greatest: 0x7bff,
    infinity: 0x7c00,
    nan: 0x7e00,
  },
  {
    name: "BF16",
    from: fromBfloat16,
    to: toBfloat16,
    greatest: 0x7f7f,
    infinity: 0x7f80,
    nan: 0x7fc0,
  },
]) {
  it(`${name}: every finite pattern survives there and back, with its sign`, () => {
    const changed: number[] = [];
    for (let bits = 0; bits <= infinity; bits++) {
      if (to(from(bits)) !== bits || to(from(bits | 0x8000)) !== (bits | 0x8000))
        changed.push(bits);
    }
    expect(changed).toEqual([]);
    expect(to(Number.NaN)).toBe(nan);
    expect(from(nan)).toBeNaN();
  });

  it(`${name}: a float32 goes to the nearest, the middle to the even neighbour`, () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < greatest; bits++) {
      const [low, high] = [from(bits), from(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const below = Math.fround(middle - (high - low) / 8);
      const above = Math.fround(middle + (high - low) / 8);
      if (to(middle) !== even || to(below) !== bits || to(above) !== bits + 1) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it(`${name}: what is too large becomes infinity`, () => {
    const step = from(greatest) - from(greatest - 1);
    expect(to(Math.fround(from(greatest) + step / 4))).toBe(greatest);
    expect(to(Math.fround(from(greatest) + step / 2))).toBe(infinity);
    expect(to(-Infinity)).toBe(infinity | 0x8000);
  });
}
