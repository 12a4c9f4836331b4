import { applyMask, type Mask, tensor, withDevice, zeros } from "@clearhead/tensor";
import { expect, it } from "vitest";
import { functionMask, moduleMask } from "./masks.ts";

/** Where a key may be seen, of all queries of all heads of all sequences in order. */
function allowed(shape: readonly number[], make: () => Mask | undefined): number[] {
  return withDevice("reference", () => {
    const mask = make();
    const scores = zeros(shape);
    return [...(mask === undefined ? scores : applyMask(mask, scores)).view()].map((score) =>
      Number(score === 0),
    );
  });
}

function causal(queries: number, keys: number): number[] {
  return allowed([1, 1, queries, keys], () =>
    functionMask(undefined, true, zeros([1, 1, queries, 4]), zeros([1, 1, keys, 4])),
  );
}

it("takes PyTorch's triangle, which begins at the first key, also where it is no square", () => {
  expect(causal(2, 3)).toEqual([1, 0, 0, 1, 1, 0]);
  expect(causal(3, 2)).toEqual([1, 0, 1, 1, 1, 1]);
  expect(causal(2, 2)).toEqual([1, 0, 1, 1]);
});

it("reads true as may be seen in the function, and as blocked in modules", () => {
  const mask = [[true, false]];
  const shape = [1, 1, 1, 2];
  const asFunction = (): Mask | undefined =>
    functionMask(tensor(mask), false, zeros([1, 1, 1, 4]), zeros([1, 1, 2, 4]));
  expect(allowed(shape, asFunction)).toEqual([1, 0]);
  expect(allowed(shape, () => moduleMask(tensor(mask), undefined, 1))).toEqual([0, 1]);
});

it("reads three axes of a module's mask as batch and head in one, the head the faster", () => {
  const masks = [[[true]], [[false]], [[false]], [[true]]];
  const seen = allowed([2, 2, 1, 1], () => moduleMask(tensor(masks), undefined, 2));
  expect(seen).toEqual([0, 1, 1, 0]);
});

it("blocks padding in every head and query, beside the mask of the layer", () => {
  const blocked = [
    [false, true],
    [false, false],
  ];
  const padded = [
    [false, false],
    [false, true],
  ];
  expect(allowed([2, 1, 2, 2], () => moduleMask(tensor(blocked), tensor(padded), 1))).toEqual([
    1, 0, 1, 1, 1, 0, 1, 0,
  ]);
  expect(allowed([1, 1, 1, 2], () => moduleMask(undefined, tensor([false, true]), 1))).toEqual([
    1, 0,
  ]);
  expect(moduleMask(undefined, undefined, 2)).toBeUndefined();
});
