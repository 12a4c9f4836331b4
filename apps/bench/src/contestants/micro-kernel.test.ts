import { expect, test } from "vitest";
import { suites } from "../suites.ts";
import { microKernel } from "./micro-kernel.ts";

test("the micro-kernel is compiled from the sources and takes part in products only", async () => {
  const contestant = microKernel();
  const prepared = await contestant.prepare(suites["matmul"][0].task);
  if (typeof prepared === "string") expect.unreachable(prepared);
  expect(await prepared.time(2)).toBeGreaterThan(0);
  expect(await prepared.result()).toBeNull();
  expect(await contestant.prepare(suites["train"][0].task)).toBe("multiplies tiles only");
});
