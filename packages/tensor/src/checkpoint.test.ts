import { describe, expect, it } from "vitest";
import {
  add,
  addInPlace,
  checkpoint,
  createGenerator,
  dropout,
  grad,
  gradCheck,
  linear,
  manualSeed,
  memory,
  mul,
  noGrad,
  rand,
  randn,
  reshape,
  scope,
  slice,
  softmax,
  square,
  sum,
  tanh,
  tensor,
  trace,
  type Tensor,
} from "./index.ts";

const size = 16;
const layers = 4;

interface Model {
  readonly weights: readonly Tensor[];
  readonly x: Tensor;
  readonly forward: (run: (fn: (x: Tensor) => Tensor, x: Tensor) => Tensor) => Tensor;
}

/** Layers of a product, dropout, tanh and softmax, each run by `run`. */
function model(): Model {
  manualSeed(3);
  const weights = Array.from({ length: layers }, () => randn([size, size], { requiresGrad: true }));
  const x = randn([8, size], { requiresGrad: true });
  return {
    weights,
    x,
    forward: (run) =>
      weights.reduce(
        (h, weight) => run((input) => softmax(mul(tanh(dropout(linear(input, weight))), 3), -1), h),
        x,
      ),
  };
}

const plainly = (fn: (x: Tensor) => Tensor, x: Tensor): Tensor => fn(x);

/** Every gradient of a model, and the next random number. */
function gradients(run: (fn: (x: Tensor) => Tensor, x: Tensor) => Tensor): number[] {
  const { weights, x, forward } = model();
  sum(square(forward(run))).backward();
  return [...weights, x, { grad: rand([1]) }].flatMap(({ grad: found }) => [...found!.view()]);
}

