// The reference is what the doc comments say, and their examples are true.
import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { ReflectionKind } from "typedoc";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { exampleModule, examplesOf, ready } from "./examples.ts";
import { packages } from "./families.ts";
import { printReference } from "./print.ts";
import { compilerOptions, folderOf, readExports } from "./read.ts";

type Run = (show: (value: unknown) => void) => Promise<void>;

const folder = fileURLToPath(new URL("..", import.meta.url));
const read = await Promise.all(
  packages.map(async (source) => {
    const exports = await readExports(source);
    const examples = examplesOf(exports);
    const file = join(folder, `.examples-${source.folder}-${process.pid}.ts`);
    await writeFile(file, exampleModule(exports, examples));
    return { source, exports, examples, file, name: `@clearhead/${source.folder}` };
  }),
);
afterAll(() => Promise.all(read.map(({ file }) => rm(file, { force: true }))));

describe.each(read)("$name", ({ source, exports, examples, file }) => {
  test("API.md is what the comments say: npm run docs writes it", () => {
    expect(readFileSync(join(folderOf(source), "API.md"), "utf8")).toBe(
      printReference(source, exports),
    );
  });

  test("a file that no family names is an error, and a name that nothing exports", () => {
    const { families } = source;
    expect(() => printReference({ ...source, families: families.slice(1) }, exports)).toThrow(
      "has no family: name the file in families.ts",
    );
    const stranger = { title: "Stranger", about: "", names: ["zeroes"] };
    expect(() => printReference({ ...source, families: [...families, stranger] }, exports)).toThrow(
      "families.ts names what is not exported: zeroes",
    );
  });

  test("every function has an example", () => {
    const missing = exports.filter(
      ({ reflection }) =>
        reflection.kind === ReflectionKind.Function &&
        !examples.some(({ name }) => name === reflection.name),
    );
    expect(missing.map(({ reflection }) => reflection.name)).toEqual([]);
  });

  test.each(examples.map((example, at) => ({ ...example, at })))(
    "the example of $name shows what it says",
    async ({ at, ...example }) => {
      const { default: runs } = (await import(file)) as { default: readonly Run[] };
      const shown: string[] = [];
      await runs[at]?.((value) =>
        shown.push(
          ...format(value)
            .split("\n")
            .map((line) => line.trimEnd()),
        ),
      );
      expect(shown).toEqual(ready(example).expected);
    },
  );

  test("the examples' types hold", () => {
    const program = ts.createProgram([file], { ...compilerOptions(folder), noUnusedLocals: false });
    const complaints = [
      ...program.getSyntacticDiagnostics(),
      ...program.getSemanticDiagnostics(program.getSourceFile(file)),
    ];
    expect(
      complaints.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
    ).toEqual([]);
  });
});
