// Runs what the READMEs promise. The convention stands in CONTRIBUTING.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFiles, root } from "../repository.ts";
import { extractExamples, outputLines } from "./examples.ts";
import { runExample } from "./run.ts";

/** From which folder a text's examples see the packages: its own, or the umbrella's. */
function folderOf(file: string): string {
  return /^packages\/[^/]+/.exec(file)?.[0] ?? "packages/clearhead";
}

const examples = repositoryFiles()
  .filter((file) => /^(packages\/[^/]+\/README|README|CONTRIBUTING)\.md$/.test(file))
  .flatMap((file) =>
    extractExamples(readFileSync(join(root, file), "utf8"), file).map((example) => ({
      ...example,
      file,
    })),
  );

test.each(examples)("$file, line $line", { timeout: 60_000 }, async ({ file, ...example }) => {
  const { status, output, errors } = await runExample(example, join(root, folderOf(file)));
  expect({ status, errors }).toEqual({ status: 0, errors: "" });
  expect(outputLines(output)).toEqual(example.expected.map((line) => line.trimEnd()));
});
