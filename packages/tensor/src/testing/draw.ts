import { apply } from "../apply.ts";
import { tensor } from "../creation.ts";
import type { DeviceName } from "../device.ts";
import { exp } from "../elementary.ts";
import { isFloatingPoint, type DType } from "../dtype.ts";
import { contiguous } from "../operations/contiguous.ts";
import { placement, sliceView } from "../operations/slice.ts";
import { expand } from "../operations/sum.ts";
import { flip, permute, reshape } from "../operations/views.ts";
import { createGenerator, randn } from "../random.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** What a sample says of an operand: which numbers, how many. */
export interface Drawn {
  /** Numbers away from 0 (kinks, poles), the same above 0, numbers between 0 and 1, whole numbers of both signs, ids below `limit`, truths. */
  readonly holds: "floats" | "positive" | "shares" | "integers" | "ids" | "mask";
  readonly shape: Shape;
  readonly limit?: number;
}

const dtypes: Readonly<Record<Drawn["holds"], DType>> = {
  floats: "float32",
  positive: "float32",
  shares: "float32",
  integers: "int32",
  ids: "int32",
  mask: "bool",
};

function change({ holds, limit = 1 }: Drawn, value: number): number {
  switch (holds) {
    case "floats":
      return value + Math.sign(value) * 0.05;
    case "positive":
      return Math.abs(value) + 0.2;
    case "shares":
      return 1 / (1 + exp(-value));
    case "integers":
      return Math.round(value * 5);
    case "ids":
      return Math.floor(Math.abs(value) * 97) % limit;
    case "mask":
      return Number(value > 0);
  }
}

/** The operands of a sample, the same numbers on every device. */
export function draw(operands: readonly Drawn[], device: DeviceName): Tensor[] {
  const generator = createGenerator(5);
  return operands.map((operand) => {
    const { shape, holds } = operand;
    const normal = randn(shape, { generator, device: "reference" }).view();
    const values = Array.from(normal, (value) => change(operand, value));
    return tensor(values, { shape, dtype: dtypes[holds], device });
  });
}

/** The same numbers on another device, row by row. */
export function copyTo(device: DeviceName, x: Tensor): Tensor {
  return tensor(x.view(), { shape: x.shape, dtype: x.dtype, device });
}

const reversed = (x: Tensor): number[] => x.shape.map((_, axis) => x.rank - 1 - axis);

/** What no kernel may read: NaN, an id outside every table. */
function poison(dtype: DType): number {
  if (isFloatingPoint(dtype)) return NaN;
  return dtype === "int32" ? 2 ** 31 - 1 : 1;
}

/** The first and the last axis (a 0-d tensor gets one for it) in steps of 2 from 1, with poison between the elements. */
function sliced(x: Tensor): Tensor {
  let result = x.rank === 0 ? reshape(x, [1]) : x;
  for (const dim of new Set([0, result.rank - 1])) {
    const length = result.shape[dim];
    const range = { dim, start: 1, step: 2 };
    const value = poison(x.dtype);
    const spaced = apply(placement, [result], { ...range, length: 2 * length + 1, value });
    result = apply(sliceView, [spaced], { ...range, length });
  }
  return x.rank === 0 ? reshape(result, []) : result;
}

/** Repeats the first elements of some axes over the whole axis: stride 0. */
function repeated(x: Tensor, repeats: (axis: number) => boolean): Tensor {
  if (x.size === 0) return x;
  let one = x;
  x.shape.forEach((_, dim) => {
    if (repeats(dim)) one = apply(sliceView, [one], { dim, start: 0, step: 1, length: 1 });
  });
  return expand(one, x.shape);
}

/** Ways in which memory may hold the elements of an operand. */
export const layouts: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  "row by row": (x) => x,
  permuted: (x) => permute(contiguous(permute(x, reversed(x))), reversed(x)),
  sliced,
  flipped: (x) => {
    const axes = x.shape.map((_, axis) => axis);
    return flip(contiguous(flip(x, axes)), axes);
  },
  "turned and sliced": (x) => permute(sliced(permute(x, reversed(x))), reversed(x)),
  // These change the elements too: what is repeated is equal.
  "repeated first axis": (x) => repeated(x, (axis) => axis === 0),
  "repeated last axis": (x) => repeated(x, (axis) => axis === x.rank - 1),
  "one element": (x) => repeated(x, () => true),
};
