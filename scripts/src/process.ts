import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** TypeScript's `tsc`, to be run by Node. */
export const compiler: string = join(
  createRequire(import.meta.url).resolve("typescript/package.json"),
  "../bin/tsc",
);

/** What a program left behind. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end, without colours and without input. */
export function run(
  program: string,
  words: readonly string[],
  options: { readonly folder: string; readonly environment?: NodeJS.ProcessEnv },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment, NO_COLOR: "1", FORCE_COLOR: undefined },
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

/** As `run`; throws with everything it printed where the program fails. Returns its output. */
export async function mustRun(...argumentsOfRun: Parameters<typeof run>): Promise<string> {
  const { status, output, errors } = await run(...argumentsOfRun);
  if (status === 0) return output;
  const [program, words, { folder }] = argumentsOfRun;
  throw new Error(
    `${[program, ...words].join(" ")} ended with ${status} in ${folder}\n${output}${errors}`,
  );
}

/** Starts a program that serves a page, and waits until it prints the page's address. */
export function serve(
  program: string,
  words: readonly string[],
  folder: string,
): Promise<{ readonly address: string; readonly stop: () => void }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    const read = (text: string): void => {
      printed += text;
      const address = /https?:\/\/[\w.:[\]]+\/?/.exec(printed)?.[0];
      if (address) resolve({ address, stop: () => child.kill() });
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`no address was printed:\n${printed}`)));
  });
}
