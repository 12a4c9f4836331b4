import * as t from "../../index.ts";
import { ids, mask, whole, type WrongCall, x } from "./wrong-call.ts";

/** Wrong calls of views, parts and places. */
export const wrongShapes: Readonly<Record<string, readonly WrongCall[]>> = {
  chunk: [
    [
      "no parts",
      () => t.chunk(x(), 0),
      "value",
      "chunk: chunks 0 must be a whole number of at least 1",
    ],
    [
      "dim",
      () => t.chunk(x(), 2, 5),
      "dim",
      "chunk: dim 5 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  concat: [
    [
      "ranks",
      () => t.concat([x(), t.zeros([3])]),
      "shape",
      "concat: shapes [2, 3], [3] must be equal but for axis 0",
    ],
    ["no list", () => t.concat(x() as never), "value", "concat: expected a list: concat([a, b])"],
    [
      "dim",
      () => t.concat([x(), x()], 2),
      "dim",
      "concat: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  expand: [
    [
      "a negative size",
      () => t.expand(t.zeros([1, 3]), [-2, 3]),
      "shape",
      "expand: [-2, 3] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "−1 for a new axis",
      () => t.expand(t.zeros([3]), [-1, 3]),
      "shape",
      "expand: [-1, 3] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "fewer axes",
      () => t.expand(x(), [3]),
      "shape",
      "expand: [2, 3] does not expand to [3]: only axes of size 1 repeat, and new axes come first",
    ],
    [
      "nine axes",
      () => t.expand(x(), [1, 1, 1, 1, 1, 1, 1, 2, 3]),
      "shape",
      "expand: [1, 1, 1, 1, 1, 1, 1, 2, 3] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  flatten: [
    [
      "dims",
      () => t.flatten(x(), 1, 0),
      "dim",
      "flatten: startDim 1 comes after endDim 0 in [2, 3]",
    ],
  ],
  flip: [
    [
      "dim",
      () => t.flip(x(), [2]),
      "dim",
      "flip: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    ["an axis twice", () => t.flip(x(), [0, -2]), "dim", "flip: dims [0, 0] name an axis twice"],
  ],
  gather: [
    [
      "rank",
      () => t.gather(x(), 0, ids(0, 1)),
      "shape",
      "gather: index [2] must have the rank of x [2, 3] and be no larger on any axis but 0",
    ],
    [
      "index out of range",
      () => t.gather(x(), 1, t.tensor([[3]], { dtype: "int32" })),
      "index",
      "gather: id 3 at position 0 of [1, 1] is outside 0 … 2",
    ],
    [
      "dtype",
      () => t.gather(x(), 0, x()),
      "dtype",
      'gather: ids are float32, they must be int32; use to(ids, "int32")',
    ],
    [
      "dim",
      () => t.gather(x(), 2, t.zeros([2, 3], { dtype: "int32" })),
      "dim",
      "gather: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  indexSelect: [
    [
      "rank",
      () => t.indexSelect(x(), 0, t.zeros([1, 1], { dtype: "int32" })),
      "shape",
      "indexSelect: index [1, 1] must have one axis",
    ],
    [
      "index out of range",
      () => t.indexSelect(x(), 0, ids(0, 2)),
      "index",
      "indexSelect: id 2 at position 1 of [2] is outside 0 … 1",
    ],
    [
      "dtype",
      () => t.indexSelect(x(), 0, t.zeros([2])),
      "dtype",
      'indexSelect: ids are float32, they must be int32; use to(ids, "int32")',
    ],
  ],
  maskedFill: [
    [
      "no mask",
      () => t.maskedFill(x(), x(), 0),
      "dtype",
      "maskedFill: the mask is float32, it must be bool; make one with a comparison, such as gt(x, 0)",
    ],
    [
      "a fraction among integers",
      () => t.maskedFill(whole(), mask(), 0.5),
      "value",
      "maskedFill: value 0.5 is not a whole number of 32 bits, as the elements are",
    ],
    [
      "no value",
      () => t.maskedFill(x(), mask(), undefined as never),
      "value",
      "maskedFill: value must be a number, got undefined",
    ],
  ],
  pad: [
    [
      "one number",
      () => t.pad(x(), 1 as never),
      "shape",
      "pad: [1] must be pairs [before, after] of whole numbers ≥ 0 for the last axes of [2, 3]",
    ],
    [
      "a negative size",
      () => t.pad(x(), [-1, 0]),
      "shape",
      "pad: [-1, 0] must be pairs [before, after] of whole numbers ≥ 0 for the last axes of [2, 3]",
    ],
    [
      "more pairs than axes",
      () => t.pad(t.zeros([2]), [1, 1, 1, 1]),
      "shape",
      "pad: [1, 1, 1, 1] must be pairs [before, after] of whole numbers ≥ 0 for the last axes of [2]",
    ],
    [
      "a fraction among integers",
      () => t.pad(whole(), [1, 1], 0.5),
      "value",
      "pad: value 0.5 is not a whole number of 32 bits, as the elements are",
    ],
  ],
  permute: [
    [
      "axes one by one",
      () => (t.permute as unknown as (...all: unknown[]) => void)(x(), 1, 0),
      "dim",
      "permute: dims [1] must name each of the 2 axes of [2, 3] once",
    ],
    [
      "an axis twice",
      () => t.permute(x(), [0, 0]),
      "dim",
      "permute: dims [0, 0] name an axis twice",
    ],
  ],
  repeat: [
    [
      "fewer than axes",
      () => t.repeat(x(), [2]),
      "value",
      "repeat: repeats [2] must be whole numbers ≥ 0, at least one for each of the 2 axes of [2, 3]",
    ],
    [
      "a fraction",
      () => t.repeat(x(), [1, 0.5]),
      "value",
      "repeat: repeats [1, 0.5] must be whole numbers ≥ 0, at least one for each of the 2 axes of [2, 3]",
    ],
  ],
  repeatInterleave: [
    [
      "times",
      () => t.repeatInterleave(x(), -1, 0),
      "value",
      "repeatInterleave: times -1 must be a whole number of at least 0",
    ],
    [
      "dim",
      () => t.repeatInterleave(x(), 2, 2),
      "dim",
      "repeatInterleave: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  reshape: [
    [
      "a fraction",
      () => t.reshape(x(), [1.5, 4]),
      "shape",
      "reshape: [2, 3] has 6 elements, which do not fill [1.5, 4]",
    ],
    [
      "two sizes to infer",
      () => t.reshape(x(), [-1, -1]),
      "shape",
      "reshape: [2, 3] has 6 elements, which do not fill [-1, -1]; only one size may be -1",
    ],
    [
      "negative sizes",
      () => t.reshape(x(), [-2, -3]),
      "shape",
      "reshape: [-2, -3] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
    [
      "nine axes",
      () => t.reshape(x(), [1, 1, 1, 1, 1, 1, 1, 2, 3]),
      "shape",
      "reshape: [1, 1, 1, 1, 1, 1, 1, 2, 3] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  roll: [
    ["a fraction", () => t.roll(x(), 0.5, 0), "value", "roll: shift 0.5 must be a whole number"],
    [
      "dim",
      () => t.roll(x(), 1, 2),
      "dim",
      "roll: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  scatterAdd: [
    [
      "rank",
      () => t.scatterAdd(x(), 0, ids(0), t.zeros([1])),
      "shape",
      "scatterAdd: index [1] must have the rank of x [2, 3] and be no larger on any axis but 0",
    ],
    [
      "source smaller than index",
      () => t.scatterAdd(x(), 0, t.zeros([1, 2], { dtype: "int32" }), t.zeros([1, 1])),
      "shape",
      "scatterAdd: index [1, 2] must have the rank of source [1, 1] and be no larger on any axis",
    ],
    [
      "index out of range",
      () => t.scatterAdd(x(), 0, t.tensor([[2]], { dtype: "int32" }), t.zeros([1, 1])),
      "index",
      "scatterAdd: id 2 at position 0 of [1, 1] is outside 0 … 1",
    ],
  ],
  select: [
    [
      "dim",
      () => t.select(x(), 2, 0),
      "dim",
      "select: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
    [
      "index out of range",
      () => t.select(x(), 0, -3),
      "index",
      "select: index -3 is outside axis 0 of [2, 3]",
    ],
  ],
  slice: [
    ["a fraction", () => t.slice(x(), 0, 0.5), "value", "slice: start 0.5 must be a whole number"],
    [
      "no start",
      () => (t.slice as (...all: unknown[]) => void)(x(), 0),
      "value",
      "slice: start undefined must be a whole number",
    ],
    [
      "dim",
      () => t.slice(x(), 2, 0),
      "dim",
      "slice: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  split: [
    [
      "size 0",
      () => t.split(x(), 0),
      "value",
      "split: the size 0 of a part must be a whole number of at least 1",
    ],
    [
      "sizes",
      () => t.split(x(), [1, 0.5], 1),
      "shape",
      "split: parts [1, 0.5] do not add up to axis 1 of [2, 3], which has 3",
    ],
  ],
  squeeze: [
    [
      "dim",
      () => t.squeeze(x(), 2),
      "dim",
      "squeeze: dim 2 does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  stack: [
    [
      "shapes",
      () => t.stack([x(), t.zeros([2])]),
      "shape",
      "stack: shapes [2, 3], [2] must be equal; concat joins along an axis that exists",
    ],
    ["nothing", () => t.stack([]), "value", "stack: the list is empty; give at least one tensor"],
    [
      "dim",
      () => t.stack([x()], 4),
      "dim",
      "stack: dim 4 does not exist in a tensor of rank 3: dim must be from -3 to 2",
    ],
    [
      "nine axes",
      () => t.stack([t.zeros([1, 1, 1, 1, 1, 1, 1, 1])]),
      "shape",
      "stack: [1, 1, 1, 1, 1, 1, 1, 1, 1] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
  transpose: [
    [
      "no dims",
      () => (t.transpose as (...all: unknown[]) => void)(x()),
      "dim",
      "transpose: dim undefined does not exist in a tensor of rank 2: dim must be from -2 to 1",
    ],
  ],
  tril: [
    ["a fraction", () => t.tril(x(), 0.5), "value", "tril: diagonal 0.5 must be a whole number"],
  ],
  triu: [["a vector", () => t.triu(t.zeros([3])), "shape", "triu: x [3] needs at least two axes"]],
  unbind: [
    [
      "a scalar",
      () => t.unbind(t.tensor(1)),
      "dim",
      "unbind: dim 0 does not exist in a tensor of rank 0: a 0-d tensor has no dim",
    ],
  ],
  unsqueeze: [
    [
      "dim",
      () => t.unsqueeze(x(), 3),
      "dim",
      "unsqueeze: dim 3 does not exist in a tensor of rank 3: dim must be from -3 to 2",
    ],
    [
      "nine axes",
      () => t.unsqueeze(t.zeros([1, 1, 1, 1, 1, 1, 1, 1]), 0),
      "shape",
      "reshape: [1, 1, 1, 1, 1, 1, 1, 1, 1] is not a shape: a list of at most 8 whole sizes ≥ 0",
    ],
  ],
};
