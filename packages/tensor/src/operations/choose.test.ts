import { expect, it } from "vitest";
import { tensor } from "../index.ts";
import { logicalAnd, logicalNot, logicalOr, logicalXor } from "./choose.ts";

const a = tensor([[true], [false]]);
const b = tensor([true, false]);

it("combines masks, with broadcasting", async () => {
  expect(await logicalAnd(a, b).array()).toEqual([
    [true, false],
    [false, false],
  ]);
  expect(await logicalOr(a, b).array()).toEqual([
    [true, true],
    [true, false],
  ]);
  expect(await logicalXor(a, b).array()).toEqual([
    [false, true],
    [true, false],
  ]);
  expect(await logicalNot(b).array()).toEqual([false, true]);
});

it("takes bool tensors only", () => {
  for (const [name, operation] of Object.entries({ logicalAnd, logicalOr, logicalXor })) {
    expect(() => operation(b, tensor([1, 0]))).toThrow(
      `${name}: the mask is float32, it must be bool; make one with a comparison, such as gt(x, 0)`,
    );
  }
});
