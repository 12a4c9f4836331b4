// What TypeScript holds of the public API. `tsc` checks this file; running it only proves that what should compile also runs.
import { expect, expectTypeOf, it } from "vitest";
import "./fluent.ts";
import * as t from "./index.ts";
import type { Tensor } from "./index.ts";

const x = (): Tensor => t.zeros([2, 3]);

it("checks options by name and value", () => {
  const wrong = [
    // @ts-expect-error the option is `dim`
    () => t.sum(x(), { axis: 1 }),
    // @ts-expect-error the option is `keepdim`
    () => t.mean(x(), { dim: 1, keepDim: true }),
    // @ts-expect-error options have names
    () => t.sum(x(), 1),
    // @ts-expect-error a dim is a number
    () => t.softmax(x(), "last"),
    // @ts-expect-error no dim is left out in silence
    () => t.softmax(x()),
    // @ts-expect-error one of "none" and "tanh"
    () => t.gelu(x(), { approximate: "erf" }),
    // @ts-expect-error one of "mean", "sum" and "none"
    () => t.mseLoss(x(), x(), { reduction: "max" }),
    // @ts-expect-error "batchmean" is klDiv's alone
    () => t.crossEntropy(x(), x(), { reduction: "batchmean" }),
    // @ts-expect-error both bounds have names
    () => t.clamp(x(), 0, 1),
    // @ts-expect-error undefined is no dim: leave the option out
    () => t.sum(x(), { dim: undefined }),
    // @ts-expect-error the larger of two tensors is maximum(a, b)
    () => t.max(x(), x()),
    // @ts-expect-error a mask is made by name: allow(x), block(x)
    () => t.scaledDotProductAttention(x(), x(), x(), { mask: x() }),
  ];
  expect(wrong.length).toBe(12);
});

it("checks dtypes, devices, shapes and operands", () => {
  const wrong = [
    // @ts-expect-error int64 is no dtype here
    () => t.zeros([2], { dtype: "int64" }),
    // @ts-expect-error a device that does not exist
    () => t.withDevice("gpu", x),
    // @ts-expect-error a shape is an array
    () => t.zeros(2, 3),
    // @ts-expect-error an operand is a tensor or a number
    () => t.add(x(), [1, 2, 3]),
    // @ts-expect-error a matrix product has no number
    () => t.matmul(x(), 2),
    // @ts-expect-error a string is no number
    () => t.tensor(["1"]),
    // @ts-expect-error shapes do not change
    () => (x().shape[0] = 3),
    // @ts-expect-error nor does the dtype
    () => (x().dtype = "int32"),
  ];
  expect(wrong.length).toBe(8);
  expectTypeOf(x().dtype).toEqualTypeOf<t.DType>();
  expectTypeOf(x().device).toEqualTypeOf<t.DeviceName>();
  expectTypeOf(x().shape).toEqualTypeOf<readonly number[]>();
});

it("takes nested arrays that nobody may change", () => {
  const rows = [
    [1, 2],
    [3, 4],
  ] as const;
  const frozen: readonly (readonly boolean[])[] = Object.freeze([Object.freeze([true])]);
  expectTypeOf(t.tensor(rows)).toEqualTypeOf<Tensor>();
  expect(t.tensor(frozen).dtype).toBe("bool");
  expectTypeOf(t.sum(x(), { dim: [0, 1] as const })).toEqualTypeOf<Tensor>();
});

it("says what comes back", () => {
  expectTypeOf(t.topk(x(), 1)).toEqualTypeOf<t.Ranked>();
  expectTypeOf(t.sort(x()).indices).toEqualTypeOf<Tensor>();
  expectTypeOf(t.max(x())).toEqualTypeOf<Tensor>();
  expectTypeOf(t.max(x(), { dim: 0 })).toEqualTypeOf<t.Ranked>();
  expectTypeOf(t.split(x(), 1)).toEqualTypeOf<Tensor[]>();
  expectTypeOf(x().grad).toEqualTypeOf<Tensor | null>();
  expectTypeOf(t.tensor(1).item()).toEqualTypeOf<Promise<number>>();
  expectTypeOf(x().data()).toEqualTypeOf<Promise<t.TypedArray>>();
  expectTypeOf(x().array()).toEqualTypeOf<Promise<t.Nested>>();
  expectTypeOf(t.equal(x(), x())).toEqualTypeOf<Promise<boolean>>();
});

