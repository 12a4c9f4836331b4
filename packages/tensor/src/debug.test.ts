import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createScope,
  debug,
  keep,
  mul,
  scope,
  square,
  sum,
  tensor,
  transpose,
  zeros,
  type LeakWatch,
  type Tensor,
} from "./index.ts";

let watch: LeakWatch;
beforeEach(() => {
  watch = debug();
});
afterEach(() => {
  for (const { tensor: leaked } of watch.leaks().leaks) leaked.dispose();
  watch.stop();
});

/** A careless function. */
function double(x: Tensor): Tensor {
  return mul(x, tensor([2, 2]));
}

describe("debug", () => {
  it("reports what was made outside of scopes, and who made it where", () => {
    const x = tensor([1, 2]);
    x.label = "x";
    double(x);
    const report = watch.leaks();
    expect(report.leaks).toHaveLength(3);
    expect(report.leaks[0]).toMatchObject({
      tensor: x,
      shape: [2],
      dtype: "float32",
      bytes: 8,
      label: "x",
      operation: null,
      holdsGraph: false,
      reason: "outside",
    });
    expect(report.leaks[2]).toMatchObject({ operation: "mul", bytes: 8 });
    expect(report.bytes).toBe(24);
    // The first call that is not of the package is the careless function.
    expect(report.leaks[2].stack[0]).toMatch(/double .*debug\.test\.ts:\d+:\d+/);
  });

  it("reports nothing of a step that frees what it makes", () => {
    const model = tensor([1, 2], { requiresGrad: true });
    watch.stop();
    watch = debug();
    scope(() => {
      sum(square(model)).backward();
      expect(watch.leaks().leaks).toMatchObject([{ reason: "kept", tensor: model.grad }]);
      model.grad = null;
    });
    expect(watch.leaks().leaks).toEqual([]);
    expect(String(watch.leaks())).toBe("no tensor leaked");
    model.dispose();
  });

  it("reports what is kept, and what waits in a scope that was not disposed", () => {
    const held = createScope();
    held.run(() => zeros([3]));
    scope(() => keep(zeros([2, 2])));
    expect(watch.leaks().leaks.map(({ shape, reason }) => [shape, reason])).toEqual([
      [[3], "scope"],
      [[2, 2], "kept"],
    ]);
    held.dispose();
    expect(watch.leaks().leaks).toHaveLength(1);
  });

  it("reports a loss that holds its graph, and memory that views share only once", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const loss = scope(() => sum(square(x)));
    const leak = (): unknown => watch.leaks().leaks.find(({ tensor: t }) => t === loss);
    expect(leak()).toMatchObject({ operation: "reshape", holdsGraph: true });
    loss.backward();
    expect(leak()).toMatchObject({ holdsGraph: false });
    const view = transpose(tensor([[1, 2]]), 0, 1);
    expect(view.storage.length).toBe(2);
    expect(watch.leaks().bytes).toBe(x.size * 4 + 4 + x.grad!.size * 4 + 8);
    x.grad = null;
  });

  it("prints leaks of one place together", () => {
    for (let k = 0; k < 3; k++) zeros([2]);
    const text = String(watch.leaks());
    expect(text.split("\n").slice(0, 2)).toEqual([
      "3 tensors leaked, 24 bytes:",
      "  3 × tensor [2] float32: made outside of scopes, or returned from the outermost",
    ]);
    expect(text).toMatch(/\n {4}at .*debug\.test\.ts:\d+:\d+/);
    const named = keep(mul(tensor([1], { requiresGrad: true }), 1));
    named.label = "scores";
    expect(String(watch.leaks())).toContain(
      '  mul [1] float32 "scores": kept by keep(), or as the gradient of a leaf, with the graph of its gradient\n',
    );
  });

  it("sees only what is made while it watches; several may watch", () => {
    const early = zeros([1]);
    using second = debug();
    zeros([2]);
    expect(watch.leaks().leaks).toHaveLength(2);
    expect(second.leaks().leaks).toHaveLength(1);
    second.stop();
    zeros([3]);
    expect(second.leaks().leaks).toEqual([]);
    expect(watch.leaks().leaks).toHaveLength(3);
    early.dispose();
    expect(watch.leaks().leaks).toHaveLength(2);
  });
});
