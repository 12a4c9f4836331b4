import { afterEach, describe, expect, it, vi } from "vitest";
import {
  adamWStep,
  add,
  addInPlace,
  causal,
  createScope,
  exp,
  full,
  grad,
  manualSeed,
  matmul,
  memory,
  mul,
  profile,
  randn,
  scaledDotProductAttention,
  scope,
  softmax,
  square,
  sum,
  tensor,
  TensorError,
  trace,
  transpose,
  withDevice,
  zero,
} from "./index.ts";

/** A clock that is one millisecond later whenever somebody looks. */
function everyLookIsAMillisecond(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now++);
}

afterEach(() => vi.restoreAllMocks());

const names = ({ operations }: ReturnType<typeof profile>): string[] =>
  operations.map(({ operation, pass }) => `${pass} ${operation}`).sort();

describe("profile", () => {
  it("gives the result, and the calls, time and memory of each operation", () => {
    everyLookIsAMillisecond();
    const x = tensor([[1, 2, 3]]);
    const { result, operations, total } = profile(() => softmax(add(square(x), square(x)), -1));
    expect(result.shape).toEqual([1, 3]);
    expect(operations).toEqual([
      // Each call looks at the clock twice, the whole at its start and end: 4 calls, 9 ms.
      { operation: "square", pass: "forward", calls: 2, milliseconds: 2, share: 2 / 9, bytes: 24 },
      { operation: "add", pass: "forward", calls: 1, milliseconds: 1, share: 1 / 9, bytes: 12 },
      { operation: "softmax", pass: "forward", calls: 1, milliseconds: 1, share: 1 / 9, bytes: 12 },
    ]);
    expect(total).toEqual({ calls: 4, milliseconds: 9, bytes: 48 });
  });

  it("prints a table: longest first, shares in percent, the rest and the total below", () => {
    everyLookIsAMillisecond();
    const x = tensor(new Float32Array(600), { shape: [600] });
    const text = String(profile(() => add(square(x), square(x))));
    expect(text).toBe(
      [
        "operation  pass     calls     ms    share  memory",
        "square     forward      2  2.000   28.6 %  4.8 kB",
        "add        forward      1  1.000   14.3 %  2.4 kB",
        "the rest                   4.000   57.1 %",
        "total                   3  7.000  100.0 %  7.2 kB",
      ].join("\n"),
    );
  });

  it("counts what runs inside something else once: shares add up to the whole", () => {
    everyLookIsAMillisecond();
    manualSeed(1);
    const x = randn([2, 4, 4], { requiresGrad: true });
    const { operations, total } = profile(() =>
      sum(scaledDotProductAttention(x, x, x, { mask: causal(), dropoutP: 0.5 })).backward(),
    );
    const inside = operations.reduce((all, { milliseconds }) => all + milliseconds, 0);
    expect(inside).toBeGreaterThan(operations.length - 1);
    expect(inside).toBeLessThan(total.milliseconds);
    expect(operations.every(({ milliseconds }) => milliseconds > 0)).toBe(true);
  });

  it("tells kernels of the backward pass by name, and composites by their parts", () => {
    const x = randn([2, 3], { requiresGrad: true });
    const y = randn([2, 3], { requiresGrad: true });
    const told = profile(() => sum(softmax(matmul(x, transpose(y, 0, 1)), -1)).backward());
    expect(names(told)).toEqual([
      "backward contiguous", // the expanded 1, for the kernel
      "backward matmul", // what its gradient is written with
      "backward softmax gradient", // a kernel of its own
      "forward matmul",
      "forward softmax",
      "forward sum",
    ]);
    const used = profile(() => sum(add(mul(x, x), x)).backward());
    expect(names(used)).toContain("backward accumulate");
  });

  it("tells writes in place, and what they compute on the way, as updates", () => {
    everyLookIsAMillisecond();
    const [p, g, m, v] = [1, 2, 0, 0].map((value) => full([2, 3], value));
    const options = { learningRate: 1, beta1: 0, beta2: 0, eps: 1, weightDecay: 0, step: 1 };
    const told = profile(() => {
      adamWStep(p, g, m, v, options);
      addInPlace(transpose(p, 0, 1), 1); // no kernel writes to such strides
      zero(p);
    });
    expect(names(told)).toEqual(
      ["adamWStep", "add", "addInPlace", "zero"].map((name) => `update ${name}`),
    );
    const rows = Object.fromEntries(told.operations.map((row) => [row.operation, row]));
    expect(rows["adamWStep"]).toMatchObject({ calls: 1, milliseconds: 1, bytes: 0 });
    expect(rows["addInPlace"]).toMatchObject({ calls: 1, milliseconds: 2, bytes: 0 });
    expect(rows["add"]).toMatchObject({ calls: 1, milliseconds: 1, bytes: 24 });
  });

  it("sees every device, grad(), scopes inside and outside, and trace", () => {
    const bytes = memory().bytes;
    const outside = createScope();
    outside.run(() => {
      const told = withDevice("reference", () =>
        profile(() =>
          scope(() => {
            const x = tensor([0, -Infinity], { dtype: "float64", requiresGrad: true });
            return trace(() => grad(sum(exp(x)), [x])[0]);
          }),
        ),
      );
      expect(told.result.view()).toEqual(Float64Array.of(1, 0));
      expect(names(told)).toEqual(["backward mul", "forward exp", "forward sum"]);
    });
    outside.dispose();
    expect(memory().bytes).toBe(bytes);
  });

  it("nests: the inner one sees its part, the outer one all", () => {
    const x = tensor([1, 2]);
    const outer = profile(() => {
      const inner = profile(() => exp(x));
      square(x);
      return inner;
    });
    expect(names(outer.result)).toEqual(["forward exp"]);
    expect(names(outer)).toEqual(["forward exp", "forward square"]);
  });

  it("of nothing is an empty table", () => {
    everyLookIsAMillisecond();
    const told = profile(() => "done");
    expect(told).toMatchObject({ result: "done", operations: [] });
    expect(String(told).split("\n")).toHaveLength(3);
  });

  it("refuses a promise, passes errors on, and leaves nothing behind", () => {
    const x = tensor([1, 2]);
    expect(() => profile(async () => exp(x).data())).toThrow(
      new TensorError(
        "scope",
        "profile: the function returned a promise, but profile ends when it returns; keep the function synchronous and await outside, or hold a scope with createScope()",
      ),
    );
    expect(() => profile(() => matmul(x, tensor([[1]])))).toThrow(/^matmul: /u);
    const looks = vi.spyOn(performance, "now");
    const leaf = tensor([1, 2], { requiresGrad: true });
    sum(softmax(leaf, -1)).backward();
    expect(looks).not.toHaveBeenCalled();
  });
});