it("gives gradients as tensors, and null only where asked", () => {
  expectTypeOf(() => t.grad(x(), [x()])).returns.toEqualTypeOf<Tensor[]>();
  expectTypeOf(() => t.grad(x(), [x()], { allowUnused: true })).returns.toEqualTypeOf<
    (Tensor | null)[]
  >();
});

it("passes on what a function returns", () => {
  const both = (): { loss: Tensor; count: number } => ({ loss: x(), count: 1 });
  type Both = ReturnType<typeof both>;
  expectTypeOf(t.scope(both)).toEqualTypeOf<Both>();
  expectTypeOf(t.noGrad(both)).toEqualTypeOf<Both>();
  expectTypeOf(t.trace(both)).toEqualTypeOf<Both>();
  expectTypeOf(t.withDevice("reference", both)).toEqualTypeOf<Both>();
  expectTypeOf(t.createScope().run(both)).toEqualTypeOf<Both>();
  expectTypeOf(t.keep(x())).toEqualTypeOf<Tensor>();
});

it("lets `using` free scopes and tensors", () => {
  const closed: { tensor?: Tensor } = {};
  {
    using scope = t.createScope();
    closed.tensor = scope.run(x);
    using held = t.zeros([1]);
    expect([closed.tensor.isDisposed, held.isDisposed]).toEqual([false, false]);
  }
  expect(closed.tensor.isDisposed).toBe(true);
});

it("narrows what is a tensor", () => {
  const value: unknown = x();
  expect(t.isTensor(value)).toBe(true);
  if (t.isTensor(value)) expectTypeOf(value).toEqualTypeOf<Tensor>();
});

type Functions = typeof t;
/** What a function may begin with, under its first or its last signature. */
type First<F> = F extends {
  (x: infer A, ...rest: never[]): unknown;
  (x: infer B, ...rest: never[]): unknown;
}
  ? A | B
  : never;
type BeginsWithTensor<F> =
  unknown extends First<F> ? false : Tensor extends First<F> ? true : false;
type TensorFirst = {
  [Name in keyof Functions]: BeginsWithTensor<Functions[Name]> extends true ? Name : never;
}[keyof Functions];
/** `methodNames` in fluent.ts says why. */
type LeftOut = "grad" | "where" | "allow" | "bias" | "block" | "padding";

it("has a method for every function that begins with a tensor", () => {
  // An error here names the functions that methodNames in fluent.ts lacks.
  expectTypeOf<Exclude<TensorFirst, LeftOut | keyof Tensor>>().toEqualTypeOf<never>();
  // The tensor's own gradient, no method.
  expectTypeOf<Extract<LeftOut, keyof Tensor>>().toEqualTypeOf<"grad">();
  expectTypeOf<Exclude<LeftOut, TensorFirst>>().toEqualTypeOf<never>();
});

it("has methods with the parameters and results of their functions", () => {
  expectTypeOf<Tensor["sum"]>().toEqualTypeOf<(options?: t.ReduceOptions) => Tensor>();
  expectTypeOf<Tensor["topk"]>().returns.toEqualTypeOf<t.Ranked>();
  expectTypeOf(x().max()).toEqualTypeOf<Tensor>();
  expectTypeOf(x().max({ dim: 0 })).toEqualTypeOf<t.Ranked>();
  expectTypeOf<Tensor["explain"]>().parameters.toEqualTypeOf<[index: t.Index]>();
  const wrong = [
    // @ts-expect-error the option is `dim`
    () => x().sum({ axis: 1 }),
    // @ts-expect-error a matrix product has no number
    () => x().matmul(2),
    // @ts-expect-error torch's method takes the operands in another order: where(condition, a, b)
    () => x().where(x(), 0),
  ];
  expect(wrong.length).toBe(3);
});
