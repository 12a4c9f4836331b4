import { expect, test } from "vitest";
import { suites } from "../suites.ts";
import { prepareClearhead } from "./clearhead.ts";

test.each(Object.entries(suites))(
  "%s: its smallest case gives finite numbers",
  async (_, [item]) => {
    const prepared = prepareClearhead(item.task);
    const result = (await prepared.result()) ?? [];
    expect(result.length).toBeGreaterThan(0);
    expect(result.every(Number.isFinite)).toBe(true);
    expect(await prepared.time(1)).toBeGreaterThan(0);
    prepared.dispose();
  },
);
