import { expect, it } from "vitest";
import { computeType, isFloatingPoint, promoteTypes, type DType } from "./dtype.ts";

// torch.promote_types of PyTorch 2.13 for every pair of these types, in this order.
const types = ["bool", "int8", "int32", "float16", "bfloat16", "float32", "float64"] as const;
const promoted: Record<DType, readonly DType[]> = {
  bool: ["bool", "int8", "int32", "float16", "bfloat16", "float32", "float64"],
  int8: ["int8", "int8", "int32", "float16", "bfloat16", "float32", "float64"],
  int32: ["int32", "int32", "int32", "float16", "bfloat16", "float32", "float64"],
  float16: ["float16", "float16", "float16", "float16", "float32", "float32", "float64"],
  bfloat16: ["bfloat16", "bfloat16", "bfloat16", "float32", "bfloat16", "float32", "float64"],
  float32: ["float32", "float32", "float32", "float32", "float32", "float32", "float64"],
  float64: ["float64", "float64", "float64", "float64", "float64", "float64", "float64"],
};

it.each(types)("%s promotes as in PyTorch", (dtype) => {
  expect(types.map((other) => promoteTypes(dtype, other))).toEqual(promoted[dtype]);
});

it("knows which types are floating-point, and what each is computed in", () => {
  expect(types.filter(isFloatingPoint)).toEqual(["float16", "bfloat16", "float32", "float64"]);
  expect(types.map(computeType)).toEqual([
    ...["bool", "int32", "int32", "float32", "float32", "float32", "float64"],
  ]);
});
