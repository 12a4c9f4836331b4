import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../repository.ts";
import type { Example } from "./examples.ts";

/** What a program left behind. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

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
    return run([join(root, "packages/clearhead/src/main.ts"), ...words], folder);
  }
  const file = join(folder, `.readme-line-${example.line}.ts`);
  // A block without an import or export would be a script, which may not await.
  await writeFile(file, `${example.source}\nexport {};\n`);
  try {
    return await run([file], folder);
  } finally {
    await rm(file);
  }
}

/** Splits a command at its spaces; double quotes hold words together. `npx` before it is dropped. */
export function commandWords(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return words[0] === "npx" ? words.slice(1) : words;
}

function run(words: readonly string[], folder: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...fromSource, ...words], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output, errors }));
  });
}
