import { describe, expect, it } from "vitest";
import { arange, eye, fullLike, linspace, onesLike, tensor, zerosLike } from "./creation.ts";
import { createGenerator, rand, randLike, randn, randnLike } from "./random.ts";

describe("linspace", () => {
  it("gives torch's numbers, bit for bit", () => {
    expect([...linspace(0, 1, 5).view()]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    // torch.linspace(-1, 1, 7).tolist(): the middle is what rounding leaves.
    expect([...linspace(-1, 1, 7).view()]).toEqual([
      -1,
      -0.6666666269302368,
      -0.3333333134651184,
      -(2 ** -25),
      0.3333333134651184,
      0.6666666269302368,
      1,
    ]);
    expect([...linspace(0, 10, 4, { dtype: "int32" }).view()]).toEqual([0, 3, 6, 10]);
  });

  it("of one step is its start, of none is empty", () => {
    expect([...linspace(3, 10, 1).view()]).toEqual([3]);
    expect(linspace(3, 10, 0).shape).toEqual([0]);
  });

  it("refuses a number of steps that is none", () => {
    expect(() => linspace(0, 1, -1)).toThrow(
      "linspace: steps -1 must be a whole number of at least 0",
    );
  });
});

describe("eye", () => {
  it("has 1 on the diagonal", async () => {
    expect(await eye(2, 3).array()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(await eye(2, 2, { dtype: "bool" }).array()).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(eye(0).shape).toEqual([0, 0]);
  });

  it("refuses a size that is none", () => {
    expect(() => eye(-1)).toThrow("eye: [-1, -1] is not a shape");
  });
});

describe("arange", () => {
  it("counts from 0 when given one number", () => {
    expect([...arange(3).view()]).toEqual([0, 1, 2]);
    expect(arange(0).shape).toEqual([0]);
    expect([...arange(1, 2, 0.5).view()]).toEqual([1, 1.5]);
  });
});

describe("likes", () => {
  it("take shape, dtype and device, unless told otherwise", () => {
    const x = tensor([[1, 2]], { dtype: "int32", device: "reference" });
    for (const y of [zerosLike(x), onesLike(x), fullLike(x, 7)]) {
      expect([y.shape, y.dtype, y.device]).toEqual([[1, 2], "int32", "reference"]);
    }
    expect([...fullLike(x, 7).view()]).toEqual([7, 7]);
    expect([...fullLike(x, 0.5, { dtype: "float32", device: "cpu" }).view()]).toEqual([0.5, 0.5]);
    expect(onesLike(x, { dtype: "float32" }).dtype).toBe("float32");
  });

  it("draw what rand and randn draw", () => {
    const x = tensor([0, 0, 0]);
    const from = (): ReturnType<typeof createGenerator> => createGenerator(2);
    expect(randLike(x, { generator: from() }).view()).toEqual(
      rand([3], { generator: from() }).view(),
    );
    expect(randnLike(x, { generator: from() }).view()).toEqual(
      randn([3], { generator: from() }).view(),
    );
    const ids = tensor([1], { dtype: "int32" });
    expect(() => randLike(ids)).toThrow(
      'randLike: draws float32 (on the reference device also float64), not int32; convert with to(x, "int32")',
    );
  });
});
