import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encodeTensor, writeSafetensors } from "@clearhead/safetensors";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findCases } from "./files.ts";
import { runCases, type Totals } from "./report.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "goldens-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a case of float32 vectors. */
function write(name: string, op: string, config: object, vectors: Record<string, number[]>): void {
  const tensors = Object.entries(vectors).map(
    ([key, values]) => [key, encodeTensor(Float32Array.from(values), [values.length])] as const,
  );
  const path = join(folder, `${name}.safetensors`);
  mkdirSync(dirname(path), { recursive: true });
  const metadata = [["op", op] as const, ["config", JSON.stringify(config)] as const];
  writeFileSync(path, writeSafetensors(tensors, metadata));
}

async function run(): Promise<{ totals: Totals; lines: string[] }> {
  const lines: string[] = [];
  const totals = await runCases(findCases(folder), "reference", (line) => lines.push(line));
  return { totals, lines };
}

const x = [-1, 2];
const relu = "torch.nn.functional.relu";
const rightRelu = {
  "in.x": x,
  "out.y": [0, 2],
  "cot.y": [5, 3],
  "grad.in.x": [0, 3],
};

it("writes a line a group with its worst error, and the totals last", async () => {
  write("b/relu", relu, {}, rightRelu);
  write("a/square", "torch.square", {}, { "in.x": x, "out.y": [1, 4 * (1 + 5e-6)] });
  write("a/neg", "torch.neg", {}, { "in.x": x, "out.y": [1, -2] });
  const { totals, lines } = await run();
  // 2e-5 / (√17 + √2 · 1e-7 / 1e-5)
  expect(totals).toEqual({ passed: 3, failed: 0, skipped: 0 });
  expect(lines).toEqual([
    "a: 2 passed, 0 failed, 0 skipped, worst error 4.8e-6 of 1e-5 in square out.y",
    "b: 1 passed, 0 failed, 0 skipped, worst error 0 of 1e-5 in relu out.y",
    "3 passed, 0 failed, 0 skipped",
  ]);
});

it("fails on a wrong output, gradient, shape, number of outputs, and on a damaged file", async () => {
  write("g/gradient", relu, {}, { ...rightRelu, "grad.in.x": [5, 3] });
  write("g/output", relu, {}, { "in.x": x, "out.y": [0, 2.1] });
  write("g/shape", relu, {}, { "in.x": x, "out.y": [0, 2, 0] });
  write("g/missing", relu, {}, { "in.x": x, "out.y": [0, 2], "out.z": [1] });
  write("g/input", relu, {}, { "out.y": [0, 2] });
  write("g/part", relu, {}, { ...rightRelu, other: [1] });
  writeFileSync(join(folder, "g/damaged.safetensors"), "no");
  const { totals, lines } = await run();
  expect(totals).toEqual({ passed: 0, failed: 7, skipped: 0 });
  expect(lines).toEqual([
    "g: 0 passed, 7 failed, 0 skipped",
    "  failed: damaged: safetensors: the file has 2 bytes, too few for its first 8",
    "  failed: gradient: grad.in.x is off by 8.6e-1 of 2e-5",
    "  failed: input: the case has no input x",
    "  failed: missing: the case has several outputs, one is computed",
    "  failed: output: out.y is off by 4.7e-2 of 1e-5",
    "  failed: part: other (F32) belongs to no part of a case",
    "  failed: shape: out.y has shape [2], not [3]",
    "0 passed, 7 failed, 0 skipped",
  ]);
});

it("skips what has no counterpart, with the reason", async () => {
  write("g/fft", "torch.fft", {}, rightRelu);
  write("g/inherited", "toString", {}, rightRelu);
  write("g/option", relu, { inplace: true }, rightRelu);
  const { totals, lines } = await run();
  expect(totals).toEqual({ passed: 0, failed: 0, skipped: 3 });
  expect(lines.slice(1, 4)).toEqual([
    "  skipped: fft: torch.fft has no counterpart here",
    "  skipped: inherited: toString has no counterpart here",
    "  skipped: option: the argument inplace has no counterpart here",
  ]);
});

it("takes files beside each other as one group, named after their folder", async () => {
  write("relu", relu, {}, rightRelu);
  const { lines } = await run();
  expect(lines[0]).toMatch(/^goldens-\w+: 1 passed/);
});

it("finds nothing in an empty folder", async () => {
  expect(await run()).toEqual({
    totals: { passed: 0, failed: 0, skipped: 0 },
    lines: ["0 passed, 0 failed, 0 skipped"],
  });
});
