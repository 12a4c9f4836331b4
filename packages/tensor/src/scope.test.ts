import { describe, expect, it } from "vitest";
import {
  add,
  adamWStep,
  checkpoint,
  createScope,
  crossEntropy,
  defaultDevice,
  enableGrad,
  gradCheck,
  isGradEnabled,
  isTracing,
  keep,
  linear,
  memory,
  mul,
  noGrad,
  profile,
  randn,
  relu,
  reshape,
  scope,
  sum,
  tensor,
  trace,
  withDevice,
  zerosLike,
  type Tensor,
} from "./index.ts";

describe("scope", () => {
  it("frees what was made inside and returns what it returns", () => {
    const before = memory();
    let inner: Tensor | undefined;
    const result = scope(() => {
      inner = tensor([1, 2, 3]);
      return { deep: [mul(inner, 2)], text: "as it was" };
    });
    expect(inner!.isDisposed).toBe(true);
    expect([...result.deep[0].view()]).toEqual([2, 4, 6]);
    expect(memory().tensors).toBe(before.tensors + 1);
    result.deep[0].dispose();
    expect(memory().bytes).toBe(before.bytes);
  });

  it("frees a view's memory only with the last view", () => {
    const view = scope(() => reshape(tensor([1, 2, 3, 4]), [2, 2]));
    expect([...view.view()]).toEqual([1, 2, 3, 4]);
    view.dispose();
    expect(() => view.view()).toThrow(/disposed/);
  });

  it("hands survivors of an inner scope to the outer one", () => {
    let survivor: Tensor | undefined;
    scope(() => {
      survivor = scope(() => tensor([1]));
      expect(survivor.isDisposed).toBe(false);
    });
    expect(survivor!.isDisposed).toBe(true);
  });

  it("lets kept tensors and gradients of leaves live", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const kept = scope(() => {
      const y = keep(mul(x, x));
      sum(y).backward();
      return { kept: null, y: [y] };
    }).y[0];
    expect([...x.grad!.view()]).toEqual([2, 4]);
    expect(kept.isDisposed).toBe(false);
    kept.dispose();
  });

  it("frees when the function throws", () => {
    const before = memory().tensors;
    expect(() =>
      scope(() => {
        tensor([1]);
        throw new Error("as planned");
      }),
    ).toThrow("as planned");
    expect(memory().tensors).toBe(before);
  });

  it("names a tensor that is used after its scope", () => {
    let gone: Tensor | undefined;
    scope(() => {
      gone = tensor([1, 2]);
      gone.label = "query";
    });
    expect(() => add(gone!, 1)).toThrow(/the tensor "query" was disposed/);
  });
});

describe("createScope", () => {
  it("holds over an await and frees once", async () => {
    const before = memory().tensors;
    const held = createScope();
    const x = held.run(() => mul(tensor([2]), 3));
    expect(await x.item()).toBe(6);
    held.dispose();
    expect(memory().tensors).toBe(before);
    expect(() => held.run(() => tensor([1]))).toThrow(/was disposed/);
  });
});

const values = (x: Tensor): number[] => [...x.view()];

describe("using", () => {
  it("frees a tensor and a scope at the end of the block, also when it throws", async () => {
    const before = memory().tensors;
    {
      using x = tensor([1, 2]);
      expect(values(x)).toEqual([1, 2]);
      expect(memory().tensors).toBe(before + 1);
    }
    expect(memory().tensors).toBe(before);
    const step = async (): Promise<number> => {
      using held = createScope();
      const loss = held.run(() => sum(mul(tensor([1, 2]), 3)));
      return await loss.item();
    };
    expect(await step()).toBe(9);
    expect(memory().tensors).toBe(before);
    const failing = (): void => {
      using held = createScope();
      using own = tensor([1]);
      held.run(() => mul(own, 2));
      throw new Error("as planned");
    };
    expect(failing).toThrow("as planned");
    expect(memory().tensors).toBe(before);
  });

  it("does not mind a tensor that was disposed before", () => {
    using x = tensor([1]);
    x.dispose();
    expect(x.isDisposed).toBe(true);
  });
});

describe("a promise", () => {
  const later = (): Promise<number> => Promise.resolve(1);
  it.each<[string, () => unknown]>([
    ["scope", () => scope(later)],
    ["scope.run", () => createScope().run(later)],
    ["noGrad", () => noGrad(later)],
    ["enableGrad", () => enableGrad(later)],
    ["trace", () => trace(later)],
    ["withDevice", () => withDevice("cpu", later)],
    ["profile", () => profile(later)],
    // @ts-expect-error -- its function returns a tensor
    ["checkpoint", () => checkpoint(later, tensor([1]))],
  ])("is refused by %s, which leaves everything as it was", (name, run) => {
    expect(run).toThrow(
      `${name}: the function returned a promise, but ${name} ends when it returns; ` +
        "keep the function synchronous and await outside, or hold a scope with createScope()",
    );
    expect([isGradEnabled(), isTracing(), defaultDevice()]).toEqual([true, false, "cpu"]);
  });

  it("is refused by gradCheck", () => {
    // @ts-expect-error -- its function returns a tensor
    expect(() => gradCheck((x) => Promise.resolve(x), [tensor([1])])).toThrow(
      "gradCheck: the function returned a promise",
    );
  });
});

it("trains with flat memory", () => {
  const [weight, bias] = [randn([3, 4]), randn([3])];
  weight.requiresGrad = true;
  bias.requiresGrad = true;
  const x = randn([8, 4]);
  const target = tensor([0, 1, 2, 0, 1, 2, 0, 1], { dtype: "int32" });
  const moments = [weight, bias].map((p) => [zerosLike(p), zerosLike(p)] as const);
  const step = (count: number): number =>
    scope(() => {
      const loss = crossEntropy(linear(relu(x), weight, bias), target);
      loss.backward();
      [weight, bias].forEach((p, i) => {
        const hyper = {
          learningRate: 0.05,
          beta1: 0.9,
          beta2: 0.98,
          eps: 1e-8,
          weightDecay: 0,
          step: count,
        };
        noGrad(() => adamWStep(p, p.grad!, moments[i][0], moments[i][1], hyper));
        p.grad = null;
      });
      return loss.view()[0];
    });
  const first = step(1);
  const { bytes, tensors } = memory();
  let last = first;
  for (let count = 2; count <= 300; count++) last = step(count);
  expect(memory().bytes).toBe(bytes);
  expect(memory().tensors).toBe(tensors);
  expect(last).toBeLessThan(first);
});
