import { describe, expect, it } from "vitest";
import { applyAll, grad } from "./apply.ts";
import { firstDifference } from "./cpu/testing.ts";
import { productsBy } from "./cpu/threads.ts";
import { tensor } from "./creation.ts";
import type { DeviceName } from "./device.ts";
import { computeType, type DType } from "./dtype.ts";
import { to } from "./operations/cast.ts";
import { operations } from "./registry.ts";
import { scope } from "./scope.ts";
import { sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { cases, denseFrom, type Case } from "./testing/cases.ts";
import { draw, layouts } from "./testing/draw.ts";

const storageTypes = ["float16", "bfloat16", "int8"] as const;
type StorageType = (typeof storageTypes)[number];

/** Which operands may be stored as this type: numbers, not ids and masks. */
function whichAreStored({ sample: { inputs } }: Case, dtype: DType): boolean[] {
  const numbers = dtype === "int8" ? ["integers"] : ["floats", "positive"];
  return inputs.map(({ holds }) => numbers.includes(holds));
}

function stored(item: Case, dtype: StorageType, device: DeviceName): Tensor[] {
  const isStored = whichAreStored(item, dtype);
  return draw(item.sample.inputs, device).map((x, i) => (isStored[i] ? to(x, dtype) : x));
}

/**
 * The first index where two results differ, -1 where none does. A BLAS takes plain weights and leaves stored ones to the kernels, which
 * add in another order: then only what is more than 1e-5 of the largest differs.
 */
function differenceOf(actual: Tensor, expected: Tensor): number {
  const [a, b] = [Float64Array.from(actual.view()), Float64Array.from(expected.view())];
  if (productsBy() === null) return firstDifference(a, b);
  const error = 1e-5 * Math.max(1, ...b.map(Math.abs));
  return a.findIndex((x, at) => !Object.is(x, b[at]) && !(Math.abs(x - b[at]) <= error));
}

const plain = (x: Tensor): Tensor => to(x, computeType(x.dtype));

/** These keep a storage type. */
const kept = ["row by row", "permuted", "flipped", "repeated first axis"] as const;

/** The cases of each operation that has any which `takes` accepts. */
function grouped(takes: (item: Case) => boolean): { name: string; items: Case[] }[] {
  return operations
    .map((operation) => ({
      name: operation.name,
      items: cases.filter((item) => item.operation === operation && takes(item)),
    }))
    .filter(({ items }) => items.length > 0);
}

describe.each(storageTypes)("reads %s as its values", (dtype) => {
  function check(item: Case, device: DeviceName, layout: (typeof kept)[number]): void {
    const { operation, sample, name } = item;
    const operands = stored(item, dtype, device);
    const strided = denseFrom[operation.name] ?? operands.length;
    const laidOut = (inputs: readonly Tensor[]): Tensor[] =>
      inputs.map((x, i) => (i < strided ? layouts[layout](x) : x));
    const expected = applyAll(operation, laidOut(operands.map(plain)), sample.options);
    applyAll(operation, laidOut(operands), sample.options).forEach((y, i) => {
      // What moves elements keeps their type; what computes gives the type that it computed in.
      const moves = operation.meaning.kind === "view" || operation.takesStored === true;
      const type = moves && operation.name !== "to" ? dtype : expected[i].dtype;
      const difference = differenceOf(y, expected[i]);
      const actual = { type: y.dtype, shape: y.shape, difference };
      const wanted = { type, shape: expected[i].shape, difference: -1 };
      expect({ name, device, layout, ...actual }).toEqual({ name, device, layout, ...wanted });
    });
  }

  it.each(grouped((item) => whichAreStored(item, dtype).includes(true)))("$name", ({ items }) => {
    for (const item of items) {
      scope(() => {
        const isSmall = item.sample.inputs.every(({ shape }) => sizeOf(shape) < 300);
        if (isSmall) check(item, "reference", "row by row");
        for (const layout of dtype === "float16" ? kept : kept.slice(0, 2)) {
          check(item, "cpu", layout);
        }
      });
    }
  });
});

/** A gradient that differs at each element. */
function waves({ shape, size, device }: Tensor): Tensor {
  const values = Array.from({ length: size }, (_, i) => Math.cos(i));
  return tensor(values, { shape, device });
}

describe("gives through float16 the gradients that its values have", () => {
  const able = grouped((item) => {
    const isSmall = item.sample.inputs.every(({ shape }) => sizeOf(shape) < 2000);
    return (
      item.operation.gradient !== null && isSmall && whichAreStored(item, "float16").includes(true)
    );
  });

  function check(item: Case, createGraph: boolean): void {
    const { operation, sample, name } = item;
    const leaves = stored(item, "float16", "cpu").map((x) => plain(x).detach());
    for (const x of leaves) x.requiresGrad = x.dtype === "float32";
    const varied = leaves.filter((x) => x.requiresGrad);
    const gradients = (operands: readonly Tensor[]): Tensor[] => {
      const [y] = applyAll(operation, operands, sample.options);
      return y.requiresGrad ? grad(y, varied, { gradient: waves(y), createGraph }) : [];
    };
    const expected = gradients(leaves);
    const halves = leaves.map((x) => (x.requiresGrad ? to(x, "float16") : x));
    gradients(halves).forEach((gradient, i) => {
      const difference = differenceOf(gradient, expected[i]);
      const actual = { dtype: gradient.dtype, difference };
      expect({ name, ...actual }).toEqual({ name, dtype: "float32", difference: -1 });
    });
  }

  it.each(able)("$name", ({ items }) => {
    for (const item of items) {
      scope(() => {
        check(item, false);
        check(item, true);
      });
    }
  });
});
