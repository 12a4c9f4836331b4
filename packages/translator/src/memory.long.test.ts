// Minutes long: `npm run test:memory`.
import { expect, test } from "vitest";
import { distinct, holdingsOfForwardPasses, holdingsOfTraining } from "../training/memory.ts";
import { recipe } from "../training/recipe.ts";

test("1 000 training steps of the translator hold what the second one held", async () => {
  const holdings = await holdingsOfTraining(recipe, 1000);
  expect(holdings).toHaveLength(999);
  expect(distinct(holdings)).toHaveLength(1);
});

test("10 000 forward passes of a small model hold what the first one held", () => {
  const holdings = holdingsOfForwardPasses(recipe, 10_000);
  expect(holdings).toHaveLength(10_000);
  expect(distinct(holdings)).toHaveLength(1);
});
