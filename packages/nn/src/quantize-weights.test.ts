import {
  linear,
  manualSeed,
  memory,
  quantize,
  randn,
  sum,
  tensor,
  to,
  type Tensor,
} from "@clearhead/tensor";
import { expect, it } from "vitest";
import { Sequential } from "./containers.ts";
import { ReLU } from "./activations.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { parameter, type Parameter } from "./parameter.ts";
import { quantizeWeights } from "./quantize-weights.ts";

function network(): Sequential {
  manualSeed(3);
  return new Sequential(new Linear(6, 5), new ReLU(), new Linear(5, 4, { bias: false }));
}

const named = (model: Module<string>): Record<string, string> =>
  Object.fromEntries(
    model
      .namedParameters()
      .map(([name, { dtype, shape }]) => [name, `${dtype} [${shape.join(", ")}]`]),
  );

it("keeps the weights of linear maps in 8 bits, and a scale for each output beside them", async () => {
  const model = network();
  const weight = to(model.stateDict()["0.weight"], "float32");
  const x = randn([3, 6]);
  const expected = quantize(weight);
  quantizeWeights(model, "int8");
  expect(named(model)).toEqual({
    "0.weight": "int8 [5, 6]",
    "0.bias": "float32 [5]",
    "0.weight_scale": "float32 [5]",
    "2.weight": "int8 [4, 5]",
    "2.weight_scale": "float32 [4]",
  });
  const state = model.stateDict();
  expect(await state["0.weight"].array()).toEqual(await expected.values.array());
  const first = new Sequential(new Linear(6, 5));
  quantizeWeights(first, "int8");
  const own = Object.entries(state).filter(([name]) => name.startsWith("0."));
  first.loadStateDict(Object.fromEntries(own));
  const { values, scale } = expected;
  const y = linear(x, values, state["0.bias"], { scale });
  expect(await first.forward(x).array()).toEqual(await y.array());
});

it.each(["float16", "bfloat16"] as const)("keeps them in %s", async (type) => {
  const model = network();
  const x = randn([3, 6]);
  const exact = await model.forward(x).data();
  quantizeWeights(model, type);
  expect(named(model)).toEqual({
    "0.weight": `${type} [5, 6]`,
    "0.bias": "float32 [5]",
    "2.weight": `${type} [4, 5]`,
  });
  const digits = type === "float16" ? 2 : 1;
  (await model.forward(x).data()).forEach((value, at) =>
    expect(value).toBeCloseTo(exact[at], digits),
  );
});

it("frees what it replaces, but not what an embedding shares", () => {
  class Tied extends Module {
    readonly table: Parameter = parameter(randn([100, 8]));
    readonly out = new Linear(8, 100, { bias: false });
  }
  const model = new Tied();
  model.out.weight.dispose();
  model.out.weight = model.table;
  const before = memory().bytes;
  quantizeWeights(model, "int8");
  expect(model.table.dtype).toBe("float32");
  expect(memory().bytes - before).toBe(100 * 8 + 100 * 4);
  model.dispose();

  const alone = new Linear(8, 100, { bias: false });
  const held = memory().bytes;
  quantizeWeights(alone, "int8");
  expect(memory().bytes - held).toBe(100 * 8 + 100 * 4 - 4 * 100 * 8);
});

it("lets gradients through to everything else, is copied and printed as before", () => {
  const model = network();
  const printed = String(model);
  quantizeWeights(model, "int8");
  const x = randn([2, 6]);
  x.requiresGrad = true;
  const copy = model.clone();
  sum(copy.forward(x)).backward();
  const learns = (name: string): boolean => copy.stateDict()[name].grad !== null;
  expect([x.grad !== null, learns("0.bias"), learns("0.weight"), learns("0.weight_scale")]).toEqual(
    [true, true, false, false],
  );
  expect(String(copy)).toBe(printed);
});

it("says what it cannot do, and then does nothing", () => {
  const model = network();
  const state = model.stateDict();
  expect(() => quantizeWeights(model, "int4" as never)).toThrow(
    "quantizeWeights: the type is int4; give float16, bfloat16, int8",
  );
  const broken = network();
  broken.loadStateDict({
    ...state,
    "2.weight": tensor(new Array<number>(20).fill(NaN), { shape: [4, 5] }),
  });
  expect(() => quantizeWeights(broken, "int8")).toThrow("quantize: slice 0 along dim 0 holds NaN");
  expect(named(broken)).toEqual(named(model));
  quantizeWeights(broken, "float16");
  quantizeWeights(model, "int8");
  expect(() => quantizeWeights(model, "float16")).toThrow(
    'quantizeWeights: "weight" of a Linear is int8 already; quantize a float32 model once',
  );
  const scales: Record<string, Tensor> = {};
  for (const [name, x] of Object.entries(model.stateDict()))
    if (x.dtype !== "int8") scales[name] = x;
  const floats = network().stateDict();
  expect(() => model.loadStateDict({ ...floats, ...scales })).toThrow(
    "0.weight is float32 in the state, int8 in the model: load what belongs to a quantized model after quantizeWeights(), all else before",
  );
  expect(() => {
    model.stateDict()["0.weight"].requiresGrad = true;
  }).toThrow(/int8/);
});
