// The training command's own parts: what they promise is kept in a few steps of a small training.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileAtomically } from "../training/files.ts";
import { paths } from "../training/paths.ts";
import type { Progress } from "../training/progress.ts";
import { recipe, type Recipe } from "../training/recipe.ts";
import { describe, type Report } from "../training/report.ts";
import { train, type Trained } from "../training/train.ts";
import { tolerance, verify } from "../training/verify.ts";

const small: Recipe = {
  ...recipe,
  steps: 6,
  batchSize: 4,
  shape: {
    dModel: 8,
    numHeads: 2,
    numLayers: 1,
    dimFeedforward: 16,
    dropout: 0.1,
    maxLength: 32,
  },
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "clearhead-training-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Trains quietly; `stopAfter` presses Ctrl-C. */
function trainQuietly(
  options: { recipe?: Recipe; isResumed?: boolean; stopAfter?: number } = {},
): Promise<Trained> {
  const stop = new AbortController();
  const progress: Progress = {
    update(step) {
      if (step === options.stopAfter) stop.abort();
    },
    say() {},
    stop() {},
  };
  return train({
    recipe: options.recipe ?? small,
    checkpointPath: join(directory, "checkpoint.safetensors"),
    isResumed: options.isResumed ?? false,
    signal: stop.signal,
    showProgress: () => progress,
  });
}

test("the written losses come out again", async () => {
  const report = JSON.parse(await readFile(paths.report, "utf8")) as Report;
  expect(report.recipe).toEqual(recipe);
  expect(report.firstLosses).toHaveLength(40);
  // Three steps; `npm run train:translator -- --verify` repeats all of them.
  const first = { recipe, firstLosses: report.firstLosses.slice(0, 3) };
  const { largestDifference, isEqual } = await verify(first, () => {});
  expect(largestDifference).toBeLessThanOrEqual(tolerance);
  expect(isEqual).toBe(true);
});

test("another training is told from the written one", async () => {
  const { firstLosses } = await trainQuietly();
  const other = { recipe: { ...small, seed: 2 }, firstLosses };
  expect((await verify(other, () => {})).isEqual).toBe(false);
  expect(await verify({ recipe: small, firstLosses }, () => {})).toEqual({
    largestDifference: 0,
    isEqual: true,
  });
});

test("stopped and resumed, it is the training that never stopped", async () => {
  const whole = await trainQuietly();
  const stopped = await trainQuietly({ stopAfter: 2 });
  expect(stopped.trainer.step).toBe(2);
  const resumed = await trainQuietly({ isResumed: true });
  expect(resumed.firstLosses).toEqual(whole.firstLosses);
  expect(resumed.lastLoss).toBe(whole.lastLoss);
  await expect(trainQuietly({ isResumed: true, recipe: { ...small, seed: 3 } })).rejects.toThrow(
    "the checkpoint is of another recipe",
  );
});

test("a file is written whole or not at all", async () => {
  const path = join(directory, "result.txt");
  await writeFile(path, "old");
  await writeFileAtomically(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await readdir(directory)).toEqual(["result.txt"]);
});

test("the table of the phenomena begins with the weakest", () => {
  const phenomena = new Map([
    ["question", { exact: 9, total: 10 }],
    ["it", { exact: 1, total: 2 }],
  ]);
  const evaluation = { exact: 10, total: 12, phenomena, mistakes: [] };
  const none = { exact: 0, total: 0, phenomena: new Map(), mistakes: [] };
  const text = describe({ heldOut: evaluation, hero: none, compositional: none });
  expect(text.split("\n").slice(1, 3)).toEqual([
    "  it                             50.00 % of 2",
    "  question                       90.00 % of 10",
  ]);
});
