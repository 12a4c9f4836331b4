import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { applyAll, grad } from "../apply.ts";
import { zeros } from "../creation.ts";
import { scaledDotProductAttention } from "../operations/attention.ts";
import { add } from "../operations/binary.ts";
import { linear } from "../operations/linear.ts";
import { matmul } from "../operations/matmul.ts";
import { layerNorm } from "../operations/norm.ts";
import { softmax } from "../operations/softmax.ts";
import { sum } from "../operations/sum.ts";
import { gelu } from "../operations/unary.ts";
import { transpose } from "../operations/views.ts";
import { useDeterministicAlgorithms } from "../deterministic.ts";
import { manualSeed, randn } from "../random.ts";
import { createScope, scope } from "../scope.ts";
import type { Tensor } from "../tensor.ts";
import { runs } from "../testing/arbitraries.ts";
import { cases, denseFrom } from "../testing/cases.ts";
import { draw, layouts } from "../testing/draw.ts";
import { policy } from "./pool.ts";
import { runtime } from "./runtime.ts";
import { firstDifference } from "./testing.ts";
import { endWorkers, getNumThreads, setNumThreads, workersReady } from "./threads.ts";
import { inNode } from "./worker.ts";

const usual = { ...policy };

beforeAll(async () => {
  setNumThreads(3);
  await workersReady();
});

afterEach(() => {
  Object.assign(policy, usual);
  vi.unstubAllGlobals();
  setNumThreads(1);
});

afterAll(endWorkers);

type Values = readonly ArrayLike<number>[];

const copied = (tensors: readonly Tensor[]): Values => tensors.map((x) => x.view().slice());

function expectSameBits(actual: Values, expected: Values): void {
  const places = expected.map((values, i) => firstDifference(actual[i], values));
  expect(places).toEqual(expected.map(() => -1));
}

/** Computes with one thread, and again with two and three, once with and once without the caller's help: the bits must agree. */
function expectSameForAnyNumber(compute: () => Values): void {
  setNumThreads(1);
  const one = compute();
  for (const threads of [2, 3]) {
    setNumThreads(threads);
    for (const callerComputes of [true, false]) {
      policy.callerComputes = callerComputes;
      expectSameBits(compute(), one);
    }
  }
}

const isVaried = (x: Tensor): boolean => x.dtype === "float32";

describe("any number of threads gives the same bits, forward and backward", () => {
  beforeEach(() => void (policy.shareFrom = 0));

  it.each(cases)("$name", ({ operation, sample: { inputs, options } }) => {
    scope(() => {
      const operands = draw(inputs, "cpu");
      const strided = denseFrom[operation.name] ?? operands.length;
      for (const change of Object.values(layouts)) {
        const changed = operands.map((x, i) => (i < strided ? change(x) : x));
        expectSameForAnyNumber(() => copied(applyAll(operation, changed, options)));
        const varied = changed.filter(isVaried);
        const [y] = applyAll(operation, changed, options);
        if (!operation.gradient || varied.length === 0 || !isVaried(y)) continue;
        const leaves = changed.map((x) => x.detach());
        for (const leaf of leaves.filter(isVaried)) leaf.requiresGrad = true;
        expectSameForAnyNumber(() => {
          const result = applyAll(operation, leaves, options)[0];
          return copied(grad(result, leaves.filter(isVaried), { gradient: y }));
        });
      }
    });
  });
});

/** Calls that are large enough by themselves. */
const large: Readonly<Record<string, () => Tensor>> = {
  "a product": () => matmul(randn([300, 257]), randn([257, 310])),
  "a product of transposed matrices": () =>
    matmul(transpose(randn([257, 300]), 0, 1), transpose(randn([310, 257]), 0, 1)),
  "a batch of products": () => matmul(randn([7, 50, 60]), randn([7, 60, 70])),
  "a row times a matrix": () => matmul(randn([1, 600]), randn([600, 2000])),
  "a linear map with a bias": () => linear(randn([200, 300]), randn([250, 300]), randn([250])),
  "a function of elements": () => gelu(randn([301, 999])),
  "a sum of two": () => add(randn([500, 1003]), randn([1003])),
  "softmax of rows": () => softmax(randn([300, 401]), -1),
  "softmax of columns": () => softmax(randn([401, 300]), 0),
  "layer norm": () => layerNorm(randn([400, 385]), [385]),
  "sums of rows": () => sum(randn([3000, 401]), { dim: 1 }),
  "sums of columns": () => sum(randn([401, 3000]), { dim: 0 }),
  attention: () => {
    const [query, key, value] = [0, 1, 2].map(() => randn([2, 4, 130, 32]));
    return scaledDotProductAttention(query, key, value);
  },
};

