import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const sources = fileURLToPath(new URL(".", import.meta.url));

function goldens(...words: string[]): { status: number | null; errors: string } {
  const fromSource = ["--import", "tsx", "--conditions=@clearhead/source", main];
  const { status, stderr } = spawnSync(process.execPath, [...fromSource, ...words], {
    encoding: "utf8",
  });
  return { status, errors: stderr };
}

it.each([
  ["no folder", [], "give one folder of cases"],
  ["a folder that is not there", ["nowhere"], "nowhere is no folder"],
  ["a folder without cases", [sources], "holds no .safetensors files"],
  ["an unknown device", [sources, "--device", "gpu"], "there is no device gpu"],
  ["an unknown option", [sources, "--fast"], "--fast"],
  [
    "unknown kernels",
    [sources, "--kernels", "scalar"],
    "there are no scalar kernels in this engine",
  ],
  ["no number of threads", [sources, "--threads", "two"], "setNumThreads: got NaN"],
  ["what excludes each other", [sources, "--kernels", "simd", "--blas"], "useBlas: "],
])("ends with code 1 and a message for %s", { timeout: 30_000 }, (_, words, message) => {
  const { status, errors } = goldens(...words);
  expect(errors).toContain(message);
  expect(errors).toContain("usage: npm run goldens");
  expect(status).toBe(1);
});
