// The rules of the house that no linter knows.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { extractExamples } from "./readme/examples.ts";
import {
  readManifest,
  repositoryFiles,
  root,
  runtimeDependencies,
  workspacePackages,
} from "./repository.ts";

/** What each package may import of its siblings: the table of rooms, from the ground up. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  tensor: [],
  "tensor-blas": ["tensor"],
  safetensors: [],
  tokenizer: [],
  nn: ["tensor"],
  embedding: ["nn"],
  attention: ["nn"],
  "feed-forward": ["nn"],
  transformer: ["nn", "embedding", "attention", "feed-forward"],
  train: ["nn", "safetensors"],
  tasks: ["tokenizer"],
  views: [],
  lens: ["nn", "views"],
  translator: ["transformer", "tokenizer", "safetensors", "tasks"],
};

const files = repositoryFiles();
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const packages = workspacePackages("packages");
const isText = /\.(ts|mts|mjs|js|svelte|css|html|json|jsonc|ya?ml|md|txt|sh|svg|py)$|(^|\/)[^.]+$/;

describe.each(packages)("$manifest.name", ({ folder, manifest }) => {
  const room = folder.slice("packages/".length);
  const sources = files.filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith(".ts"));
  const shipped = sources.filter((file) => !/\.test\.ts$|\/testing(\.ts$|\/)/.test(file));

  test("depends on the rooms that the table allows", () => {
    const siblings = runtimeDependencies(manifest).flatMap((name) =>
      name.startsWith("@clearhead/") ? [name.slice("@clearhead/".length)] : [],
    );
    const allowed = room === "clearhead" ? Object.keys(rooms) : rooms[room];
    expect(siblings.filter((sibling) => !allowed?.includes(sibling))).toEqual([]);
  });

  test("imports its dependencies by name, and nothing from outside its folder", () => {
    const known = new Set([manifest.name, ...runtimeDependencies(manifest)]);
    const strangers = shipped.flatMap((file) =>
      importsOf(read(file))
        .filter((specifier) =>
          specifier.startsWith(".")
            ? !join(file, "..", specifier).startsWith(`${folder}/src/`)
            : !specifier.startsWith("node:") && !known.has(packageOf(specifier)),
        )
        .map((specifier) => `${file}: ${specifier}`),
    );
    expect(strangers).toEqual([]);
  });

  test("has a README with an example, and a licence", () => {
    const readme = read(`${folder}/README.md`);
    expect(readme.startsWith(`# ${manifest.name}\n`)).toBe(true);
    expect(extractExamples(readme, `${folder}/README.md`)).not.toHaveLength(0);
    expect(read(`${folder}/LICENSE`)).toBe(read("LICENSE"));
  });
});

test("every package has its row in the table", () => {
  const expected = new Set([...Object.keys(rooms), "clearhead"]);
  expect(new Set(packages.map(({ folder }) => folder.slice("packages/".length)))).toEqual(expected);
});

test("the README's sizes are the limits that are held", async () => {
  const limits = packages.map(async ({ folder, manifest }) => {
    const [first] = await sizeLimits(folder, manifest);
    return [manifest.name, first?.limit ?? "–"];
  });
  const rows = read("README.md").matchAll(/^\| \[`([^`]+)`\]\(packages\/.*$/gm);
  const told = Array.from(rows, ([row, name]) => [name, row.split("|")[3]?.trim()]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(await Promise.all(limits)));
});

test("apps import the public entries, and never the umbrella", () => {
  for (const { manifest } of workspacePackages("apps")) {
    expect(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })).not.toContain(
      "clearhead",
    );
  }
});

test("the root and the catalog name the same versions", () => {
  const { catalog } = parse(read("pnpm-workspace.yaml")) as { catalog: Record<string, string> };
  const { devDependencies } = readManifest(".");
  const different = Object.entries(devDependencies ?? {}).filter(
    ([name, version]) => (catalog[name] ?? version) !== version,
  );
  expect(different).toEqual([]);
});

test("versions are exact", () => {
  const { catalog } = parse(read("pnpm-workspace.yaml")) as { catalog: Record<string, string> };
  const versions = Object.entries({ ...catalog, ...readManifest(".").devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("no file names a path of somebody's machine", () => {
  // Written in parts, so that this file is not a find of its own.
  const folders = ["home", "root", "Users", "work", "farm", "tmp"].join("|");
  const machinePath = new RegExp(`(?<![\\w.~$}/@-])/(${folders})/[\\w.]`);
  const finds = files
    .filter((file) => isText.test(file) && file !== "pnpm-lock.yaml")
    .flatMap((file) =>
      read(file)
        .split("\n")
        .flatMap((line, index) =>
          machinePath.test(line) || line.includes(root) || line.includes(`${homedir()}/`)
            ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`]
            : [],
        ),
    );
  expect(finds).toEqual([]);
});

test("a source file can be read in one sitting", () => {
  const long = files
    .filter((file) => /\.(ts|mjs|svelte)$/.test(file))
    // A list that a script wrote says so in its first words, and nobody reads it.
    .filter((file) => !read(file).startsWith("// Made by "))
    .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
    .filter(({ lines }) => lines > 600);
  expect(long).toEqual([]);
});

test("a changeset names packages that are published", () => {
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  const changesets = files.filter((file) => /^\.changeset\/.*\.md$/.test(file));
  const strangers = changesets.flatMap((file) => {
    const frontmatter = /^---\n([\s\S]*?)\n---\n/.exec(read(file))?.[1] ?? "missing: frontmatter";
    return Object.keys(parse(frontmatter) as object)
      .filter((name) => !names.has(name))
      .map((name) => `${file}: ${name}`);
  });
  expect(strangers).toEqual([]);
});

interface SizeLimit {
  readonly limit: string;
}

/** What size-limit reads: a file where it is a program, else a part of the manifest. */
async function sizeLimits(folder: string, manifest: object): Promise<readonly SizeLimit[]> {
  const file = `${folder}/.size-limit.js`;
  if (!files.includes(file)) {
    return (manifest as { "size-limit"?: readonly SizeLimit[] })["size-limit"] ?? [];
  }
  const module = (await import(pathToFileURL(join(root, file)).href)) as {
    default: readonly SizeLimit[];
  };
  return module.default;
}

/** The specifiers that a module imports or re-exports, `import()` with a literal included. */
function importsOf(source: string): string[] {
  const statements = /(?:^|\n)\s*(?:import|export)\s(?:[^;"']*?\sfrom\s+)?"([^"]+)"/g;
  const calls = /\bimport\("([^"]+)"\)/g;
  return [statements, calls].flatMap((pattern) =>
    [...source.matchAll(pattern)].flatMap((match) => match[1] ?? []),
  );
}

/** `@clearhead/tensor` of `@clearhead/tensor/registry`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