it.each(Object.entries(large))("shares %s", (_, compute) => {
  expectSameForAnyNumber(() => {
    manualSeed(7);
    return scope(() => copied([compute()]));
  });
});

describe("whatever comes between", () => {
  const names = Object.keys(large);
  const step = fc.record({
    name: fc.constantFrom(...names),
    threads: fc.integer({ min: 1, max: 3 }),
    /** Calls too small to share, before. */
    small: fc.nat({ max: 3 }),
    /** Workers spin at once after a call, and sleep after some tens of microseconds. */
    milliseconds: fc.constantFrom(0, 0, 1),
    /** Mebibytes that stay in use, so that the memory grows under the workers. */
    growth: fc.constantFrom(0, 0, 0, 1, 9),
    disposes: fc.boolean(),
  });
  const expected = new Map<string, Values>();

  beforeAll(() => {
    setNumThreads(1);
    for (const name of names) {
      manualSeed(7);
      expected.set(
        name,
        scope(() => copied([large[name]()])),
      );
    }
  });

  it("each call gives its bits", async () => {
    const { memory } = runtime().heap;
    const before = memory.buffer.byteLength;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        using held = createScope();
        for (const { name, threads, small, milliseconds, growth, disposes } of steps) {
          setNumThreads(threads);
          if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
          const room = held.run(() => zeros([growth * 2 ** 18]));
          for (let call = 0; call < small; call++) scope(() => add(zeros([3]), 1));
          manualSeed(7);
          expectSameBits(
            scope(() => copied([large[name]()])),
            expected.get(name)!,
          );
          if (disposes) room.dispose();
        }
      }),
      { ...runs, numRuns: 15 },
    );
    expect(memory.buffer.byteLength).toBeGreaterThan(before);
  });
});

// A page cannot load a module twice; threads.browser.test.ts has what is different there.
it.runIf(inNode())("is one thread under a test runner, unless asked", async () => {
  vi.resetModules();
  const fresh = await import("./threads.ts");
  expect(fresh.getNumThreads()).toBe(1);
  expect(fresh.describeThreads()).toBe("1 thread");
});

it.runIf(inNode())("is one thread where no memory can be shared, and says why", async () => {
  vi.resetModules();
  vi.stubGlobal("SharedArrayBuffer", undefined);
  const fresh = await import("./threads.ts");
  fresh.setNumThreads(4);
  expect(fresh.getNumThreads()).toBe(1);
  expect(fresh.describeThreads()).toBe(
    "1 thread (this page is not cross-origin isolated: it needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)",
  );
});

it("other kernels get threads of their own, and those before leave them their memory", async () => {
  const compute = (): Values => {
    manualSeed(7);
    return scope(() => copied([large["a product"]()]));
  };
  const held: number[] = [];
  for (const isOn of [true, false, true, false]) {
    useDeterministicAlgorithms(isOn);
    setNumThreads(1);
    const one = compute();
    setNumThreads(3);
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await workersReady();
    policy.callerComputes = false;
    expectSameBits(compute(), one);
    held.push(runtime().heap.bytes);
  }
  // Control blocks.
  expect(held[3] - held[0]).toBeLessThan(3000);
});

it("data() copies out of the shared memory, view() does not", async () => {
  expect(runtime().heap.isShared).toBe(true);
  const x = zeros([3]);
  expect(x.view().buffer).toBeInstanceOf(SharedArrayBuffer);
  expect((await x.data()).buffer).toBeInstanceOf(ArrayBuffer);
  expect(getNumThreads()).toBe(1);
});
