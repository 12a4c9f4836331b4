// Writes every package's API.md.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packages } from "./families.ts";
import { printReference } from "./print.ts";
import { folderOf, readExports } from "./read.ts";

for (const source of packages) {
  const text = printReference(source, await readExports(source));
  await writeFile(join(folderOf(source), "API.md"), text);
}
