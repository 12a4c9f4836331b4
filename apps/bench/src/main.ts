import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { Command } from "commander";
import { deviceInfo } from "@clearhead/tensor";
import { compare } from "./compare.ts";
import type { Contestant } from "./contestant.ts";
import { clearheadWasm } from "./contestants/clearhead.ts";
import { clearheadBlas } from "./contestants/clearhead-blas.ts";
import { clearheadReference } from "./contestants/clearhead-reference.ts";
import { jaxJs } from "./contestants/jax.ts";
import { onnxruntimeNode, onnxruntimeWeb } from "./contestants/onnxruntime.ts";
import { tfjsWasm } from "./contestants/tfjs.ts";
import { torch } from "./contestants/torch.ts";
import { comparedSteps } from "./gpt.ts";
import { defaults, type MeasureOptions } from "./measure.ts";
import { installPeers } from "./peers.ts";
import { linesOf, rowsOf, type Row } from "./report.ts";
import { suites, type Case } from "./suites.ts";

interface Options {
  readonly json?: string;
  readonly case?: string;
  readonly rounds: string;
  readonly cap: string;
  readonly peers: boolean;
  readonly node?: string;
}

async function contestants(withPeers: boolean): Promise<Contestant[]> {
  const ours = [clearheadWasm()];
  try {
    ours.push(await clearheadBlas());
  } catch (error) {
    console.log(
      `clearhead-blas: skipped, ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  ours.push(clearheadReference());
  if (!withPeers) return ours;
  installPeers();
  const peers = [await jaxJs(), await tfjsWasm(), await onnxruntimeWeb(), await onnxruntimeNode()];
  const python = process.env["CLEARHEAD_TORCH_PYTHON"];
  if (python === undefined) {
    console.log("torch: skipped, CLEARHEAD_TORCH_PYTHON names no Python with torch");
    return [...ours, ...peers];
  }
  return [...ours, ...peers, torch(python)];
}

async function run(
  suite: string,
  item: Case,
  all: readonly Contestant[],
  options: MeasureOptions,
): Promise<Row[]> {
  const { measured, skipped, results } = await compare(item, all, options);
  const rows = rowsOf(suite, item, measured);
  const losses = results.map((result) => result?.at(-1)?.toFixed(6)).join(", ");
  const agreed = item.task.kind === "train" ? [`  loss at step ${comparedSteps}: ${losses}`] : [];
  const rounds = measured[0]?.samples.length ?? 0;
  console.log(
    [
      `${suite}: ${item.name}, ${rounds} rounds`,
      ...linesOf(rows, measured),
      ...agreed,
      ...skipped.map(({ name, reason }) => `  ${name}: ${reason}`),
    ].join("\n"),
  );
  return rows;
}

/** The same call under another Node; its exit code is ours. */
function runUnder(node: string): void {
  const [, script, ...rest] = process.argv;
  const kept = rest.filter((argument, at) => argument !== "--node" && rest[at - 1] !== "--node");
  const { status, error } = spawnSync(node, [...process.execArgv, script, ...kept], {
    stdio: "inherit",
  });
  if (error) throw new Error(`--node ${node}: ${error.message}`);
  process.exitCode = status ?? 1;
}

async function main(names: readonly string[], options: Options): Promise<void> {
  if (options.node !== undefined) return runUnder(options.node);
  const chosen = names.length > 0 ? names : Object.keys(suites);
  const unknown = chosen.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined) {
    throw new Error(`there is no suite ${unknown}; there are ${Object.keys(suites).join(", ")}`);
  }
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${options.rounds} is no number of rounds`);
  const capMilliseconds = Number(options.cap) * 1000;
  if (!(capMilliseconds > 0)) throw new Error(`--cap ${options.cap} is no number of seconds`);
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} cores; ${deviceInfo().cpu}`,
  );
  const all = await contestants(options.peers);
  const rows: Row[] = [];
  try {
    for (const suite of chosen) {
      for (const item of suites[suite]) {
        if (options.case !== undefined && !item.name.includes(options.case)) continue;
        // oxlint-disable-next-line no-await-in-loop -- two cases at once would disturb each other
        rows.push(...(await run(suite, item, all, { ...defaults, rounds, capMilliseconds })));
      }
    }
  } finally {
    for (const contestant of all) contestant.close();
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}

const command = new Command("npm run bench --")
  .description(
    "Runs ours beside the peers, interleaved: medians (least … most), and how many times as fast ours is.",
  )
  .argument("[suites...]", `some of ${Object.keys(suites).join(", ")}; all when left out`)
  .option("--case <text>", "only cases whose name holds the text")
  .option("--rounds <count>", "turns of each contestant", String(defaults.rounds))
  .option(
    "--cap <seconds>",
    "the most that a contestant is given for one case; a slow one has fewer turns",
    String(defaults.capMilliseconds / 1000),
  )
  .option("--json <file>", "write a row for each contestant and case")
  .option("--no-peers", "measure ours alone")
  .option("--node <path>", "run under another Node")
  .action(main);
try {
  await command.parseAsync();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
