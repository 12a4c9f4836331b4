import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { CaseSource } from "./report.ts";

/** The cases that stand beside the repository, unless `CLEARHEAD_GOLDENS` names others: for the tests, which skip where there are none. */
const usual = new URL("../../../../shared/goldens/cases", import.meta.url);

/** All `.safetensors` files under a folder, in order; a file's group is its folder. */
export function findCases(folder: string): CaseSource[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".safetensors") && statSync(join(folder, file)).isFile())
    .map((file) => {
      const path = join(folder, file);
      const group = relative(folder, dirname(path)).split(sep).join("/") || basename(folder);
      return { group, name: basename(file, ".safetensors"), read: () => readFileSync(path) };
    })
    .sort((a, b) => compare(a.group, b.group) || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What the tests run; nothing where no cases are. */
export function usualCases(): CaseSource[] {
  const folder = process.env["CLEARHEAD_GOLDENS"] ?? fileURLToPath(usual);
  return existsSync(folder) ? findCases(folder) : [];
}
