import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Prepared } from "./contestant.ts";
import { programSets, type Program } from "./programs.ts";
import { sizeOf, sizeRows } from "./size.ts";
import { starting } from "./start.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const program = (body: string): Program => ({
  name: "a",
  folder,
  imports: [["{ gzipSync }", "node:zlib"]],
  body,
  isForPages: true,
});

test("a program is started in a process of its own, and tells its result", async () => {
  const started = starting(program("const result = [1, gzipSync ? 2 : 0];"));
  const prepared = (await started.prepare(null)) as Prepared;
  expect(await prepared.result()).toEqual(Float32Array.of(1, 2));
  expect(await prepared.time(1)).toBeGreaterThan(0);
});

test("a program that fails says why", async () => {
  const prepared = (await starting(program("nothing();")).prepare(null)) as Prepared;
  expect(() => prepared.result()).toThrow(
    "the program of a ended with 1: ReferenceError: nothing is not defined",
  );
});

test("the size is that of what is fetched at once, and of that without WebAssembly", async () => {
  const kernels = "abcdefghij".repeat(300);
  const page = (body: string): Program => ({ ...program(body), imports: [] });
  const small = await sizeOf(page("const result = 1;"));
  const large = await sizeOf(page(`const result = "${kernels}";`));
  expect(small.all).toBe(small.code);
  expect(large.all).toBeGreaterThan(large.code);
  const file = fileURLToPath(import.meta.url);
  const { all, code } = await sizeOf({ ...page("const result = 1;"), files: [file] });
  expect(all).toBeGreaterThan(small.all + 300);
  expect(code).toBe(small.code);
  const rows = await sizeRows("case", [page("const result = 1;")], ({ all: bytes }) => bytes);
  expect(rows).toMatchObject([{ suite: "size", name: "a", unit: "kB", median: small.all / 1000 }]);
});

test("ours have a program in every set", () => {
  for (const { programs } of programSets(false)) {
    expect(programs.map(({ name }) => name)).toContain("clearhead-wasm");
  }
});
