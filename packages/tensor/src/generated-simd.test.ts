import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builds } from "./cpu/testing.ts";
import { useDeterministicAlgorithms } from "./deterministic.ts";
import { deviceInfo } from "./devices.ts";
import { generatedTests } from "./testing/generated.ts";

// Where this is the only build, as in Node 20, the tests run on it anyway.
const isRun = builds.length > 1;

describe.runIf(isRun)("the simd build where there is another", async () => {
  beforeAll(() => useDeterministicAlgorithms(true));
  afterAll(() => useDeterministicAlgorithms(false));

  it("runs", () => expect(deviceInfo().cpu).toContain("WASM simd kernels"));

  if (isRun) await generatedTests();
});
