import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shareFrom } from "./cpu/index.ts";
import { policy } from "./cpu/pool.ts";
import { setNumThreads } from "./cpu/threads.ts";
import { deviceInfo } from "./devices.ts";
import { generatedTests } from "./testing/generated.ts";

const usual = policy.shareFrom;

describe("two threads, which share even the smallest call", async () => {
  beforeAll(async () => {
    setNumThreads(2);
    await shareFrom(0);
  });
  afterAll(() => {
    policy.shareFrom = usual;
    setNumThreads(1);
  });

  it("work", () => expect(deviceInfo().cpu).toContain("2 threads"));

  await generatedTests();
});
