// A short look at what `npm run test:memory` watches for long.
import { expect, test } from "vitest";
import { distinct, holdingsOfForwardPasses, holdingsOfTraining } from "../training/memory.ts";
import { recipe, type Recipe } from "../training/recipe.ts";

const small: Recipe = {
  ...recipe,
  batchSize: 4,
  shape: {
    ...recipe.shape,
    dModel: 8,
    numHeads: 2,
    numLayers: 1,
    dimFeedforward: 16,
    dropout: 0.1,
  },
};

test("20 training steps hold what the second one held", async () => {
  const holdings = await holdingsOfTraining(small, 20);
  expect(holdings).toHaveLength(19);
  expect(distinct(holdings)).toHaveLength(1);
});

test("100 forward passes hold what the first one held", () => {
  const holdings = holdingsOfForwardPasses(small, 100);
  expect(holdings).toHaveLength(100);
  expect(distinct(holdings)).toHaveLength(1);
});
