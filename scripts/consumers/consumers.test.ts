// The packages as npm would deliver them, in an empty folder outside the repository: their READMEs'
// examples print what they say, in Node and in a page that Vite bundled, and their types hold.
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compiler, mustRun, run, serve } from "../src/process.ts";
import { extractExamples, outputLines } from "../src/readme/examples.ts";
import { commandWords, moduleName, writeModule } from "../src/readme/run.ts";
import { readManifest } from "../src/repository.ts";
import { printedInBrowser, textOfPage } from "./browser.ts";
import { type NodeRelease, nodeReleases } from "./nodes.ts";
import { emptyFolder, installTarballs, packAll } from "./pack.ts";

/** What a strict application has; the declarations of the packages are checked too. */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  module: "nodenext",
  target: "es2022",
  lib: ["es2022", "esnext.disposable", "dom"],
  types: [],
};

let tarballs: ReadonlyMap<string, string>;
let nodes: readonly NodeRelease[];
const cleanups: (() => Promise<void>)[] = [];

async function consumerFolder(): Promise<string> {
  const { folder, remove } = await emptyFolder();
  cleanups.push(remove);
  return folder;
}

beforeAll(async () => {
  tarballs = await packAll(join(await consumerFolder(), "tarballs"));
  nodes = await nodeReleases(await consumerFolder());
});
afterAll(() => Promise.all(cleanups.map((remove) => remove())));

describe.each(["@clearhead/tensor", "@clearhead/attention", "clearhead"])("%s", (name) => {
  let folder: string;
  const modules: { name: string; expected: readonly string[] }[] = [];

  beforeAll(async () => {
    folder = await consumerFolder();
    await installTarballs(name, tarballs, folder);
    const readme = await readFile(join(folder, "node_modules", name, "README.md"), "utf8");
    for (const example of extractExamples(readme, name)) {
      if (example.kind !== "module") continue;
      await writeModule(example, folder);
      const expected = example.expected.map((line) => line.trimEnd());
      modules.push({ name: moduleName(example).replace(/ts$/, "js"), expected });
    }
    const files = modules.map((module) => module.name.replace(/js$/, "ts"));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    await mustRun(process.execPath, [compiler], { folder });
  });

  test("the README's examples print what they say in Node", async () => {
    expect(modules).not.toHaveLength(0);
    for (const { version, program } of nodes) {
      for (const { name: file, expected } of modules) {
        const { status, output, errors } = await run(program, [file], { folder });
        expect({ version, file, status, errors }).toEqual({ version, file, status: 0, errors: "" });
        expect(outputLines(output)).toEqual(expected);
      }
    }
  });

  test("the README's examples print the same in a page bundled by Vite", async () => {
    for (const { name: file, expected } of modules) {
      expect(outputLines(await printedInBrowser(folder, file))).toEqual(expected);
    }
  });
});

describe("npx clearhead", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await consumerFolder();
    await installTarballs("clearhead", tarballs, folder);
  });

  test("prints what the README's commands say", async () => {
    const readme = await readFile(join(folder, "node_modules/clearhead/README.md"), "utf8");
    const commands = extractExamples(readme, "clearhead").filter(({ kind }) => kind === "command");
    expect(commands).not.toHaveLength(0);
    for (const { environment } of nodes) {
      for (const { source, expected } of commands) {
        const output = await mustRun("npx", commandWords(source), { folder, environment });
        expect(outputLines(output)).toEqual(expected.map((line) => line.trimEnd()));
      }
    }
  });

  test("translates the hero, and shows where it looked", async () => {
    const sentence = "the animal did not cross the street because it was too tired";
    for (const { environment } of nodes) {
      const words = ["clearhead", "translate", sentence, "--attention"];
      const lines = outputLines(await mustRun("npx", words, { folder, environment }));
      expect(lines[0]).toBe("o animal não atravessou a rua porque ele estava cansado demais");
      expect(lines.filter((line) => line.startsWith("writing "))).not.toHaveLength(0);
    }
  });

  test("serves the lab, which shows the hero's translation", async () => {
    for (const { program } of nodes) {
      const main = join(folder, "node_modules/clearhead/bin/clearhead.js");
      const server = await serve(program, [main, "lab", "--port", "0"], folder);
      try {
        expect(await textOfPage(server.address)).toMatch(/cansado\s*demais/);
      } finally {
        server.stop();
      }
    }
  });
});

test("two versions of tensor in one program are an error that says what to do", async () => {
  const folder = await consumerFolder();
  await installTarballs("@clearhead/attention", tarballs, folder);
  const { version } = readManifest("packages/tensor");
  // As npm nests a second version below the package that asks for it.
  const nested = join(folder, "node_modules/@clearhead/nn/node_modules/@clearhead/tensor");
  await cp(join(folder, "node_modules/@clearhead/tensor"), nested, { recursive: true });
  await setVersion(nested, version, "99.0.0");
  await writeFile(
    join(folder, "both.js"),
    'import "@clearhead/tensor";\nimport "@clearhead/attention";\n',
  );
  for (const { program } of nodes) {
    const { status, errors } = await run(program, ["both.js"], { folder });
    expect(status).not.toBe(0);
    expect(errors).toContain(
      `two versions of @clearhead/tensor are loaded (${version} and 99.0.0): run npm dedupe`,
    );
  }
});

/** Makes a copy of an installed package into another version of it. */
async function setVersion(folder: string, from: string, to: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => /(^package\.json|\.js)$/.test(name))) {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replaceAll(`"${from}"`, `"${to}"`));
  }
}
