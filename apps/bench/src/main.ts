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
import { microKernel } from "./contestants/micro-kernel.ts";
import { onnxruntimeNode, onnxruntimeWeb } from "./contestants/onnxruntime.ts";
import { tfjsWasm } from "./contestants/tfjs.ts";
import { torch } from "./contestants/torch.ts";
import { twoCopies } from "./contestants/two-copies.ts";
import { comparedSteps } from "./gpt.ts";
import { defaults, type MeasureOptions } from "./measure.ts";
import { installPeers } from "./peers.ts";
import { linesOf, rowsOf, type Row } from "./report.ts";
import { programSets } from "./programs.ts";
import { scalingLine } from "./scaling.ts";
import { sizeRows, type Size } from "./size.ts";
import { starting, startingTorch } from "./start.ts";
import { suites, type Measurable } from "./suites.ts";

interface Options {
  readonly json?: string;
  readonly case?: string;
  readonly rounds: string;
  readonly cap: string;
  readonly base?: string;
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
  ours.push(clearheadReference(), clearheadWasm(2), twoCopies());
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

/** Measures a case, and prints it. */
async function run<T>(
  suite: string,
  item: Measurable<T>,
  all: readonly Contestant<T>[],
  options: MeasureOptions,
  base?: string,
): Promise<Row[]> {
  const { measured, skipped, results } = await compare(item, all, options);
  const rows = rowsOf(suite, item, measured);
  const losses = results.map((result) => result?.at(-1)?.toFixed(6)).join(", ");
  const rounds = measured[0]?.samples.length ?? 0;
  const scaling = scalingLine(measured);
  console.log(
    [
      `${suite}: ${item.name}, ${rounds} rounds`,
      ...linesOf(rows, measured, base),
      ...(scaling === null ? [] : [scaling]),
      ...(suite === "train" ? [`  loss at step ${comparedSteps}: ${losses}`] : []),
      ...skipped.map(({ name, reason }) => `  ${name}: ${reason}`),
    ].join("\n"),
  );
  return rows;
}

/** A case of any suite. */
interface Entry {
  readonly name: string;
  readonly run: () => Promise<Row[]>;
}

const sizes: readonly (readonly [name: string, bytes: (size: Size) => number])[] = [
  ["", ({ all }) => all],
  [", without WebAssembly", ({ code }) => code],
];

const names = [...Object.keys(suites), "start", "size"];

function entriesOf(
  suite: string,
  all: readonly Contestant[],
  { peers: withPeers, base }: Options,
  options: MeasureOptions,
): Entry[] {
  switch (suite) {
    case "start":
      return programSets(withPeers).map(({ name, programs, torch: torchProgram }) => {
        const item = { name, task: null, unit: "ms", amount: (time: number) => time } as const;
        const python = withPeers ? process.env["CLEARHEAD_TORCH_PYTHON"] : undefined;
        const starters = programs.map(starting);
        if (python !== undefined) starters.push(startingTorch(python, torchProgram));
        return { name, run: () => run(suite, item, starters, options, base) };
      });
    case "size":
      return programSets(withPeers).flatMap(({ name: program, programs }) =>
        sizes.map(([what, bytes]) => {
          const name = `${program}${what}`;
          return {
            name,
            async run() {
              const rows = await sizeRows(name, programs, bytes);
              console.log([`size: ${name}`, ...linesOf(rows, undefined, base)].join("\n"));
              return rows;
            },
          };
        }),
      );
    default: {
      const taking = suite === "matmul" ? [...all, microKernel()] : all;
      return suites[suite].map((item) => ({
        name: item.name,
        run: () => run(suite, item, taking, options, base),
      }));
    }
  }
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

async function main(asked: readonly string[], options: Options): Promise<void> {
  if (options.node !== undefined) return runUnder(options.node);
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`there is no suite ${unknown}; there are ${names.join(", ")}`);
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
    const chosen = asked.length > 0 ? asked : names;
    const entries = chosen.flatMap((suite) =>
      entriesOf(suite, all, options, { ...defaults, rounds, capMilliseconds }),
    );
    for (const entry of entries) {
      if (options.case !== undefined && !entry.name.includes(options.case)) continue;
      // oxlint-disable-next-line no-await-in-loop -- two cases at once would disturb each other
      rows.push(...(await entry.run()));
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
  .argument("[suites...]", `some of ${names.join(", ")}; all when left out`)
  .option("--case <text>", "only cases whose name holds the text")
  .option("--rounds <count>", "turns of each contestant", String(defaults.rounds))
  .option(
    "--cap <seconds>",
    "the most that a contestant is given for one case; a slow one has fewer turns",
    String(defaults.capMilliseconds / 1000),
  )
  .option("--base <name>", "whose figures the others are related to; clearhead-wasm when left out")
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
