import {
  add,
  mul,
  ones,
  scope,
  sum,
  tensor,
  TensorError,
  zeros,
  type Tensor,
} from "@clearhead/tensor";
import { expect, it } from "vitest";
import { ModuleList } from "./containers.ts";
import { Dropout } from "./dropout.ts";
import { inference } from "./inference.ts";
import { Linear } from "./linear.ts";
import { isModule, Module } from "./module.ts";
import { isParameter, parameter, type Parameter } from "./parameter.ts";

/** A module with parameters before, between and after its children, as PyTorch orders them: its own first. */
class Block extends Module {
  readonly inProjWeight: Parameter = parameter(ones([2, 2]));
  readonly outProj = new Linear(2, 2);
  readonly norm1Gain: Parameter = parameter(ones([2]));
  readonly table: Tensor = zeros([3]);
  readonly notThere: Parameter | null = null;
  readonly dropout = new Dropout(0.5);
}

class Model extends Module {
  readonly first = new Block();
  readonly layers = new ModuleList([new Linear(2, 2, { bias: false }), new Linear(2, 2)]);

  forward(x: Tensor): Tensor {
    return this.layers.at(0)!.forward(x);
  }
}

const names = [
  "first.in_proj_weight",
  "first.norm1_gain",
  "first.out_proj.weight",
  "first.out_proj.bias",
  "layers.0.weight",
  "layers.1.weight",
  "layers.1.bias",
];

it("names parameters as PyTorch does, a module's own before its children's", () => {
  const model = new Model();
  expect(model.namedParameters().map(([name]) => name)).toEqual(names);
  expect(Object.keys(model.stateDict())).toEqual(names);
  expect(model.parameters().every((value) => isParameter(value) && value.requiresGrad)).toBe(true);
  expect(isParameter(zeros([1]))).toBe(false);
  expect(isModule(model)).toBe(true);
  expect(isModule(null)).toBe(false);
});

it("finds modules with their paths, parents first", () => {
  expect(new Model().namedModules().map(([path]) => path)).toEqual([
    "",
    "first",
    "first.out_proj",
    "first.dropout",
    "layers",
    "layers.0",
    "layers.1",
  ]);
});

it("lists what is shared once among parameters, under each name in the state dict", () => {
  const model = new ModuleList([new Linear(2, 2), new Linear(2, 2, { bias: false })]);
  model.at(1)!.weight = model.at(0)!.weight;
  model.append(model.at(0)!);
  expect(model.namedParameters().map(([name]) => name)).toEqual(["0.weight", "0.bias"]);
  expect(model.modules()).toHaveLength(3);
  expect(Object.keys(model.stateDict())).toEqual([
    "0.weight",
    "0.bias",
    "1.weight",
    "2.weight",
    "2.bias",
  ]);
  const copy = model.clone();
  expect(copy.at(1)!.weight).toBe(copy.at(0)!.weight);
  expect(copy.at(2)).toBe(copy.at(0));
});

it("lends a child's names to the parent where the child's own is empty", () => {
  class Lender extends Module {
    readonly before = new Linear(1, 1, { bias: false });
    readonly inner = new ModuleList([new Linear(1, 1, { bias: false })]);
    override nameOf(property: string): string {
      return property === "inner" ? "" : super.nameOf(property);
    }
  }
  const model = new Lender();
  expect(Object.keys(model.stateDict())).toEqual(["before.weight", "0.weight"]);
  expect(model.namedModules().map(([path]) => path)).toEqual(["", "before", "", "0"]);
  expect(String(model)).toBe(
    "Lender(\n" +
      "  (before): Linear(in_features=1, out_features=1, bias=False)\n" +
      "  (0): Linear(in_features=1, out_features=1, bias=False)\n)",
  );
});

it("refuses a plain array of modules, which would be neither trained nor saved", () => {
  class Wrong extends Module {
    readonly layers = [new Linear(1, 1)];
  }
  expect(() => new Wrong().parameters()).toThrow('Wrong: "layers" is a plain array');
});

it("refuses a module that contains itself", () => {
  class Loop extends Module {
    self: Module | null = null;
  }
  const loop = new Loop();
  loop.self = loop;
  expect(() => loop.parameters()).toThrow("Loop: the module contains itself, at self");
});

it("copies a state by value, from a record and from a map", async () => {
  const [source, one, two] = [new Model(), new Model(), new Model()];
  expect(one.loadStateDict(source.stateDict())).toEqual({ missing: [], unexpected: [] });
  two.loadStateDict(new Map(Object.entries(source.stateDict())));
  for (const target of [one, two]) {
    for (const name of names) {
      expect(target.stateDict()[name]).not.toBe(source.stateDict()[name]);
      expect(await target.stateDict()[name].array()).toEqual(
        await source.stateDict()[name].array(),
      );
    }
  }
});

