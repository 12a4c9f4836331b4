import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findCases } from "./files.ts";
import { runCases } from "./report.ts";
import { settle, type Settings } from "./settings.ts";

const usage = `usage: npm run goldens -- DIR [--kernels simd|relaxed-simd] [--threads N] [--blas]
       npm run goldens -- DIR --device reference
       npm run goldens -- DIR --chromium`;

function fail(problem: string): never {
  console.error(`goldens: ${problem}\n${usage}`);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Words extends Settings {
  readonly folder: string;
  readonly device: string;
  readonly chromium: boolean | undefined;
}

function readArguments(): Words {
  try {
    const { values, positionals } = parseArgs({
      options: {
        device: { type: "string", default: "cpu" },
        kernels: { type: "string" },
        threads: { type: "string" },
        blas: { type: "boolean" },
        chromium: { type: "boolean" },
      },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) fail("give one folder of cases");
    const threads = values.threads === undefined ? undefined : Number(values.threads);
    return { ...values, chromium: values.chromium, folder, threads };
  } catch (error) {
    fail(messageOf(error));
  }
}

const { folder, device, chromium, ...settings } = readArguments();
if (device !== "cpu" && device !== "reference") fail(`there is no device ${device}`);
if (!existsSync(folder) || !statSync(folder).isDirectory()) fail(`${folder} is no folder`);

if (chromium) {
  // The browser tests do it: a page has neither files nor a terminal.
  const vitest = new URL("vitest.mjs", import.meta.resolve("vitest/package.json"));
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(vitest), "run", "--project", "browser", "--reporter", "verbose"],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, CLEARHEAD_GOLDENS: resolve(folder) },
      stdio: "inherit",
    },
  );
  process.exit(status ?? 1);
}

const way = await settle(settings).catch((error: unknown) => fail(messageOf(error)));
if (device === "cpu") console.log(way);
const { passed, failed, skipped } = await runCases(findCases(folder), device, console.log);
if (passed + failed + skipped === 0) fail(`${folder} holds no .safetensors files`);
if (failed > 0) process.exitCode = 1;
