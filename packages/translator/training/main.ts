import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Command } from "commander";
import { readTranslator, saveTranslator } from "../src/weights-file.ts";
import { writeFileAtomically } from "./files.ts";
import { paths } from "./paths.ts";
import { showProgress } from "./progress.ts";
import { recipe } from "./recipe.ts";
import {
  describe,
  evaluateAll,
  required,
  scoreOf,
  sha256,
  weightsModule,
  type Report,
} from "./report.ts";
import { firstSteps, train, type Trained } from "./train.ts";
import { tolerance, verify } from "./verify.ts";

/** The weights are part of a web page, so they stay small. */
const mostBytes = 700_000;

const program = new Command("train:translator")
  .description("Trains the translator, tells how good it is, and writes its weights.")
  .option("--resume", "go on from the checkpoint that Ctrl-C left")
  .option("--verify", `repeat the first ${firstSteps} steps and compare their losses`)
  .parse();
const { resume, verify: isVerification } = program.opts<{ resume?: true; verify?: true }>();
await (isVerification ? runVerify() : runTraining(resume ?? false));

async function runTraining(isResumed: boolean): Promise<void> {
  if (isResumed && !existsSync(paths.checkpoint)) {
    program.error(`there is nothing to resume: no ${paths.checkpoint}`);
  }
  await mkdir(dirname(paths.checkpoint), { recursive: true });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const trained = await train({
    recipe,
    checkpointPath: paths.checkpoint,
    isResumed,
    signal: stop.signal,
    showProgress: (total, start) => showProgress(total, start, process.stderr),
  });
  const { step } = trained.trainer;
  if (step < recipe.steps) {
    console.log(
      `Stopped after ${step} of ${recipe.steps} steps. Go on: npm run train:translator -- --resume`,
    );
    return;
  }
  await writeResult(trained);
  await rm(paths.checkpoint);
}

/** Judges the translator as it is shipped, in half precision, and writes it if it is good enough. */
async function writeResult({ translator, firstLosses, lastLoss }: Trained): Promise<void> {
  const bytes = await saveTranslator(translator);
  if (bytes.length > mostBytes) {
    program.error(`the weights are ${bytes.length} bytes, more than ${mostBytes}`);
  }
  const evaluations = await evaluateAll(readTranslator(bytes), console.log);
  console.log(describe(evaluations));
  const { heldOut, hero, compositional } = evaluations;
  for (const [split, share] of Object.entries(required)) {
    const { exact, total } = evaluations[split as keyof typeof required];
    if (exact / total < share) {
      program.error(`only ${exact} of ${total} in ${split}: the weights are not written`);
    }
  }
  const report: Report = {
    recipe,
    firstLosses,
    lastLoss,
    heldOut: scoreOf(heldOut),
    hero: scoreOf(hero),
    compositional: scoreOf(compositional),
    phenomena: Object.fromEntries(
      [...heldOut.phenomena]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, score]) => [name, scoreOf(score)]),
    ),
    bytes: bytes.length,
    sha256: sha256(bytes),
  };
  await writeFileAtomically(paths.weights, bytes);
  await writeFileAtomically(paths.module, weightsModule(bytes));
  await writeFileAtomically(paths.report, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`Written: ${paths.weights} (${report.bytes} bytes, SHA-256 ${report.sha256})`);
}

async function runVerify(): Promise<void> {
  const report = JSON.parse(await readFile(paths.report, "utf8")) as Report;
  const { isEqual, largestDifference } = await verify(report, (step, loss, expected) => {
    console.log(`step ${step}  loss ${loss.toFixed(6)}  expected ${expected.toFixed(6)}`);
  });
  const result = `largest difference ${largestDifference.toExponential(1)}, allowed ${tolerance}`;
  if (!isEqual) program.error(`the training here is another one: ${result}`);
  console.log(`The training here is the same: ${result}.`);
}
