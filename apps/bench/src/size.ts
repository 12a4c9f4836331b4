import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import type { Program } from "./programs.ts";
import { rowOf, type Row } from "./report.ts";

/** Bytes after gzip. */
export interface Size {
  /** All that a page fetches. */
  readonly all: number;
  /** Without WebAssembly, be it a file of its own or a string in the code. */
  readonly code: number;
}

/** Kernels that a package carries as text. */
const embeddedModule = /"[A-Za-z0-9+/=]{1000,}"/g;

/** What a page has to fetch to run a program. A part that is imported when it is needed is left out: it may never be. */
export async function sizeOf({ folder, imports, body, files = [] }: Program): Promise<Size> {
  const contents = [
    ...imports.map(([names, from]) => `import ${names === "" ? "" : `${names} from `}"${from}";`),
    body,
    "document.title = result;",
  ].join("\n");
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    absWorkingDir: folder,
    outdir: "out",
    logLevel: "silent",
  });
  const fetched = fetchedAtOnce(metafile).map((path) => join(folder, path));
  const parts = outputFiles.flatMap(({ path, text }) => (fetched.includes(path) ? [text] : []));
  const code = parts.map((text) => text.replaceAll(embeddedModule, '""'));
  const sum = (contentsOfEach: readonly (string | Buffer)[]): number =>
    contentsOfEach.reduce((total, one) => total + gzipSync(one, { level: 9 }).length, 0);
  return { all: sum([...parts, ...files.map((file) => readFileSync(file))]), code: sum(code) };
}

/** A row for each program that a page can run. */
export async function sizeRows(
  name: string,
  programs: readonly Program[],
  bytes: (size: Size) => number,
): Promise<Row[]> {
  const forPages = programs.filter(({ isForPages }) => isForPages);
  const sizes = await Promise.all(forPages.map(sizeOf));
  return sizes.map((size, i) => rowOf("size", name, forPages[i].name, "kB", bytes(size) / 1000));
}

/** The entry, and what it imports without waiting for a need. */
function fetchedAtOnce({ outputs }: Metafile): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path) || outputs[path] === undefined) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports) {
      if (kind === "import-statement") visit(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (entryPoint === "<stdin>") visit(path);
  return [...found];
}
