// Everything that computes, in every way in which it can be computed, one line a cell of the matrix:
// Nodes without and with relaxed SIMD, Chromium, one thread and more, a BLAS; and whether Nodes agree to the bit.
// `--short` leaves out what `npm test` and `npm run test:browser` run anyway, and cells that others imply.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumAdvice, findChromium } from "./chromium.ts";
import { mustRun, run } from "./process.ts";
import { countReports, countText } from "./reports.ts";
import { root } from "./repository.ts";

const isShort = process.argv.includes("--short");
let failures = 0;

function say(cell: string, what: string): void {
  console.log(`${cell.padEnd(34)} ${what}`);
}

/** Runs tests of a folder under a Node and counts them. */
async function tests(cell: string, node: string, folder: string, words: string[]): Promise<void> {
  const home = join(root, folder);
  const vitest = createRequire(join(home, "package.json")).resolve("vitest/package.json");
  const reports = mkdtempSync(join(tmpdir(), "matrix-"));
  const environment = { TEST_REPORTS: reports, CLEARHEAD_MATRIX: isShort ? "" : "full" };
  const began = performance.now();
  const { status, output, errors } = await run(
    node,
    [join(vitest, "../vitest.mjs"), "run", "--maxWorkers=100%", ...words],
    { folder: home, environment },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  say(cell, `${countText(countReports(reports))}, ${seconds} s`);
  if (status !== 0) {
    failures++;
    console.log(output + errors);
  }
  const kept = process.env["TEST_REPORTS"];
  for (const file of kept ? readdirSync(reports) : []) {
    copyFileSync(join(reports, file), join(kept ?? "", file));
  }
  rmSync(reports, { recursive: true });
}

/** This Node and, where it has no relaxed SIMD, one that has it, from npm. */
async function nodes(): Promise<string[]> {
  if (Number(process.versions.node.split(".")[0]) >= 22) return [process.execPath];
  const words = ["--yes", "node@24", "--print", "process.execPath"];
  const newer = (await mustRun("npx", words, { folder: root })).trim();
  return [process.execPath, newer];
}

/** Digests of what a Node computes with deterministic algorithms. */
function digests(node: string): Promise<string> {
  const source = ["--import", "tsx", "--conditions=@clearhead/source"];
  return mustRun(node, [...source, "src/testing/print-digests.ts"], {
    folder: join(root, "packages/tensor"),
  });
}

const everyNode = await nodes();
const found = new Map<string, string>();
for (const node of everyNode) {
  const version = (await mustRun(node, ["--version"], { folder: root })).trim();
  found.set(version, await digests(node));
  if (isShort && node === process.execPath) continue;
  const kernels = ["src/cpu", "src/operations", "src/registry", "src/storage-types"];
  const files = isShort ? [...kernels, "src/second-derivatives", "src/deterministic"] : [];
  await tests(`${version}, kernels`, node, "packages/tensor", ["--project", "node", ...files]);
  await tests(`${version}, goldens`, node, "apps/goldens", ["--project", "node", "src/goldens"]);
  if (isShort) continue;
  await tests(`${version}, BLAS`, node, "packages/tensor-blas", ["--project", "node"]);
}
const versions = [...found.keys()];
const isSame = new Set(found.values()).size === 1;
say(versions.join(" and "), isSame ? "the same bits when deterministic" : "NOT the same bits");
if (!isSame) failures++;

if (!isShort && findChromium() === undefined) {
  say("Chromium", `skipped: ${chromiumAdvice()}`);
} else if (!isShort) {
  await tests("Chromium, kernels", process.execPath, "packages/tensor", ["--project", "browser"]);
  await tests("Chromium, goldens", process.execPath, "apps/goldens", ["--project", "browser"]);
}
process.exitCode = failures === 0 ? 0 : 1;
