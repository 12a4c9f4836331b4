import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Run, run } from "../process.ts";
import { root } from "../repository.ts";
import type { Example } from "./examples.ts";

const require = createRequire(import.meta.url);
const fromSource = [
  "--import",
  pathToFileURL(require.resolve("tsx")).href,
  "--conditions=@clearhead/source",
];

/** The name of an example's module; two runs at the same time do not share it. */
export function moduleName(example: Example): string {
  return `.readme-${process.pid}-line-${example.line}.ts`;
}

/** Writes an example as a module into a folder; its lines have the numbers of the README. */
export function writeModule(example: Example, folder: string): Promise<void> {
  // A block without an import or export would be a script, which may not await.
  const text = `${"\n".repeat(example.line)}${example.source}\nexport {};\n`;
  return writeFile(join(folder, moduleName(example)), text);
}

/**
 * Runs an example from source, in a process of its own: a command, or the module that stands in
 * `folder`, where its imports resolve as for somebody who installed the package of that folder.
 */
export function runExample(example: Example, folder: string): Promise<Run> {
  if (example.kind === "module") {
    return run(process.execPath, [...fromSource, moduleName(example)], { folder });
  }
  const [program, ...words] = commandWords(example.source);
  if (program !== "clearhead") throw new Error(`only clearhead is run, not ${program}`);
  const main = join(root, "packages/clearhead/src/main.ts");
  return run(process.execPath, [...fromSource, main, ...words], { folder });
}

/** Splits a command at its spaces; double quotes hold words together. `npx` before it is dropped. */
export function commandWords(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return words[0] === "npx" ? words.slice(1) : words;
}
