import { describe, expect, it } from "vitest";
import {
  add,
  grad,
  keep,
  memory,
  mul,
  scope,
  split,
  square,
  sum,
  tensor,
  topk,
  type Tensor,
} from "./index.ts";

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

/** A hook that notes what it sees under a name. */
function noting(notes: [string, number[]][], name: string): (gradient: Tensor) => void {
  return (gradient) => void notes.push([name, [...gradient.view()]]);
}

describe("registerHook", () => {
  // PyTorch 2.13 prints the same numbers for this program.
  it("sees the summed gradient once, in order of registration, on leaves and in between", () => {
    const notes: [string, number[]][] = [];
    const x = leaf([1, 2]);
    const h = mul(x, 3);
    h.registerHook((gradient) => {
      notes.push(["first", [...gradient.view()]]);
      return mul(gradient, 10);
    });
    h.registerHook(noting(notes, "second"));
    x.registerHook((gradient) => {
      notes.push(["leaf", [...gradient.view()]]);
      return add(gradient, 1);
    });
    sum(add(mul(h, h), h)).backward();
    expect(notes).toEqual([
      ["first", [7, 13]],
      ["second", [70, 130]],
      ["leaf", [210, 390]],
    ]);
    expect([...x.grad!.view()]).toEqual([211, 391]);
  });

  it("changes what grad() gives, and runs only where grad() leads", () => {
    const notes: [string, number[]][] = [];
    const [x, other] = [leaf([2]), leaf([3])];
    const h = mul(x, other);
    h.registerHook((gradient) => mul(gradient, 10));
    x.registerHook(noting(notes, "x"));
    other.registerHook(noting(notes, "other"));
    const y = sum(square(h));
    expect([...grad(y, [h], { retainGraph: true })[0].view()]).toEqual([120]);
    expect(notes).toEqual([]);
    expect([...grad(y, [x])[0].view()]).toEqual([360]);
    expect(notes).toEqual([["x", [360]]]);
    expect(x.grad).toBeNull();
  });

  it("runs on the tensor that backward() starts at", () => {
    const x = leaf([1]);
    const loss = sum(mul(x, 2));
    loss.registerHook((gradient) => mul(gradient, 5));
    loss.backward();
    expect([...x.grad!.view()]).toEqual([10]);
  });

  it("belongs to one output of several", () => {
    const x = leaf([3, 9, 1]);
    const { values } = topk(x, 2);
    values.registerHook((gradient) => mul(gradient, 2));
    const [first, second] = split(values, 1);
    first.registerHook((gradient) => mul(gradient, 3));
    sum(add(first, second)).backward();
    expect([...x.grad!.view()]).toEqual([2, 6, 0]);
  });

  it("runs in every pass over a retained graph, and not after remove()", () => {
    const notes: [string, number[]][] = [];
    const x = leaf([1]);
    const h = mul(x, 2);
    const handle = h.registerHook(noting(notes, "h"));
    const loss = sum(h);
    loss.backward(undefined, { retainGraph: true });
    loss.backward(undefined, { retainGraph: true });
    expect(notes).toHaveLength(2);
    handle.remove();
    handle.remove();
    loss.backward();
    expect(notes).toHaveLength(2);
  });

  it("may remove itself, and the same function may be registered twice", () => {
    let calls = 0;
    const x = leaf([1]);
    const count = (): void => void calls++;
    const once = x.registerHook(() => once.remove());
    x.registerHook(count);
    x.registerHook(count);
    sum(x).backward();
    sum(x).backward();
    expect(calls).toBe(4);
  });

  it("is differentiated with createGraph", () => {
    const x = leaf([2]);
    const h = mul(x, 1);
    h.registerHook((gradient) => mul(gradient, h));
    // y = h², so h's gradient is 2h and becomes 2h².
    const [first] = grad(sum(square(h)), [x], { createGraph: true });
    expect([...first.view()]).toEqual([8]);
    const [second] = grad(sum(first), [x]);
    // d(2h²)/dx = 4h = 8 is the gradient of a value with a hook again: 8 · h.
    expect([...second.view()]).toEqual([16]);
  });

  it("frees what it saw, unless a hook keeps it", () => {
    const x = leaf([1, 2]);
    const seen: Tensor[] = [];
    const before = memory().tensors;
    scope(() => {
      const h = mul(x, 2);
      h.registerHook((gradient) => void seen.push(gradient));
      x.registerHook((gradient) => void seen.push(keep(gradient)));
      sum(h).backward();
    });
    expect(seen.map((gradient) => gradient.isDisposed)).toEqual([true, false]);
    expect([...seen[1].view()]).toEqual([2, 2]);
    seen[1].dispose();
    x.grad = null;
    expect(memory().tensors).toBe(before);
  });

  it("lets a hook return the gradient itself, or one tensor to two places", () => {
    const [a, b] = [leaf([1]), leaf([2])];
    const shared = tensor([7]);
    a.registerHook((gradient) => gradient);
    a.registerHook(() => shared);
    b.registerHook(() => shared);
    sum(mul(a, b)).backward();
    expect([...a.grad!.view(), ...b.grad!.view(), ...shared.view()]).toEqual([7, 7, 7]);
    expect(a.grad!.storage).not.toBe(shared.storage);
  });

  it.each([
    [
      "no gradient",
      () => tensor([1]).registerHook(() => {}),
      "gradient",
      "registerHook: this tensor requires no gradient: set requiresGrad before the forward pass",
    ],
    [
      "another shape",
      () => {
        const x = leaf([1, 2]);
        x.registerHook(() => tensor([1]));
        sum(x).backward();
      },
      "shape",
      "registerHook: the gradient [1] float32 must be like the tensor, [2] float32",
    ],
    [
      "another dtype",
      () => {
        const x = leaf([1]);
        x.registerHook(() => tensor([1], { dtype: "int32" }));
        sum(x).backward();
      },
      "shape",
      "registerHook: the gradient [1] int32 must be like the tensor, [1] float32",
    ],
    [
      "no tensor",
      () => {
        const x = leaf([1]);
        // @ts-expect-error -- a hook is synchronous
        x.registerHook(() => Promise.resolve());
        sum(x).backward();
      },
      "value",
      "registerHook: expected a tensor, got an object; make one with tensor(…)",
    ],
  ])("says what is wrong: %s", (_, wrong, code, message) => {
    expect(wrong).toThrow(expect.objectContaining({ name: "TensorError", code, message }));
  });
});
