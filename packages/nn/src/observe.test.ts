import { mul, ones, zeros, type Tensor } from "@clearhead/tensor";
import { expect, expectTypeOf, it } from "vitest";
import { ModuleList } from "./containers.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";
import { observe, probesOf } from "./observe.ts";
import type { Observation, ProbeTable } from "./probe.ts";

class Doubler extends Module<"half" | "whole"> {
  static override readonly probes: ProbeTable<"half" | "whole"> = {
    half: { axes: ["items"], formula: "x", meaning: { en: "before", pt: "antes" } },
    whole: { axes: ["items"], formula: "2 x", meaning: { en: "after", pt: "depois" } },
  };
  explicit = 0;

  forward(x: Tensor): Tensor {
    if (this.isObserved) this.explicit++;
    return this.probe("whole", mul(this.probe("half", x), 2));
  }

  /** @ts-expect-error a name that the class does not declare is a type error */
  misspelt = (x: Tensor): Tensor => this.probe("hole", x);
}

class Pair extends Module {
  readonly layers = new ModuleList([new Doubler(), new Doubler()]);
  forward(x: Tensor): Tensor {
    let y = x;
    for (const layer of this.layers) y = layer.forward(y);
    return y;
  }
}

it("is the identity when nobody looks", () => {
  const x = ones([1]);
  class Passing extends Module<"x"> {
    static override readonly probes: ProbeTable<"x"> = {
      x: { axes: ["items"], formula: "x", meaning: { en: "x", pt: "x" } },
    };
    forward(value: Tensor): Tensor {
      return this.probe("x", value);
    }
  }
  const model = new Passing();
  expect(model.forward(x)).toBe(x);
  expect(
    observe(
      model,
      () => undefined,
      () => model.forward(x),
    ),
  ).toBe(x);
  expect(model.watchers).toBeNull();
});

it("shows every value with its path and declaration, and ends with the function", async () => {
  const model = new Pair();
  const seen: Observation[] = [];
  const y = observe(
    model,
    (observation) => void seen.push(observation),
    () => model.forward(ones([1])),
  );
  expect(seen.map(({ path }) => path)).toEqual([
    "layers.0.half",
    "layers.0.whole",
    "layers.1.half",
    "layers.1.whole",
  ]);
  expect(seen[3]).toMatchObject({
    name: "whole",
    module: model.layers.at(1),
    declaration: Doubler.probes["whole"],
  });
  expect(seen.map(({ value }) => value.label)).toEqual([
    "layers.0.half",
    "layers.0.whole",
    "layers.0.whole",
    "layers.1.whole",
  ]);
  expect(await y.item()).toBe(4);
  expect(model.layers.at(0)!.explicit).toBe(1);
  model.forward(ones([1]));
  expect(seen).toHaveLength(4);
  expect(model.layers.at(0)!.explicit).toBe(1);
});

it("lets an observer replace a value", async () => {
  const model = new Pair();
  const y = observe(
    model,
    ({ path, value }) => (path === "layers.0.whole" ? mul(value, 100) : undefined),
    () => model.forward(ones([1])),
  );
  expect(await y.item()).toBe(400);
});

it("nests: the outer observer first, the inner one sees what it let pass; a part can be watched alone", async () => {
  const model = new Pair();
  const paths: string[] = [];
  const values: Tensor[] = [];
  const y = observe(
    model,
    ({ path, value }) => (path === "layers.1.half" ? mul(value, 10) : undefined),
    () =>
      observe(
        model.layers.at(1)!,
        ({ path, value }) => {
          paths.push(path);
          values.push(value);
        },
        () => model.forward(ones([1])),
      ),
  );
  expect(paths).toEqual(["half", "whole"]);
  expect(await values[0].item()).toBe(20);
  expect(await y.item()).toBe(40);
});

it("knows a module that is used twice by its first path", () => {
  const shared = new Doubler();
  const model = new ModuleList([shared, shared]);
  const paths: string[] = [];
  observe(
    model,
    ({ path }) => void paths.push(path),
    () => shared.forward(shared.forward(ones([1]))),
  );
  expect(paths).toEqual(["0.half", "0.whole", "0.half", "0.whole"]);
});

it("names parameters for whoever explains them", () => {
  const model = new ModuleList([new Linear(2, 2)]);
  observe(
    model,
    () => undefined,
    () => undefined,
  );
  expect(model.parameters().map(({ label }) => label)).toEqual(["0.weight", "0.bias"]);
});

it("stops watching when the function throws", () => {
  const model = new Pair();
  const failing = (): Tensor => model.forward(ones([2, 3])).backward() as never;
  expect(() => observe(model, () => undefined, failing)).toThrow("backward");
  expect(model.modules().every(({ watchers }) => watchers === null)).toBe(true);
});

it("refuses promises and replacements that are not like the value", () => {
  const model = new Pair();
  const run = (): Tensor => model.forward(ones([1]));
  expect(() =>
    observe(
      model,
      () => undefined,
      () => Promise.resolve(1),
    ),
  ).toThrow("observe: the function returned a promise");
  expect(() => observe(model, () => zeros([2]), run)).toThrow(
    "observe: layers.0.half is float32 [1] on cpu, its replacement float32 [2] on cpu",
  );
  expect(() => observe(model, () => zeros([1], { dtype: "int32" }), run)).toThrow(
    "its replacement int32 [1]",
  );
  const wrong = (async () => undefined) as unknown as () => void;
  expect(() => observe(model, wrong, run)).toThrow(
    "the observer returned a promise for layers.0.half",
  );
});

it("lists all places to look in without a run", () => {
  const list = probesOf(new Pair());
  expect(list.map(({ path }) => path)).toEqual([
    "layers.0.half",
    "layers.0.whole",
    "layers.1.half",
    "layers.1.whole",
  ]);
  expect(list[0].declaration.meaning.pt).toBe("antes");
  expect(probesOf(new LayerNorm(2)).map(({ path }) => path)).toEqual(["output"]);
});

it("types a probe by its class's table", () => {
  expectTypeOf(Doubler.probes).toEqualTypeOf<ProbeTable<"half" | "whole">>();
});

it("copies that are made while somebody looks are not watched", () => {
  const model = new Doubler();
  const copy = observe(
    model,
    () => undefined,
    () => model.clone(),
  );
  expect(copy.watchers).toBeNull();
});
