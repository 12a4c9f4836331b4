import { describe, expect, it } from "vitest";
import {
  adamWStep,
  add,
  addInPlace,
  clone,
  copy,
  expand,
  explain,
  flip,
  memory,
  mul,
  noGrad,
  reshape,
  scaleInPlace,
  scope,
  select,
  slice,
  square,
  sum,
  tensor,
  TensorError,
  trace,
  transpose,
  withDevice,
  zero,
  zeros,
  type Tensor,
} from "./index.ts";

const matrix = (): Tensor =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });
const values = (x: Tensor): number[] => [...x.view()];

describe.each(["cpu", "reference"] as const)("in place on %s", (device) => {
  it("writes a whole tensor and gives it back", () =>
    withDevice(device, () => {
      const x = matrix();
      expect(copy(x, mul(x, 2))).toBe(x);
      expect(values(x)).toEqual([2, 4, 6, 8, 10, 12]);
      expect(values(addInPlace(x, matrix(), -1))).toEqual([1, 2, 3, 4, 5, 6]);
      expect(values(scaleInPlace(x, 0.5))).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
      expect(values(zero(x))).toEqual([0, 0, 0, 0, 0, 0]);
    }));

  it("writes through a view to what it views: rows, columns, transposed, stepped and flipped", () =>
    withDevice(device, () => {
      const x = matrix();
      copy(slice(x, 0, 0, 1), tensor([[7, 8, 9]]));
      expect(values(x)).toEqual([7, 8, 9, 4, 5, 6]);
      zero(slice(x, 1, 0, 3, 2));
      expect(values(x)).toEqual([0, 8, 0, 0, 5, 0]);
      addInPlace(
        transpose(x, 0, 1),
        tensor([
          [1, 10],
          [2, 20],
          [3, 30],
        ]),
      );
      expect(values(x)).toEqual([1, 10, 3, 10, 25, 30]);
      scaleInPlace(select(x, 1, 1), 10);
      expect(values(x)).toEqual([1, 100, 3, 10, 250, 30]);
      copy(flip(x, [0, 1]), matrix());
      expect(values(x)).toEqual([6, 5, 4, 3, 2, 1]);
    }));

  it("broadcasts the source, which may be a number", () =>
    withDevice(device, () => {
      const x = matrix();
      expect(values(copy(x, tensor([1, 2, 3])))).toEqual([1, 2, 3, 1, 2, 3]);
      expect(values(addInPlace(x, tensor([[10], [20]]), 2))).toEqual([21, 22, 23, 41, 42, 43]);
      expect(values(addInPlace(x, 1))).toEqual([22, 23, 24, 42, 43, 44]);
      expect(values(copy(x, 5))).toEqual([5, 5, 5, 5, 5, 5]);
    }));

  it("converts to the target's dtype", () =>
    withDevice(device, () => {
      const int = tensor([0, 0], { dtype: "int32" });
      expect(values(copy(int, tensor([2.9, -2.9])))).toEqual([2, -2]);
      expect(values(addInPlace(int, tensor([true, false])))).toEqual([3, -2]);
      expect(values(scaleInPlace(int, 3))).toEqual([9, -6]);
      expect(values(copy(tensor([false, true]), tensor([0.5, 0])))).toEqual([1, 0]);
      expect(values(addInPlace(tensor([0.5]), tensor([2], { dtype: "int32" })))).toEqual([2.5]);
    }));

  it("reads what overlaps the target before it writes", () =>
    withDevice(device, () => {
      const shifted = tensor([1, 2, 3, 4, 5]);
      copy(slice(shifted, 0, 1), slice(shifted, 0, 0, -1));
      expect(values(shifted)).toEqual([1, 1, 2, 3, 4]);
      copy(slice(shifted, 0, 0, -1), slice(shifted, 0, 1));
      expect(values(shifted)).toEqual([1, 2, 3, 4, 4]);
      const reversed = tensor([1, 2, 3]);
      expect(values(copy(reversed, flip(reversed, [0])))).toEqual([3, 2, 1]);
      const square = tensor([
        [1, 2],
        [3, 4],
      ]);
      addInPlace(square, transpose(square, 0, 1));
      expect(values(square)).toEqual([2, 5, 5, 8]);
      addInPlace(square, slice(square, 0, 0, 1));
      expect(values(square)).toEqual([4, 10, 7, 13]);
      expect(values(addInPlace(square, square))).toEqual([8, 20, 14, 26]);
    }));

  it("is right where adding a multiple of itself would round: small factors and infinities", () =>
    withDevice(device, () => {
      // PyTorch: torch.tensor([3., inf]).mul_(1e-8) and .mul_(2)
      expect(values(scaleInPlace(tensor([3, Infinity]), 1e-8))).toEqual([
        Math.fround(3e-8),
        Infinity,
      ]);
      expect(values(scaleInPlace(tensor([3, -Infinity]), 2))).toEqual([6, -Infinity]);
    }));

  it("does nothing to an empty tensor, and frees what it needed", () =>
    withDevice(device, () => {
      const [x, empty] = [matrix(), zeros([0, 3])];
      const before = memory().tensors;
      expect(values(copy(empty, 1))).toEqual([]);
      expect(values(zero(expand(empty, [2, 0, 3])))).toEqual([]);
      copy(transpose(x, 0, 1), 1);
      addInPlace(slice(x, 1, 0, 2), slice(x, 1, 1, 3));
      scaleInPlace(slice(x, 1, 0, 2), 3);
      expect(memory().tensors).toBe(before);
      expect(values(x)).toEqual([6, 6, 1, 6, 6, 1]);
    }));
});

