import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { units } from "./suites.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const bench = (...words: string[]) =>
  spawnSync(
    process.execPath,
    ["--import", "tsx", "--conditions=@clearhead/source", main, "--no-peers", ...words],
    { encoding: "utf8", cwd: fileURLToPath(new URL("..", import.meta.url)) },
  );

test("--json writes a row for each contestant and case, of nothing but what its name says", () => {
  const folder = mkdtempSync(join(tmpdir(), "clearhead-bench-"));
  const file = join(folder, "rows.json");
  const options = ["--rounds", "1", "--case", "256", "--json", file];
  const { status, stdout, stderr } = bench("matvec", ...options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("matvec: 1 × 256 × 256, 1 rounds");
  const rows = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>[];
  rmSync(folder, { recursive: true });
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["clearhead-wasm", "clearhead-reference"]),
  );
  for (const row of rows) {
    expect(Object.keys(row)).toEqual([
      ...["suite", "case", "name", "threads", "unit", "median", "min", "max"],
    ]);
    expect(row).toMatchObject({ suite: "matvec", case: "1 × 256 × 256", unit: "GFLOP/s" });
    expect(units).toContain(row["unit"]);
    const [min, median, max] = ["min", "median", "max"].map((key) => row[key] as number);
    expect(min).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(min);
    expect(max).toBeGreaterThanOrEqual(median);
    expect(Number.isInteger(row["threads"])).toBe(true);
  }
});

test.each([
  [["matmull"], "bench: there is no suite matmull; there are matmul, "],
  [["--rounds", "0"], "bench: --rounds 0 is no number of rounds"],
  [["--cap", "soon"], "bench: --cap soon is no number of seconds"],
])("%j is refused", (words, message) => {
  const { status, stderr } = bench(...words);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
