// Prints the change that CONTRIBUTING.md opens with, as one patch for `git apply`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.ts";

const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
for (const [, patch] of contributing.matchAll(/```diff\n([\s\S]*?)```/g)) {
  process.stdout.write(patch ?? "");
}