it("is right for every pair of ranges of one memory, forwards and backwards", () => {
  const size = 5;
  const ranges = [0, 1, 2].flatMap((start) =>
    [1, 2].flatMap((step) => [false, true].map((isFlipped) => ({ start, step, isFlipped }))),
  );
  const count = 2;
  for (const target of ranges) {
    for (const source of ranges) {
      scope(() => {
        const numbers = Array.from({ length: size }, (_, i) => 10 ** i);
        const at = ({ start, step, isFlipped }: typeof target, k: number): number =>
          start + step * (isFlipped ? count - 1 - k : k);
        const view = (x: Tensor, { start, step, isFlipped }: typeof target): Tensor => {
          const part = slice(x, 0, start, start + step * (count - 1) + 1, step);
          return isFlipped ? flip(part, [0]) : part;
        };
        const copied = tensor(numbers);
        copy(view(copied, target), view(copied, source));
        const added = tensor(numbers);
        addInPlace(view(added, target), view(added, source), 2);
        const [expectedCopy, expectedSum] = [[...numbers], [...numbers]];
        for (let k = 0; k < count; k++) {
          expectedCopy[at(target, k)] = numbers[at(source, k)];
          expectedSum[at(target, k)] += 2 * numbers[at(source, k)];
        }
        expect(values(copied)).toEqual(expectedCopy);
        expect(values(added)).toEqual(expectedSum);
      });
    }
  }
});

describe("in place and gradients", () => {
  it("writes to a leaf under noGrad, and later gradients are those of the new values", () => {
    const x = leaf([1, 2]);
    noGrad(() => copy(x, tensor([3, 4])));
    sum(square(x)).backward();
    expect(values(x.grad!)).toEqual([6, 8]);
  });

  it.each([
    ["itself", (x: Tensor) => x],
    ["detach()", (x: Tensor) => x.detach()],
    ["a view", (x: Tensor) => slice(x, 0, 0, 1)],
    ["a view of a view", (x: Tensor) => reshape(transpose(reshape(x, [1, 2]), 0, 1), [2])],
  ])("is noticed by a gradient that needs the old values, when written through %s", (_, handle) => {
    for (const write of [
      zero,
      (x: Tensor) => copy(x, 1),
      (x: Tensor) => addInPlace(x, 1),
      (x: Tensor) => scaleInPlace(x, 2),
    ]) {
      const x = leaf([1, 2]);
      const y = sum(square(x));
      noGrad(() => write(handle(x)));
      expect(() => y.backward()).toThrow(
        "input 0 of square, shape [2], was changed in place after square read it",
      );
    }
  });

  it("is noticed through the base, when a view was saved", () => {
    const base = tensor([1, 2, 3]);
    const y = sum(mul(leaf([4]), slice(base, 0, 2)));
    zero(base);
    expect(() => y.backward()).toThrow(/was changed in place after mul read it/);
  });

  it("leaves alone a gradient that needs no values", () => {
    const x = leaf([1, 2]);
    const y = sum(add(x, 1));
    noGrad(() => zero(x));
    y.backward();
    expect(values(x.grad!)).toEqual([1, 1]);
  });

  it("is noticed by explain", () => {
    const x = tensor([1, 2]);
    const [y, z] = trace(() => [square(x), square(x)]);
    zero(z);
    expect(() => explain(z, [0])).toThrow("the result of square was changed in place");
    zero(x);
    expect(() => explain(y, [0])).toThrow("operand 0 of square was changed in place");
  });
});

