import { describe, expect, it } from "vitest";
import {
  add,
  addInPlace,
  copy,
  expand,
  grad,
  gradCheck,
  layerNorm,
  matmul,
  memory,
  mul,
  noGrad,
  pow,
  randn,
  reshape,
  scope,
  slice,
  softmax,
  sum,
  tensor,
  topk,
  TensorError,
  transpose,
  type Tensor,
} from "./index.ts";

const leaf = (values: number[]): Tensor => tensor(values, { requiresGrad: true });

describe("backward", () => {
  it("accumulates into leaves, over uses and over calls", () => {
    const x = leaf([1, 2]);
    sum(add(mul(x, x), x)).backward();
    expect([...x.grad!.view()]).toEqual([3, 5]);
    sum(x).backward();
    expect([...x.grad!.view()]).toEqual([4, 6]);
    x.grad = null;
    sum(x).backward();
    expect([...x.grad!.view()]).toEqual([1, 1]);
  });

  it("gives each leaf memory of its own, although both get the same gradient", () => {
    const [a, b] = [leaf([1, 2]), leaf([3, 4])];
    add(a, b).backward(tensor([5, 6]));
    noGrad(() => addInPlace(a.grad!, a.grad!));
    expect([...a.grad!.view()]).toEqual([10, 12]);
    expect([...b.grad!.view()]).toEqual([5, 6]);
  });

  it("sums over what broadcasting and expand repeated", () => {
    const x = tensor([[1], [2]], { requiresGrad: true });
    sum(mul(expand(x, [2, 3]), tensor([1, 10, 100]))).backward();
    expect([...x.grad!.view()]).toEqual([111, 111]);
  });

  it("goes through selections to the elements that were chosen", () => {
    const x = leaf([3, 9, 1, 7]);
    const { values, indices } = topk(x, 2);
    expect([...indices.view()]).toEqual([1, 3]);
    values.backward(tensor([1, 2]));
    expect([...x.grad!.view()]).toEqual([0, 1, 0, 2]);
  });

  it("refuses a second pass, and says what to do", () => {
    const x = leaf([2]);
    const y = sum(mul(x, x));
    y.backward();
    expect(() => y.backward()).toThrow(/retainGraph: true/);
  });

  it("makes a second pass with retainGraph", () => {
    const x = leaf([2]);
    const y = sum(mul(x, x));
    y.backward(undefined, { retainGraph: true });
    y.backward();
    expect([...x.grad!.view()]).toEqual([8]);
  });

  it("notices that a saved tensor was written in place", () => {
    const x = leaf([2, 3]);
    const factor = tensor([1, 1]);
    const y = sum(mul(x, factor));
    addInPlace(factor, factor);
    expect(() => y.backward()).toThrow(/input 1 of mul, shape \[2\], was changed in place/);
  });

  it.each([
    ["several elements", () => mul(leaf([1, 2]), 2).backward(), /2 elements; call it on a scalar/],
    ["nothing recorded", () => sum(tensor([1])).backward(), /no operation was recorded/],
    ["under noGrad", () => noGrad(() => sum(leaf([1]))).backward(), /no operation was recorded/],
    [
      "a gradient of another shape",
      () => mul(leaf([1, 2]), 2).backward(tensor([1])),
      /must be like the tensor/,
    ],
    [
      "an input that takes no part",
      () => grad(sum(leaf([1])), [leaf([1])]),
      /does not depend on input 0/,
    ],
    [
      "grad() of a leaf",
      () => {
        const x = leaf([1]);
        return grad(x, [x]);
      },
      /grad: no operation was recorded for the output: it is a leaf/,
    ],
    ["writing to a leaf", () => copy(leaf([1]), tensor([2])), /noGrad/],
  ])("says what is wrong: %s", (_, wrong, message) => {
    expect(wrong).toThrow(message);
    expect(wrong).toThrow(TensorError);
  });

  it("keeps what the graph needs when a scope frees it, and frees the graph with its last tensor", () => {
    const x = leaf([1, 2, 3]);
    const loss = scope(() => sum(softmax(mul(x, x), -1)));
    loss.backward();
    // Each row of softmax sums to 1, so the sum has no slope; float32 leaves about 1e-8.
    for (const value of x.grad!.view()) expect(Math.abs(value)).toBeLessThan(1e-6);
  });
});

describe("grad", () => {
  it("differentiates twice", () => {
    const x = leaf([2, -1]);
    const [first] = grad(sum(pow(x, 3)), [x], { createGraph: true });
    const [second] = grad(sum(first), [x]);
    expect([...first.view()]).toEqual([12, 3]);
    expect([...second.view()]).toEqual([12, -6]);
    expect(x.grad).toBeNull();
  });

  it("gives the gradient of a tensor in the middle", () => {
    const x = leaf([1, 2]);
    const middle = mul(x, 3);
    const [found] = grad(sum(mul(middle, middle)), [middle]);
    expect([...found.view()]).toEqual([6, 12]);
  });
});

