import { spawnSync } from "node:child_process";
import type { Contestant, Prepared } from "./contestant.ts";
import type { Program } from "./programs.ts";

interface Answer {
  readonly milliseconds: number;
  readonly result: readonly number[];
}

/** A program whose every run is a fresh process of Node, from its first import to its first result. */
export function starting(program: Program): Contestant<unknown> {
  const { name, folder, imports, body, notInNode } = program;
  // What is published is loaded: packages as they are built, no TypeScript.
  const code = `const begin = performance.now();
    ${imports.map(([names, from]) => `const ${names.replace(/^\* as /, "")} = await import("${from}");`).join("\n")}
    ${body}
    const milliseconds = performance.now() - begin;
    console.log(JSON.stringify({ milliseconds, result: Array.from(result) }));
    process.exit(); // workers must not keep it alive`;
  const words = ["--input-type=module", "--eval", code];
  return processes(name, () => answerOf(name, process.execPath, words, folder), notInNode);
}

/** The same of PyTorch in Python. */
export function startingTorch(python: string, body: string): Contestant<unknown> {
  const code = `import json, time
begin = time.perf_counter()
import torch
torch.set_num_threads(1)
${body}
milliseconds = (time.perf_counter() - begin) * 1e3
print(json.dumps({"milliseconds": milliseconds, "result": result.flatten().tolist()}))`;
  return processes("torch", () => answerOf("torch", python, ["-c", code]));
}

function processes(name: string, start: () => Answer, reasonAgainst?: string): Contestant<unknown> {
  const prepared: Prepared = {
    time(count) {
      let milliseconds = 0;
      for (let i = 0; i < count; i++) milliseconds += start().milliseconds;
      return Promise.resolve(milliseconds);
    },
    result: () => Promise.resolve(Float32Array.from(start().result)),
    dispose: () => undefined,
  };
  return {
    name,
    threads: 1,
    prepare: () => Promise.resolve(reasonAgainst ?? prepared),
    close: () => undefined,
  };
}

/** Runs a program that prints its answer in the last line. */
function answerOf(name: string, command: string, words: string[], folder?: string): Answer {
  const { stdout, stderr, status, error } = spawnSync(command, words, {
    ...(folder !== undefined && { cwd: folder }),
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  if (error) throw error;
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (status !== 0 || !last.startsWith("{")) {
    const reason = stderr.split("\n").find((line) => line.includes("Error")) ?? stderr;
    throw new Error(`the program of ${name} ended with ${status}: ${reason.trim()}`);
  }
  return JSON.parse(last) as Answer;
}
