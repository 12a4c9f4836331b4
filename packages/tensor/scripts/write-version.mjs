// Writes package.json's version into src/version.ts, after changesets has raised it.
import { readFile, writeFile } from "node:fs/promises";

const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const source = new URL("../src/version.ts", import.meta.url);
const text = await readFile(source, "utf8");
await writeFile(source, text.replace(/(version: string = ")[^"]*/, `$1${version}`));