describe("grad, as torch.autograd.grad", () => {
  it("gives null for an unused input when that is allowed", () => {
    const [x, unused] = [leaf([1]), leaf([2])];
    const [dx, none] = grad(sum(mul(x, 3)), [x, unused], { allowUnused: true });
    expect([...dx!.view()]).toEqual([3]);
    expect(none).toBeNull();
  });

  it("gives 1 for the output itself, and the same gradient for an input named twice", () => {
    const x = leaf([4]);
    const y = sum(mul(x, 3));
    const [self, first, second] = grad(y, [y, x, x]);
    expect([...self.view(), ...first.view(), ...second.view()]).toEqual([1, 3, 3]);
    expect(first.storage).not.toBe(second.storage);
  });

  it("computes and frees only what leads to the inputs", () => {
    const [x, other] = [leaf([2]), leaf([5])];
    const side = mul(other, other);
    const y = sum(mul(x, side));
    expect([...grad(y, [x])[0].view()]).toEqual([25]);
    // The node of y is spent, that of `side` is not.
    expect(() => y.backward()).toThrow(/earlier backward/);
    side.backward();
    expect([...other.grad!.view()]).toEqual([10]);
  });

  it("differentiates with respect to the gradient that it is given", () => {
    // A vector-Jacobian product is linear in the vector: its derivative is the Jacobian times a vector.
    const x = leaf([1, 2]);
    const v = leaf([0, 0]);
    const [vjp] = grad(mul(mul(x, x), 3), [x], { gradient: v, createGraph: true });
    const [jvp] = grad(vjp, [v], { gradient: tensor([1, 10]) });
    expect([...jvp.view()]).toEqual([6, 120]);
  });

  it("sums the gradients of views of one storage", () => {
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const row = reshape(slice(x, 0, 1, 2), [2]);
    const column = reshape(slice(transpose(x, 0, 1), 0, 1, 2), [2]);
    sum(mul(row, column)).backward();
    // row = (x10, x11), column = (x01, x11)
    expect([...x.grad!.view()]).toEqual([0, 3, 2, 8]);
  });

  it("sums what a tensor gets from a thousand uses, holding one sum at a time", () => {
    const x = leaf([1, 2]);
    const total = scope(() => {
      let y = mul(x, 1);
      for (let k = 1; k < 1000; k++) y = add(y, mul(x, 1));
      return sum(y);
    });
    const before = memory().tensors;
    let during = 0;
    x.registerHook(() => void (during = memory().tensors));
    total.backward();
    expect([...x.grad!.view()]).toEqual([1000, 1000]);
    expect(during - before).toBeLessThan(10);
  });

  it("walks and frees a graph of 100 000 nodes without deep recursion", () => {
    const x = leaf([1]);
    const before = memory().tensors;
    const end = scope(() => {
      let y = mul(x, 1);
      for (let k = 1; k < 100_000; k++) y = add(y, 1);
      return sum(y);
    });
    end.backward(undefined, { retainGraph: true });
    end.backward();
    expect([...x.grad!.view()]).toEqual([2]);
    end.dispose();
    x.grad = null;
    expect(memory().tensors).toBe(before);
  });

  it("accumulates gradients that have a history", () => {
    const x = leaf([3]);
    sum(pow(x, 3)).backward(undefined, { createGraph: true });
    sum(pow(x, 2)).backward(undefined, { createGraph: true });
    // 3x² + 2x, then its own derivative 6x + 2 on top of it
    expect([...x.grad!.view()]).toEqual([33]);
    const [second] = grad(sum(x.grad!), [x]);
    expect([...second.view()]).toEqual([20]);
    x.grad = null;
  });
});

describe("gradCheck", () => {
  it("accepts what is right, through double backward too", () => {
    const slope = (x: Tensor): Tensor => {
      const y = sum(layerNorm(mul(x, x), [4]));
      return grad(mul(y, y), [x], { createGraph: true })[0];
    };
    expect(
      gradCheck((x) => softmax(matmul(x, transpose(x, 0, 1)), -1), [randn([3, 4])]),
    ).toBeLessThan(1e-6);
    expect(
      gradCheck((x) => sum(mul(slope(x), slope(x))), [randn([2, 4])], { tolerance: 1e-4 }),
    ).toBeLessThan(1e-4);
  });

  it("names the element whose gradient is wrong", () => {
    const wrong = (x: Tensor): Tensor => mul(x, x.detach());
    expect(() => gradCheck(wrong, [tensor([1, 2])])).toThrow(
      /element 0 of input 0.*difference quotient/,
    );
  });
});
