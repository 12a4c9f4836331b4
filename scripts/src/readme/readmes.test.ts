// Runs what the READMEs promise. The convention stands in CONTRIBUTING.md.
import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compiler, run } from "../process.ts";
import { repositoryFiles, root } from "../repository.ts";
import { extractExamples, extractQuotes, outputLines } from "./examples.ts";
import { moduleName, runExample, writeModule } from "./run.ts";

/** From which folder a text's examples see the packages: its own, or the umbrella's. */
function folderOf(file: string): string {
  return join(root, /^packages\/[^/]+/.exec(file)?.[0] ?? "packages/clearhead");
}

const texts = repositoryFiles().filter((file) =>
  /^(packages\/[^/]+\/README|README|CONTRIBUTING)\.md$/.test(file),
);

const examples = texts.flatMap((file) =>
  extractExamples(readFileSync(join(root, file), "utf8"), file).map((example) => ({
    ...example,
    file,
  })),
);

const modules = examples.filter(({ kind }) => kind === "module");
const written = modules.map((example) => join(folderOf(example.file), moduleName(example)));
const project = join(root, `.readme-${process.pid}-tsconfig.json`);

beforeAll(async () => {
  await Promise.all(modules.map((example) => writeModule(example, folderOf(example.file))));
});
afterAll(() => Promise.all([project, ...written].map((file) => rm(file, { force: true }))));

test.concurrent.each(examples)(
  "$file, line $line",
  { timeout: 120_000 },
  async ({ file, ...example }) => {
    const { status, output, errors } = await runExample(example, folderOf(file));
    // The command line says who multiplies matrices, which differs from machine to machine.
    const complaints = errors.replace(/^clearhead: matrix products (by|in) .*\n/, "");
    expect({ status, complaints }).toEqual({ status: 0, complaints: "" });
    expect(outputLines(output)).toEqual(example.expected.map((line) => line.trimEnd()));
  },
);

test("what a text quotes of a file stands in it", () => {
  const read = (file: string): string => readFileSync(file, "utf8");
  const strangers = texts.flatMap((file) =>
    extractQuotes(read(join(root, file)), file).flatMap(({ path, parts, line }) => {
      const source = read(join(root, file, "..", path));
      const missing = parts.filter((part) => !source.includes(part));
      return missing.map((part) => `${file}:${line}: not in ${path}: ${part}`);
    }),
  );
  expect(strangers).toEqual([]);
});

test("the examples' types hold", { timeout: 120_000 }, async () => {
  const settings = {
    extends: "./tsconfig.base.json",
    compilerOptions: {
      lib: ["es2022", "esnext.disposable", "dom", "dom.iterable"],
      types: ["node"],
      isolatedDeclarations: false,
      noUnusedLocals: false,
    },
    files: written,
  };
  await writeFile(project, JSON.stringify(settings));
  const { output } = await run(process.execPath, [compiler, "-p", project], { folder: root });
  expect(output).toBe("");
});