describe("checkpoint", () => {
  const expected = gradients(plainly);

  it("gives the same gradients to the bit, dropout included, and leaves the random stream alone", () => {
    expect(gradients(checkpoint)).toEqual(expected);
  });

  it("nests", () => {
    expect(gradients((fn, x) => checkpoint((outer) => checkpoint(fn, outer), x))).toEqual(expected);
    const { weights, x, forward } = model();
    const y = checkpoint((input) => forward((fn, h) => checkpoint(fn, h === x ? input : h)), x);
    sum(square(y)).backward();
    expect([...weights, x].flatMap(({ grad: found }) => [...found!.view()])).toEqual(
      expected.slice(0, -1),
    );
  });

  it("holds only inputs and results between the passes, and nothing after them", () => {
    /** Bytes that the graph of a forward pass holds, in a scope as a training step has. */
    const held = (run: (fn: (x: Tensor) => Tensor, x: Tensor) => Tensor): number => {
      const { weights, x, forward } = model();
      const before = memory();
      const loss = scope(() => sum(square(forward(run))));
      const result = memory().bytes - before.bytes;
      loss.backward();
      loss.dispose();
      for (const leaf of [...weights, x]) leaf.grad = null;
      expect(memory().tensors).toBe(before.tensors);
      expect(memory().bytes).toBe(before.bytes);
      for (const leaf of [...weights, x]) leaf.dispose();
      return result;
    };
    const activation = 8 * size * 4;
    const scalar = 4;
    // Of each layer the results of tanh and softmax, which is the next one's input, and the number 3; at last the loss.
    expect(held(plainly)).toBe(layers * (2 * activation + scalar) + scalar);
    // The result of each layer, which is the next one's input.
    expect(held(checkpoint)).toBe(layers * activation + scalar);
    expect(held((fn, x) => checkpoint((outer) => checkpoint(fn, outer), x))).toBe(
      layers * activation + scalar,
    );
  });

  it("draws from the default stream of the forward pass, and from any generator, as in the first run", () => {
    const run = (checkpointed: boolean): number[] => {
      manualSeed(7);
      const generator = createGenerator(8);
      const x = tensor([1, 2, 3, 4, 5, 6], { requiresGrad: true });
      const fn = (input: Tensor): Tensor => {
        const noise = mul(rand([6]), dropout(input, { generator }));
        return square(mul(noise, noise));
      };
      const y = checkpointed ? checkpoint(fn, x) : fn(x);
      manualSeed(9);
      sum(y).backward();
      return [...x.grad!.view(), ...rand([1]).view(), ...rand([1], { generator }).view()];
    };
    expect(run(true)).toEqual(run(false));
  });

  it("takes several inputs and gives several results; a result may be an input", () => {
    const [a, b] = [tensor([2], { requiresGrad: true }), tensor([5], { requiresGrad: true })];
    const [product, same] = checkpoint((x, y) => [mul(square(x), y), x], a, b);
    expect(same).toBe(a);
    sum(add(product, same)).backward();
    expect([...a.grad!.view(), ...b.grad!.view()]).toEqual([21, 4]);
  });

  it("is right through views of an input", () => {
    const x = tensor([[1, 2, 3, 4]], { requiresGrad: true });
    const y = checkpoint(
      (input) => {
        const rows = reshape(input, [2, 2]);
        return mul(slice(rows, 0, 0, 1), slice(rows, 0, 1, 2));
      },
      mul(x, 2),
    );
    sum(y).backward();
    expect([...x.grad!.view()]).toEqual([12, 16, 4, 8]);
  });

  it("is differentiated by grad(), twice, and in a retained graph", () => {
    const weight = tensor([3], { requiresGrad: true });
    const x = tensor([2], { requiresGrad: true });
    const y = sum(checkpoint((input) => mul(square(mul(input, weight)), input), x)); // w² x³
    const [dw] = grad(y, [weight], { createGraph: true });
    expect([...dw.view()]).toEqual([48]);
    const [dwdx] = grad(sum(dw), [x], { retainGraph: true });
    expect([...dwdx.view()]).toEqual([72]);
    y.backward(undefined, { retainGraph: true });
    y.backward();
    expect([...x.grad!.view()]).toEqual([216]);
  });

  it("passes a gradient check of its own gradient", () => {
    const slope = (x: Tensor): Tensor => {
      const y = sum(square(checkpoint((input) => softmax(tanh(input), -1), mul(x, 2))));
      return grad(y, [x], { createGraph: true })[0];
    };
    expect(gradCheck(slope, [randn([2, 3])])).toBeLessThan(1e-6);
  });

  it("takes a function that differentiates inside of itself, and one with a result that nobody uses", () => {
    const penalty = (run: (fn: (x: Tensor) => Tensor, x: Tensor) => Tensor): number[] => {
      const before = memory().tensors;
      const result = scope(() => {
        const x = tensor([1, 2], { requiresGrad: true });
        const y = run(
          (input) => {
            square(tanh(input));
            const [slope] = grad(sum(tanh(mul(input, input))), [input], { createGraph: true });
            const [unrelated] = grad(sum(square(input)), [input]);
            return add(square(slope), unrelated);
          },
          mul(x, 1),
        );
        sum(y).backward();
        return [...x.grad!.view()];
      });
      expect(memory().tensors).toBe(before);
      return result;
    };
    expect(penalty(checkpoint)).toEqual(penalty(plainly));
  });

  it("records nothing under noGrad, and can be traced", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const before = memory().tensors;
    const y = noGrad(() => checkpoint((input) => square(mul(input, 2)), x));
    expect(y.requiresGrad).toBe(false);
    expect(memory().tensors).toBe(before + 1);
    const gradient = trace(() => {
      sum(checkpoint((input) => square(input), x)).backward();
      return x.grad!;
    });
    expect([...gradient.view()]).toEqual([2, 4]);
    x.grad = null;
  });

  it.each([
    [
      "a promise",
      // @ts-expect-error -- the function is synchronous
      () => checkpoint((x) => Promise.resolve(x), tensor([1])),
      "checkpoint: the function returned a promise, but checkpoint ends when it returns; keep the function synchronous and await outside, or hold a scope with createScope()",
    ],
    [
      "no tensor",
      // @ts-expect-error -- the result is a tensor
      () => checkpoint(() => 3, tensor([1])),
      "checkpoint: the function returned a number; it must return a tensor or an array of tensors",
    ],
    [
      "an input that is no tensor",
      // @ts-expect-error -- inputs are tensors
      () => checkpoint((x: Tensor) => x, 3),
      "checkpoint: inputs are tensors, got a number; the function may reach other things by closure",
    ],
    [
      "an input changed in place",
      () => {
        const x = tensor([1, 2], { requiresGrad: true });
        const y = sum(checkpoint((input) => square(input), x));
        noGrad(() => addInPlace(x, x));
        y.backward();
      },
      "backward: input 0 of square, shape [2], was changed in place after square read it; write to a copy, or change it before the forward pass",
    ],
    [
      "an activation changed in place",
      () => {
        const x = mul(tensor([1, 2], { requiresGrad: true }), 1);
        const y = sum(checkpoint((input) => square(input), x));
        addInPlace(x.detach(), tensor([1, 1]));
        y.backward();
      },
      "backward: input 0 of checkpoint, shape [2], was changed in place after checkpoint read it; write to a copy, or change it before the forward pass",
    ],
    [
      "a tensor in its closure changed in place",
      () => {
        const x = tensor([1, 2], { requiresGrad: true });
        const factor = tensor([3, 4]);
        const y = sum(checkpoint((input) => mul(input, factor), x));
        addInPlace(factor, factor);
        y.backward();
      },
      "backward: input 1 of mul, shape [2], was changed in place after mul read it; write to a copy, or change it before the forward pass",
    ],
    [
      "a function that does something else",
      () => {
        let runs = 0;
        const x = tensor([1, 2], { requiresGrad: true });
        sum(
          checkpoint((input) => square(runs++ ? slice(input, 0, 1) : mul(input, input)), x),
        ).backward();
      },
      "checkpoint: the function, run again for the gradient, did something else: a tensor [1] was computed where the first time there was [2]; it must depend on nothing that changes between the passes",
    ],
    [
      "a function that does less",
      () => {
        let runs = 0;
        const x = mul(tensor([1, 2], { requiresGrad: true }), 1);
        sum(checkpoint((input) => (runs++ ? input : square(input)), x)).backward();
      },
      "checkpoint: the function, run again for the gradient, did something else: 0 of 1 tensors were computed; it must depend on nothing that changes between the passes",
    ],
  ])("says what is wrong: %s", (_, wrong, message) => {
    const before = memory().tensors;
    expect(() => scope(wrong)).toThrow(expect.objectContaining({ name: "TensorError", message }));
    expect(memory().tensors).toBe(before);
  });
});
