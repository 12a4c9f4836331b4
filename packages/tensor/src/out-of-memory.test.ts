// Memory that cannot grow, injected at every single allocation in turn.
import { afterEach, describe, expect, it, vi } from "vitest";
import { applyAll } from "./apply.ts";
import { runtime } from "./cpu/runtime.ts";
import { isFloatingPoint } from "./dtype.ts";
import * as t from "./index.ts";
import { operations } from "./registry.ts";
import { sizeOf } from "./shape.ts";
import { cases } from "./testing/cases.ts";
import { draw } from "./testing/draw.ts";

afterEach(() => vi.restoreAllMocks());

const refusal = "out of memory: injected";

/** Refuses the one allocation that comes after `count` others, as a memory does that cannot grow. */
function refuseAfter(count: number): { wasRefused: boolean } {
  const memory = runtime().heap;
  const allocate = memory.allocate.bind(memory);
  const state = { wasRefused: false };
  vi.spyOn(memory, "allocate").mockImplementation((bytes) => {
    if (count-- !== 0) return allocate(bytes);
    state.wasRefused = true;
    throw new t.TensorError("value", refusal);
  });
  return state;
}

const used = (): object => ({ ...t.memory(), peak: 0, heap: runtime().heap.bytes });

/** Runs a program again and again, each time with another of its allocations refused, and then in peace. */
function injectEverywhere(program: () => void, check: (refused: number) => void): void {
  const before = used();
  for (let count = 0; ; count++) {
    const state = refuseAfter(count);
    let message: unknown;
    try {
      t.scope(program);
    } catch (error) {
      message = (error as Error).message;
    }
    vi.restoreAllMocks();
    if (!state.wasRefused) return;
    const after = { count, message, ...used() };
    expect(after).toEqual({ count, message: refusal, ...before });
    check(count);
  }
}

describe("an operation, or its gradient, throws and leaves nothing behind", () => {
  const small = operations.flatMap((operation) =>
    cases
      .filter((each) => each.operation === operation)
      .filter(({ sample }) => sample.inputs.every(({ shape }) => sizeOf(shape) < 300))
      .slice(0, 4),
  );
  it.each(small)("$name", ({ operation, sample }) => {
    t.scope(() => {
      const leaves = draw(sample.inputs, "cpu").map((x) => x.detach());
      for (const x of leaves) x.requiresGrad = isFloatingPoint(x.dtype);
      const program = (): void => {
        const [y] = applyAll(operation, leaves, sample.options);
        if (y.requiresGrad) t.sum(y).backward();
      };
      injectEverywhere(program, () => {
        expect(leaves.map((x) => x.grad)).toEqual(leaves.map(() => null));
      });
    });
  });
});

describe("a step of training", () => {
  const setUp = (): { leaves: t.Tensor[]; loss: () => t.Tensor } => {
    t.manualSeed(2);
    const leaves = [t.randn([4, 4]), t.randn([4]), t.randn([6, 4])];
    for (const x of leaves) x.requiresGrad = true;
    const [weight, bias, x] = leaves;
    const loss = (): t.Tensor => {
      const hidden = t.gelu(t.layerNorm(t.linear(x, weight, bias), [4]));
      return t.mean(t.square(t.sub(t.softmax(hidden, -1), t.to(hidden, "bfloat16"))));
    };
    return { leaves, loss };
  };
  const bits = (x: t.Tensor | null): number[] => [...(x?.view() ?? [])];

  it("adds to all gradients or to none", () => {
    const { leaves, loss } = setUp();
    t.scope(() => loss().backward());
    const once = leaves.map((x) => bits(x.grad));
    injectEverywhere(
      () => loss().backward(),
      () => expect(leaves.map((x) => bits(x.grad))).toEqual(once),
    );
    const twice = once.map((gradient) => gradient.map((value) => value * 2));
    expect(leaves.map((x) => bits(x.grad))).toEqual(twice);
  });

  it("can go backwards again over a graph that was kept, and else says to run it forward again", () => {
    const { leaves, loss } = setUp();
    const expected = t.scope(() => t.grad(loss(), leaves).map(bits));
    /** Refuses one allocation of the first attempt. @returns whether it has so many */
    const tryTwice = (retainGraph: boolean, count: number): boolean => {
      const result = loss();
      const attempt = (): number[][] | string => {
        try {
          return t.grad(result, leaves, { retainGraph }).map(bits);
        } catch (error) {
          return (error as Error).message;
        }
      };
      const state = refuseAfter(count);
      const first = attempt();
      vi.restoreAllMocks();
      expect(first).toEqual(state.wasRefused ? refusal : expected);
      const second = attempt();
      const isSpent = !retainGraph && typeof second === "string";
      if (isSpent) expect(second).toContain("run the forward pass again");
      else expect(second).toEqual(expected);
      return state.wasRefused;
    };
    for (const retainGraph of [true, false]) {
      let count = 0;
      while (t.scope(() => tryTwice(retainGraph, count))) count++;
      expect(count).toBeGreaterThan(5);
    }
  });

  it("updates all parameters or none", () => {
    const { leaves, loss } = setUp();
    t.scope(() => loss().backward());
    const [means, squares] = [0, 1].map(() => leaves.map((x) => t.zerosLike(x)));
    const before = leaves.map(bits);
    const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0 };
    injectEverywhere(
      () =>
        t.noGrad(() => {
          const gradients = leaves.map((x) => x.grad ?? t.zerosLike(x));
          t.adamWStep(leaves, gradients, means, squares, { ...options, step: 1 });
        }),
      () => expect(leaves.map(bits)).toEqual(before),
    );
    expect(leaves.map(bits)).not.toEqual(before);
  });
});

it("says how much was asked for, how much is in use, and what to do", () => {
  const x = t.ones([10]);
  expect(() => t.zeros([2 ** 31])).toThrow(
    /^out of memory: 8589934592 bytes asked for, \d+ bytes in use; dispose of tensors, or work in scope\(fn\)$/,
  );
  expect([...t.add(x, 1).view()]).toEqual(new Array(10).fill(2));
});