it("says everything that does not fit, and loads nothing then", async () => {
  const model = new Linear(2, 3);
  const before = await model.weight.array();
  const state = { weight: zeros([3, 2]), gain: zeros([1]) };
  const load = (): unknown => model.loadStateDict(state);
  expect(load).toThrow(
    "loadStateDict: the state does not fit Linear; nothing was loaded\n" +
      "  missing from the state: bias\n  not in the model: gain",
  );
  expect(load).toThrow(TensorError);
  expect(await model.weight.array()).toEqual(before);

  expect(model.loadStateDict(state, { strict: false })).toEqual({
    missing: ["bias"],
    unexpected: ["gain"],
  });
  expect(await model.weight.array()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  expect(() => model.loadStateDict({ weight: zeros([2, 3]) }, { strict: false })).toThrow(
    "weight is [2, 3] in the state, [3, 2] in the model",
  );
  expect(() =>
    model.loadStateDict({ weight: zeros([3, 2], { device: "reference" }) }, { strict: false }),
  ).toThrow("weight is on reference in the state, on cpu in the model: use toDevice()");
});

it("converts the type of what it loads", async () => {
  const model = new Linear(1, 2, { bias: false });
  model.loadStateDict({ weight: tensor([[1], [2]], { dtype: "int32" }) });
  expect(model.weight.dtype).toBe("float32");
  expect(await model.weight.array()).toEqual([[1], [2]]);
});

it("clones deeply: a copy learns by itself", async () => {
  const model = new Model();
  model.layers.at(1)!.bias!.requiresGrad = false;
  const copy = model.clone();
  expect(copy).toBeInstanceOf(Model);
  expect(isModule(copy)).toBe(true);
  expect(Object.keys(copy.stateDict())).toEqual(names);
  expect(copy.layers.at(1)!.bias!.requiresGrad).toBe(false);
  expect(copy.first.table).not.toBe(model.first.table);
  const before = await copy.layers.at(0)!.weight.array();
  sum(copy.forward(ones([1, 2]))).backward();
  expect(copy.layers.at(0)!.weight.grad).not.toBeNull();
  expect(model.layers.at(0)!.weight.grad).toBeNull();
  model.loadStateDict(new Model().stateDict());
  expect(await copy.layers.at(0)!.weight.array()).toEqual(before);
});

it("clones inside a scope what lives outside", () => {
  const model = new Model();
  const { copy } = scope(() => ({ copy: model.clone() }));
  expect([...copy.parameters(), copy.first.table].some(({ isDisposed }) => isDisposed)).toBe(false);
  const held = scope(() => {
    const holder = { copy: model.clone() };
    return () => holder.copy;
  });
  expect([...held().parameters(), held().first.table].some(({ isDisposed }) => isDisposed)).toBe(
    false,
  );
});

it("switches modes for all inside, and forgets gradients", () => {
  const model = new Model();
  expect(
    model
      .eval()
      .modules()
      .map(({ training }) => training),
  ).not.toContain(true);
  expect(
    model
      .train()
      .modules()
      .map(({ training }) => training),
  ).not.toContain(false);
  const loss = sum(mul(model.first.inProjWeight, 2));
  loss.backward();
  expect(model.first.inProjWeight.grad).not.toBeNull();
  model.zeroGrad();
  expect(model.first.inProjWeight.grad).toBeNull();
});

it("gives every module its mode back after inference, also when it throws", () => {
  const model = new Model();
  model.first.eval();
  const modes = (): boolean[] => model.modules().map(({ training }) => training);
  const before = modes();
  const { y, inside } = inference(model, () => ({
    y: model.forward(ones([1, 2])),
    inside: modes(),
  }));
  expect(inside).not.toContain(true);
  expect(y.requiresGrad).toBe(false);
  expect(() => inference(model, () => model.forward(ones([1, 3])))).toThrow(TensorError);
  expect(modes()).toEqual(before);
  expect(() => inference(model, () => Promise.resolve())).toThrow("promise");
  expect(modes()).toEqual(before);
});

it("outlives the scope in which it was made, until it is disposed", () => {
  const model = scope(() => {
    const made = new Model();
    add(ones([2]), 1);
    return made;
  });
  const tensors = [...model.parameters(), model.first.table];
  expect(tensors.map(({ isDisposed }) => isDisposed)).not.toContain(true);
  model.dispose();
  expect(tensors.map(({ isDisposed }) => isDisposed)).not.toContain(false);
});