const targets = "write to its detach(), or compute a new tensor";
const table: readonly [string, () => unknown, string, string][] = [
  [
    "a leaf",
    () => zero(leaf([1])),
    "gradient",
    "zero: the target is a leaf that requires a gradient; wrap the write in noGrad(() => …)",
  ],
  [
    "a tensor of the graph",
    () => scaleInPlace(square(leaf([1])), 2),
    "gradient",
    `scaleInPlace: the target was made by square and takes part in gradients, which would not know of the write; ${targets}`,
  ],
  [
    "a tensor of the graph under noGrad",
    () => {
      const y = square(leaf([1]));
      noGrad(() => copy(y, 2));
    },
    "gradient",
    `copy: the target was made by square and takes part in gradients, which would not know of the write; ${targets}`,
  ],
  [
    "a view of a leaf",
    () => zero(slice(leaf([1, 2]), 0, 0, 1)),
    "gradient",
    `zero: the target was made by slice and takes part in gradients, which would not know of the write; ${targets}`,
  ],
  [
    "a source that requires a gradient",
    () => addInPlace(tensor([1]), leaf([1])),
    "gradient",
    "addInPlace: the source requires a gradient, which does not flow through a write in place; wrap the write in noGrad(() => …), or compute a new tensor",
  ],
  [
    "an expanded target",
    () => addInPlace(expand(tensor([1]), [3]), 1),
    "shape",
    "addInPlace: the target [3] shows one element in several places (it was expanded), so a write is ambiguous; write to the tensor it views, or to a clone()",
  ],
  [
    "a source that does not broadcast",
    () => copy(matrix(), tensor([1, 2])),
    "shape",
    "copy: the source [2] does not broadcast to the target [2, 3]",
  ],
  [
    "a source with more axes",
    () => addInPlace(tensor([1, 2, 3]), matrix()),
    "shape",
    "addInPlace: the source [2, 3] does not broadcast to the target [3]",
  ],
  [
    "a fraction for whole numbers",
    () => scaleInPlace(tensor([1], { dtype: "int32" }), 0.5),
    "dtype",
    "scaleInPlace: a target of int32 cannot hold the result with 0.5; compute a new tensor",
  ],
  [
    "floats for whole numbers",
    () => addInPlace(tensor([1], { dtype: "int32" }), tensor([0.5])),
    "dtype",
    "addInPlace: a target of int32 cannot hold the result with float32; compute a new tensor",
  ],
  [
    "arithmetic on a mask",
    () => addInPlace(tensor([true]), tensor([true])),
    "dtype",
    "addInPlace: a target of bool cannot hold the result with bool; compute a new tensor",
  ],
  [
    "devices",
    () => copy(tensor([1]), tensor([1], { device: "reference" })),
    "device",
    'copy: operands on different devices (cpu, reference); move one with await toDevice(x, "cpu")',
  ],
  [
    "no tensor",
    // @ts-expect-error -- the target is a tensor
    () => copy([1], tensor([1])),
    "value",
    "copy: expected a tensor, got an array; make one with tensor(…)",
  ],
  [
    "a disposed target",
    () => {
      const x = clone(tensor([1]));
      x.dispose();
      zero(x);
    },
    "disposed",
    "zero: the tensor of shape [1] was disposed, by dispose() or by the end of its scope; return it from the scope, or keep() it",
  ],
  [
    "moments of another shape",
    () =>
      adamWStep(zeros([2]), zeros([2]), zeros([3]), zeros([2]), {
        learningRate: 1,
        beta1: 0.9,
        beta2: 0.9,
        eps: 1e-8,
        weightDecay: 0,
        step: 1,
      }),
    "shape",
    "adamWStep: parameter, gradient and moments must be alike, and all but the gradient lie row by row; there is [3] float32 for a gradient [2] float32",
  ],
];

it.each(table)("refuses %s", (_, wrong, code, message) => {
  const before = memory().tensors;
  expect(() => scope(wrong)).toThrow(TensorError);
  expect(() => scope(wrong)).toThrow(expect.objectContaining({ code, message }));
  expect(memory().tensors).toBe(before);
});
