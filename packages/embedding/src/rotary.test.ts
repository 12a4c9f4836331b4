import {
  concat,
  manualSeed,
  mul,
  randn,
  slice,
  sum,
  tensor,
  zeros,
  type Tensor,
} from "@clearhead/nn";
import { expect, it } from "vitest";
import { rotary } from "./rotary.ts";

const numbers = async (x: Tensor): Promise<number[]> => [...(await x.data())];
/** Angles below 10 and values below 5, in float32: some 1e-6. */
const near = (expected: readonly number[]): unknown =>
  expected.map((value): unknown => expect.closeTo(value, 5));

it("turns pairs by position · base^(−2i / features)", async () => {
  const [cos, sin] = [Math.cos, Math.sin];
  const x = tensor([
    [9, 9, 9, 9],
    [1, 2, 3, 4],
  ]);
  const y = [9, 9, 9, 9];
  // At position 1 the pairs turn by 1 and by 1 / √100.
  const turned = (a: number, b: number, angle: number): [number, number] => [
    a * cos(angle) - b * sin(angle),
    b * cos(angle) + a * sin(angle),
  ];
  const [a, c] = turned(1, 3, 1);
  const [b, d] = turned(2, 4, 0.1);
  expect(await numbers(rotary(x, { base: 100 }))).toEqual(near([...y, a, b, c, d]));
  const interleaved = [...turned(1, 2, 1), ...turned(3, 4, 0.1)];
  expect(await numbers(rotary(x, { base: 100, pairing: "interleaved" }))).toEqual(
    near([...y, ...interleaved]),
  );
});

it.each(["half", "interleaved"] as const)(
  "makes products depend on distance alone (%s)",
  async (pairing) => {
    manualSeed(0);
    const [query, key] = [randn([1, 8]), randn([1, 8])];
    const product = async (at: number, other: number): Promise<number> =>
      sum(
        mul(rotary(query, { pairing, offset: at }), rotary(key, { pairing, offset: other })),
      ).item();
    expect(await product(7, 4)).toBeCloseTo(await product(103, 100), 4);
    expect(Math.abs((await product(7, 4)) - (await product(7, 5)))).toBeGreaterThan(1e-3);
  },
);

it("goes on from an offset", async () => {
  manualSeed(0);
  const x = randn([2, 3, 5, 4]);
  const parts = [rotary(slice(x, -2, 0, 2)), rotary(slice(x, -2, 2, 5), { offset: 2 })];
  expect(await numbers(concat(parts, -2))).toEqual(near(await numbers(rotary(x))));
});

it("needs positions and pairs", () => {
  expect(() => rotary(zeros([2, 3]))).toThrow(
    "rotary: x is [2, 3]; it takes [..., positions, features]",
  );
  expect(() => rotary(zeros([4]))).toThrow("rotary: x is [4]");
});
