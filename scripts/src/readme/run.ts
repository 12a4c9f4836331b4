import { rm, writeFile } from "node:fs/promises";
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

/**
 * Runs an example from source, in a process of its own. Its imports resolve as they do for
 * somebody who installed the package in `folder`, since the module stands in that folder.
 */
export async function runExample(example: Example, folder: string): Promise<Run> {
  if (example.kind === "command") {
    const [program, ...words] = commandWords(example.source);
    if (program !== "clearhead") throw new Error(`only clearhead is run, not ${program}`);
    const main = join(root, "packages/clearhead/src/main.ts");
    return run(process.execPath, [...fromSource, main, ...words], { folder });
  }
  const file = join(folder, `.readme-line-${example.line}.ts`);
  // A block without an import or export would be a script, which may not await.
  await writeFile(file, `${example.source}\nexport {};\n`);
  try {
    return await run(process.execPath, [...fromSource, file], { folder });
  } finally {
    await rm(file);
  }
}

/** Splits a command at its spaces; double quotes hold words together. `npx` before it is dropped. */
function commandWords(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return words[0] === "npx" ? words.slice(1) : words;
}
