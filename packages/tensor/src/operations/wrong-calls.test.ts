import { describe, expect, it } from "vitest";
import * as index from "../index.ts";
import { TensorError } from "../index.ts";
import { wrongArithmetic } from "../testing/wrong-calls/arithmetic.ts";
import { makingWrongly } from "../testing/wrong-calls/making.ts";
import { wrongLayers } from "../testing/wrong-calls/layers.ts";
import { wrongShapes } from "../testing/wrong-calls/shapes.ts";

const wrongCalls = { ...makingWrongly, ...wrongArithmetic, ...wrongShapes, ...wrongLayers };

const because = (reason: string, ...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, reason]));

/** Exported functions without a wrong call here. */
const exempt: Readonly<Record<string, string>> = {
  ...because(
    "every tensor is right; operands.test.ts has what is no tensor",
    ...["clone", "contiguous", "cos", "erf", "exp", "isfinite", "isinf", "isnan", "log"],
    ...["logsigmoid", "reciprocal", "rsqrt", "sigmoid", "sign", "silu", "sin", "softplus"],
    ...["sqrt", "tanh"],
  ),
  ...because("waits: see operands.test.ts", "allclose", "equal", "toDevice"),
  ...because(
    "runs a function: see the promises below",
    ...["createScope", "enableGrad", "noGrad", "scope", "trace"],
  ),
  ...because(
    "has wrong calls beside its own tests",
    ...["checkpoint", "customOperation", "debug", "findNonFinite", "profile", "NumpyGenerator"],
  ),
  ...because(
    "takes nothing, or anything",
    ...[
      "and",
      "areDeterministicAlgorithmsEnabled",
      "causal",
      "defaultDevice",
      "defaultGenerator",
      "deviceInfo",
      "getNumThreads",
      "isGradEnabled",
    ],
    ...["isTensor", "isTracing", "memory", "promoteTypes", "TensorError"],
  ),
  ...because(
    "prints what explain gives",
    ...["explanationMathML", "shortNumber", "termMathML", "termText"],
  ),
};

it("knows every function that this package exports", () => {
  const known = [...Object.keys(wrongCalls), ...Object.keys(exempt)];
  expect(known.sort()).toEqual(Object.keys(index).sort());
});

const table = Object.entries(wrongCalls).flatMap(([name, calls]) =>
  calls.map(([what, call, code, message]) => ({ name, what, call, code, message })),
);

it("has more than forty", () => {
  expect(table.length).toBeGreaterThan(40);
});

describe("says what is wrong", () => {
  it.each(table)("$name, $what", ({ call, code, message }) => {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TensorError);
    expect((thrown as TensorError).message).toBe(message);
    expect((thrown as TensorError).code).toBe(code);
  });
});

describe("refuses a function that returns a promise", () => {
  const later = (): Promise<number> => Promise.resolve(1);
  it.each<[string, () => unknown]>([
    ["scope", () => index.scope(later)],
    ["scope.run", () => index.createScope().run(later)],
    ["noGrad", () => index.noGrad(later)],
    ["enableGrad", () => index.enableGrad(later)],
    ["trace", () => index.trace(later)],
    ["withDevice", () => index.withDevice("cpu", later)],
  ])("%s", (name, run) => {
    expect(run).toThrow(
      `${name}: the function returned a promise, but ${name} ends when it returns; ` +
        "keep the function synchronous and await outside, or hold a scope with createScope()",
    );
  });
});
