import { describe, expect, it } from "vitest";
import { grad } from "./apply.ts";
import { arange, full, onesLike, tensor, zerosLike } from "./creation.ts";
import { customOperation } from "./custom-operation.ts";
import { withDevice } from "./devices.ts";
import type { DType } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { explain } from "./explain.ts";
import { addInPlace, copy, scaleInPlace, zero } from "./inplace.ts";
import { trace } from "./modes.ts";
import { add, div, mul } from "./operations/binary.ts";
import { to } from "./operations/cast.ts";
import { where } from "./operations/choose.ts";
import { gt } from "./operations/compare.ts";
import { concat, stack } from "./operations/concat.ts";
import { clone, contiguous } from "./operations/contiguous.ts";
import { embedding } from "./operations/embedding.ts";
import { gather } from "./operations/gather.ts";
import { linear } from "./operations/linear.ts";
import { matmul } from "./operations/matmul.ts";
import { slice } from "./operations/slice.ts";
import { softmax } from "./operations/softmax.ts";
import { expand, sum } from "./operations/sum.ts";
import { permute, reshape, transpose } from "./operations/views.ts";
import { rand } from "./random.ts";
import { findNonFinite } from "./non-finite.ts";
import { scope } from "./scope.ts";
import { memory } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import { toDevice } from "./transfer.ts";
import { adamWStep } from "./update.ts";

const devices = ["cpu", "reference"] as const;
const storageTypes = ["float16", "bfloat16", "int8"] as const;
/** Numbers that each of the types has. */
const numbers = [
  [1, -2, 3],
  [0, 100, -128],
];
const flat = numbers.flat();

