import { expect, test } from "vitest";
import { casesOf, suiteNames } from "./plan.ts";

test("a page runs the small cases of every suite that it has", () => {
  for (const suite of suiteNames) expect(casesOf(suite).length).toBeGreaterThan(0);
  const names = suiteNames.flatMap((suite) => casesOf(suite).map(({ name }) => name));
  expect(names.join()).not.toMatch(/2048|T 4096|6 layers/);
});
