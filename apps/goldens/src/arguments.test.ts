import { tensor } from "@clearhead/tensor";
import { expect, it } from "vitest";
import { Arguments, Unsupported } from "./arguments.ts";

function given(config: Record<string, unknown>): Arguments {
  return new Arguments(new Map([["x", tensor(1)]]), config, new Map(), new Map());
}

it("gives options their names here, and only those that the case has", () => {
  const call = given({ init: { label_smoothing: 0.1, dim: 2 }, call: { keepdim: true } });
  expect(call.options("label_smoothing", "keepdim", "eps")).toEqual({
    labelSmoothing: 0.1,
    keepdim: true,
  });
  expect(call.get("dim")).toBe(2);
  expect(call.optional("eps")).toBeUndefined();
  expect(() => call.get("eps")).toThrow("the case has no argument eps");
  expect(() => call.tensor("y")).toThrow("the case has no input y");
});

it("knows what nobody asked for", () => {
  const call = given({ dim: 0, weight: [1, 2] });
  call.tensors();
  call.get("dim");
  expect(() => call.checkAllRead()).toThrow(Unsupported);
  expect(() => call.checkAllRead()).toThrow("the argument weight has no counterpart here");
  call.optional("weight");
  call.checkAllRead();
});