describe.each(devices)("on the %s", (device) => {
  const make = (dtype: DType): Tensor => tensor(numbers, { dtype, device });

  it.each(storageTypes)("%s is made of nested arrays, and read as its values", async (dtype) => {
    const x = make(dtype);
    expect(x.dtype).toBe(dtype);
    expect(await x.array()).toEqual(numbers);
    const Values = dtype === "int8" ? Int8Array : Float32Array;
    expect(await x.data()).toEqual(Values.from(flat));
    expect(x.view()).toEqual(Values.from(flat));
    expect(transpose(x, 0, 1).view()).toEqual(Values.of(1, 0, -2, 100, 3, -128));
    expect(await slice(reshape(x, [-1]), 0, 4, 5).item()).toBe(100);
  });

  it.each([
    ["float16", 2],
    ["bfloat16", 2],
    ["int8", 1],
  ] as const)("%s takes %i bytes an element, and views share them", (dtype, bytes) => {
    scope(() => {
      const before = memory().bytes;
      const x = full([50, 20], 3, { dtype, device });
      const views = [
        transpose(x, 0, 1),
        reshape(x, [1000]),
        slice(x, 0, 1),
        expand(x, [2, 50, 20]),
      ];
      expect(memory().bytes - before).toBe(1000 * bytes);
      for (const view of views) expect(view.storage).toBe(x.storage);
      sum(mul(x, x)).dispose(); // what was decoded on the way is gone again
      x.view();
      expect(memory().bytes - before).toBeLessThanOrEqual(1000 * bytes + 1000 * 4 + 4);
    });
  });

  it.each(storageTypes)("%s stays what it is where elements only move", (dtype) => {
    const x = make(dtype);
    const ids = tensor([1, 0, 1], { dtype: "int32", device });
    const moved = [
      ...[contiguous(transpose(x, 0, 1)), clone(x), reshape(permute(x, [1, 0]), [6])],
      ...[concat([x, x]), stack([x, x]), embedding(ids, x), gather(x, 0, expand(ids, [1, 3]))],
      ...[zerosLike(x), onesLike(x)],
    ];
    expect(moved.map((y) => y.dtype)).toEqual(moved.map(() => dtype));
    expect([...embedding(ids, x).view()]).toEqual([...flat.slice(3), ...flat]);
    expect([...concat([x, transpose(permute(x, [1, 0]), 0, 1)]).view()]).toEqual([
      ...flat,
      ...flat,
    ]);
    expect([...onesLike(x).view()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("arithmetic is float32 (int32 for int8), with any type beside it", () => {
    const [half, brain, byte] = storageTypes.map(make);
    const int = make("int32");
    const results: [Tensor, DType][] = [
      ...([add(half, half), add(half, brain), mul(half, 0.1), add(half, int)].map((y) => [
        y,
        "float32",
      ]) as [Tensor, DType][]),
      [add(byte, half), "float32"],
      [add(byte, byte), "int32"],
      [add(byte, int), "int32"],
      [add(byte, gt(byte, 0)), "int32"],
      [div(byte, 2), "float32"],
      [mul(byte, 0.5), "float32"],
      [sum(byte), "int32"],
      [softmax(half, -1), "float32"],
      [where(gt(half, 0), half, 0), "float32"],
      [linear(half, byte), "float32"],
      [matmul(byte, transpose(byte, 0, 1)), "float32"],
    ];
    expect(results.map(([y]) => y.dtype)).toEqual(results.map(([, dtype]) => dtype));
    // 100 + 100 and (−128) · (−128) do not fit int8; 0.1 is not rounded to a half.
    expect([...add(byte, byte).view()]).toEqual([2, -4, 6, 0, 200, -256]);
    expect([...mul(byte, byte).view()]).toEqual([1, 4, 9, 0, 10_000, 16_384]);
    expect(mul(half, 0.1).view()[0]).toBe(Math.fround(0.1));
    // An integer beside a half is not rounded to one: 2049 is none.
    const odd = tensor([2049], { dtype: "int32", device });
    expect(add(odd, tensor([0], { dtype: "float16", device })).view()[0]).toBe(2049);
  });

  it("goes to every type from every type", () => {
    const types = ["bool", "int8", "int32", "float16", "bfloat16", "float32"] as const;
    const all: readonly DType[] = device === "reference" ? [...types, "float64"] : types;
    for (const from of all) {
      const x = tensor(
        [
          [1, 0, 1],
          [1, 1, 0],
        ],
        { dtype: from, device },
      );
      const wide =
        from === "bool"
          ? x
          : tensor(
              [
                [5, -7, 0],
                [1, 100, -128],
              ],
              { dtype: from, device },
            );
      for (const target of all) {
        for (const source of [x, wide, transpose(wide, 0, 1)]) {
          const y = to(source, target);
          expect(y.dtype).toBe(target);
          const expected = [...source.view()].map((value) =>
            target === "bool" ? Number(value !== 0) : value,
          );
          expect([from, target, ...y.view()]).toEqual([from, target, ...expected]);
        }
      }
    }
  });

  it("cuts toward zero as it becomes an integer, and NaN is true, as in PyTorch", () => {
    const x = tensor([1.9, -1.9, 127.9, -128.9, 0.5, -0.5], { device });
    // torch.tensor([1.9, -1.9, 127.9, -128.9, 0.5, -0.5]).to(torch.int8)
    expect([...to(x, "int8").view()]).toEqual([1, -1, 127, -128, 0, 0]);
    expect([...to(to(x, "float16"), "int8").view()]).toEqual([1, -1, 127, -128, 0, 0]);
    const y = tensor([NaN, 0, 0.1, -Infinity], { device });
    expect([...to(y, "bool").view()]).toEqual([1, 0, 1, 1]);
    expect([...to(to(y, "bfloat16"), "bool").view()]).toEqual([1, 0, 1, 1]);
  });

  it("is written in place: computed in the wider type, stored in its own", () => {
    for (const dtype of storageTypes) {
      const x = make(dtype);
      const view = reshape(x, [6]);
      copy(
        x,
        tensor(
          [
            [7, 7, 7],
            [8, 8, 8],
          ],
          { dtype, device },
        ),
      );
      expect([...view.view()]).toEqual([7, 7, 7, 8, 8, 8]);
      copy(slice(x, 1, 0, 1), tensor([[5], [6]], { device }));
      expect([...view.view()]).toEqual([5, 7, 7, 6, 8, 8]);
      addInPlace(slice(x, 0, 1, 2), slice(x, 0, 0, 1), -2);
      scaleInPlace(slice(x, 0, 0, 1), 3);
      expect([...view.view()]).toEqual([15, 21, 21, -4, -6, -6]);
      addInPlace(slice(x, 0, 0, 1), 1);
      copy(x, tensor([[7], [8]], { dtype: "bfloat16", device }));
      zero(slice(x, 0, 1, 2));
      expect([...view.view()]).toEqual([7, 7, 7, 0, 0, 0]);
    }
  });

  it("passes gradients in the type that it is computed in", () => {
    const x = tensor([0.1, 2], { device, requiresGrad: true });
    const half = to(x, "float16");
    expect(half.requiresGrad).toBe(true);
    const [dHalf] = grad(sum(mul(half, half)), [half]);
    expect(dHalf.dtype).toBe("float32");
    half.backward(tensor([0.3, 4], { device }));
    expect(x.grad?.dtype).toBe("float32");
    expect([...x.grad!.view()]).toEqual([Math.fround(0.3), 4]);
    for (const dtype of ["int8", "int32", "bool"] as const) {
      expect(to(x, dtype).requiresGrad).toBe(false);
    }
  });

  it("reaches an operation of one's own decoded", () => {
    const twice = customOperation({
      name: "twice",
      formula: "y = 2x",
      inputs: ["x"],
      output: ([x]) => x,
      define:
        (m, [x]) =>
        (index) =>
          m.times(m.number(2), x(index)),
      gradient: ({ gradient }) => [mul(gradient, 2)],
    });
    const x = tensor([1, 2], { device, requiresGrad: true });
    const y = twice(to(x, "bfloat16"));
    expect([y.dtype, ...y.view()]).toEqual(["float32", 2, 4]);
    expect([...grad(sum(y), [x])[0].view()]).toEqual([2, 2]);
    expect(twice(tensor([100], { dtype: "int8", device })).view()).toEqual(Int32Array.of(200));
  });

  it("is seen as itself by who observes", () => {
    const weight = tensor([[1, 1e6]], { dtype: "float16", device });
    weight.label = "weight";
    const found = findNonFinite(() => linear(tensor([[1, 2]], { device }), weight));
    expect([found?.label, found?.tensor.dtype, ...found!.index]).toEqual([
      "weight",
      "float16",
      0,
      1,
    ]);
  });

  it("leaves nothing behind where it was decoded", () => {
    const half = make("float16");
    const run = (): void => {
      linear(half, half).dispose();
      expect(() => linear(half, transpose(half, 0, 1))).toThrow(TensorError);
      half.view();
    };
    run();
    const before = memory();
    run();
    const { bytes, tensors } = memory();
    expect({ bytes, tensors }).toEqual({ bytes: before.bytes, tensors: before.tensors });
  });

  it("is explained by the values that are stored", () => {
    const weight = tensor([[0.1, 0.2]], { dtype: "float16", device });
    weight.label = "weight";
    const x = tensor([[1, 10]], { device });
    const y = trace(() => linear(x, transpose(transpose(weight, 0, 1), 0, 1)));
    const { value, reads, recomputed } = explain(y, [0, 0]);
    const stored = [0.0999755859375, 0.199951171875];
    expect(reads.filter((read) => read.label === "weight").map((read) => read.value)).toEqual(
      stored,
    );
    expect(recomputed).toBe(stored[0] + 10 * stored[1]);
    expect(value).toBe(Math.fround(recomputed));
    expect(String(explain(weight, [0, 1]))).toBe("weight[0, 1] = 0.2");
    const rounded = trace(() => to(x, "int8"));
    expect(explain(rounded, [0, 1]).value).toBe(10);
  });
});

it("prints as PyTorch does", () => {
  const text = (values: number[] | number[][], dtype: DType): string =>
    String(tensor(values, { dtype }));
  // print(torch.tensor(values).to(dtype)) in PyTorch 2.13
  expect(text([1, 2], "float16")).toBe("tensor([1., 2.], dtype=torch.float16)");
  expect(
    text(
      [
        [0.5, -1.25],
        [3, 100],
      ],
      "bfloat16",
    ),
  ).toBe("tensor([[  0.5000,  -1.2500],\n        [  3.0000, 100.0000]], dtype=torch.bfloat16)");
  expect(text([1e-4, 1000], "float16")).toBe(
    "tensor([1.0002e-04, 1.0000e+03], dtype=torch.float16)",
  );
  expect(text([65504, 1], "float16")).toBe("tensor([6.5504e+04, 1.0000e+00], dtype=torch.float16)");
  expect(text([65504, 1], "bfloat16")).toBe(
    "tensor([6.5536e+04, 1.0000e+00], dtype=torch.bfloat16)",
  );
  expect(text([1e4, 3e4], "bfloat16")).toBe("tensor([ 9984., 29952.], dtype=torch.bfloat16)");
  expect(text([0.1, 0.2], "bfloat16")).toBe("tensor([0.1001, 0.2002], dtype=torch.bfloat16)");
  expect(text([Infinity, NaN, 1], "float16")).toBe("tensor([inf, nan, 1.], dtype=torch.float16)");
  expect(text([-128, 5, 100], "int8")).toBe("tensor([-128,    5,  100], dtype=torch.int8)");
  expect(text([], "int8")).toBe("tensor([], dtype=torch.int8)");
  expect(String(full([2, 0], 0, { dtype: "float16" }))).toBe(
    "tensor([], size=(2, 0), dtype=torch.float16)",
  );
  expect(String(full([30], 1, { dtype: "int8" }))).toBe(
    "tensor([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,\n        1, 1, 1, 1, 1, 1], dtype=torch.int8)",
  );
});

it("moves between devices bit for bit", async () => {
  for (const dtype of storageTypes) {
    const x = tensor([0, 1, -3, 100], { dtype });
    const there = await toDevice(x, "reference");
    expect([there.device, there.dtype, ...there.view()]).toEqual([
      "reference",
      dtype,
      0,
      1,
      -3,
      100,
    ]);
    const back = await toDevice(there, "cpu");
    expect(back.storage.values()).toEqual(x.storage.values());
  }
});

it("is int8 when made of an Int8Array, and counts in any type", () => {
  expect(tensor(Int8Array.of(-5, 6)).dtype).toBe("int8");
  expect([...arange(0, 1, 0.25, { dtype: "float16" }).view()]).toEqual([0, 0.25, 0.5, 0.75]);
  expect([...arange(-128, 128, 64, { dtype: "int8" }).view()]).toEqual([-128, -64, 0, 64]);
});

describe("refuses", () => {
  const half = tensor([1, 2], { dtype: "float16" });
  const byte = tensor([1, 2], { dtype: "int8" });
  const step = { learningRate: 1, beta1: 0, beta2: 0, eps: 1, weightDecay: 0, step: 1 };
  it.each<[string, () => unknown, TensorError["code"], string]>([
    [
      "a half that is trained",
      () => tensor([1], { dtype: "float16", requiresGrad: true }),
      "dtype",
      'requiresGrad: only float32 and float64 are trained, this is float16; use to(x, "float32")',
    ],
    [
      "an int8 that is trained",
      () => (byte.requiresGrad = true),
      "dtype",
      'requiresGrad: only float32 and float64 are trained, this is int8; use to(x, "float32")',
    ],
    [
      "a number beyond int8",
      () => tensor([1, 128], { dtype: "int8" }),
      "value",
      "tensor: 128 at position 1 is not a whole number of 8 bits, which int8 needs",
    ],
    [
      "a fraction in int8",
      () => full([2], 0.5, { dtype: "int8" }),
      "value",
      "full: value 0.5 is not a whole number of 8 bits, as the elements are",
    ],
    [
      "counting beyond int8",
      () => arange(0, 300, 100, { dtype: "int8" }),
      "value",
      "arange: 200 at position 1 is not a whole number of 8 bits, which int8 needs",
    ],
    [
      "a conversion that does not fit int8",
      () =>
        to(
          tensor([
            [1, 2],
            [300, 4],
          ]),
          "int8",
        ),
      "value",
      "to: 300 at position 2 of [2, 2] does not fit int8, which holds -128 … 127; use clamp or where before",
    ],
    [
      "an int32 that does not fit int8",
      () => to(tensor([-129], { dtype: "int32" }), "int8"),
      "value",
      "to: -129 at position 0 of [1] does not fit int8, which holds -128 … 127; use clamp or where before",
    ],
    [
      "NaN as an integer",
      () => to(tensor([NaN], { dtype: "float16" }), "int32"),
      "value",
      "to: NaN at position 0 of [1] does not fit int32, which holds -2147483648 … 2147483647; use clamp or where before",
    ],
    [
      "a float too large for int32",
      () => to(tensor([2 ** 31]), "int32"),
      "value",
      "to: 2147483648 at position 0 of [1] does not fit int32, which holds -2147483648 … 2147483647; use clamp or where before",
    ],
    [
      "drawing halves",
      () => rand([2], { dtype: "float16" }),
      "dtype",
      'rand: draws float32 (on the reference device also float64), not float16; convert with to(x, "float16")',
    ],
    [
      "scaling an int8 in place by a fraction",
      () => scaleInPlace(byte, 0.5),
      "dtype",
      "scaleInPlace: a target of int8 cannot hold the result with 0.5; compute a new tensor",
    ],
    [
      "adding in place beyond int8",
      () => addInPlace(byte, 126),
      "value",
      "to: 128 at position 1 of [2] does not fit int8, which holds -128 … 127; use clamp or where before",
    ],
    [
      "an update of halves",
      () => adamWStep(half, half, half, half, step),
      "dtype",
      'adamWStep: updates float32 or float64, not float16; train to(parameter, "float32") and store that as float16',
    ],
    [
      "a gradient of the wrong type",
      () => to(tensor([1, 2], { requiresGrad: true }), "float16").backward(half),
      "shape",
      "backward: the gradient [2] float16 must be like the tensor, [2] float32",
    ],
    [
      "ids that are not int32",
      () => withDevice("cpu", () => embedding(byte, tensor([[1], [2], [3]]))),
      "dtype",
      'embedding: ids are int8, they must be int32; use to(ids, "int32")',
    ],
  ])("%s", (_, wrong, code, message) => {
    let thrown: unknown;
    try {
      wrong();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TensorError);
    expect((thrown as TensorError).message).toBe(message);
    expect((thrown as TensorError).code).toBe(code);
  });
});
