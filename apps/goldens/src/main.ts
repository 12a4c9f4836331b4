import { existsSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { runFolder } from "./report.ts";

const usage = "usage: npm run goldens -- DIR [--device reference|cpu]";

function fail(problem: string): never {
  console.error(`goldens: ${problem}\n${usage}`);
  process.exit(1);
}

function readArguments(): { folder: string; device: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { device: { type: "string", default: "cpu" } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) fail("give one folder of cases");
    return { folder, device: values.device };
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

const { folder, device } = readArguments();
if (device !== "cpu" && device !== "reference") fail(`there is no device ${device}`);
if (!existsSync(folder) || !statSync(folder).isDirectory()) fail(`${folder} is no folder`);

const { passed, failed, skipped } = await runFolder(folder, device, console.log);
if (passed + failed + skipped === 0) fail(`${folder} holds no .safetensors files`);
if (failed > 0) process.exitCode = 1;
