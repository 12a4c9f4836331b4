import { expect, it } from "vitest";
import * as index from "./index.ts";

const { prototype } = index.Tensor;
const before = Object.getOwnPropertyNames(prototype);
await import("./fluent.ts");
const added = Object.getOwnPropertyNames(prototype).filter((name) => !before.includes(name));

it("gives tensors the functions of the index as methods", () => {
  const a = index.tensor([
    [1, 2],
    [3, 4],
  ]);
  const functions = index.softmax(index.add(index.matmul(a, a), 1), -1);
  expect([...a.matmul(a).add(1).softmax(-1).view()]).toEqual([...functions.view()]);
  expect(a.max().view()[0]).toBe(4);
  expect([...a.max({ dim: 0 }).indices.view()]).toEqual([1, 1]);
  expect(a.chunk(2).map(({ shape }) => shape)).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it("differentiates and explains through them", () => {
  const x = index.tensor([1, 2], { requiresGrad: true });
  x.square().sum().backward();
  expect([...x.grad!.view()]).toEqual([2, 4]);
  const y = index.trace(() => x.mul(3));
  expect(y.explain([1]).value).toBe(6);
});

it("adds nothing that the index alone has, and hides no member of a tensor", () => {
  expect(added.length).toBeGreaterThan(100);
  const fields = Object.getOwnPropertyNames(index.tensor(1));
  expect(added.filter((name) => fields.includes(name) || !(name in index))).toEqual([]);
  expect(before).not.toContain("matmul");
});

it("adds no enumerable property: a tensor looks as it did", () => {
  expect(Object.keys(prototype)).toEqual([]);
});

it("is harmless when imported again", async () => {
  const again = "./fluent.ts?again";
  await import(/* @vite-ignore */ again);
  expect(index.tensor([1, 2]).add(1).sum().view()[0]).toBe(5);
  expect(Object.getOwnPropertyNames(prototype).length).toBe(before.length + added.length);
});

it("throws as the functions do", () => {
  expect(() => index.zeros([2, 3]).softmax(2)).toThrow(
    "softmax: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
  );
});
