import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../src/process.ts";
import { root, runtimeDependencies, workspacePackages } from "../src/repository.ts";

/** Makes an empty folder outside the repository; `remove` deletes it. */
export async function emptyFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "clearhead-consumer-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Packs every published package as `pnpm publish` would; returns package name to tarball. */
export async function packAll(destination: string): Promise<Map<string, string>> {
  await mkdir(destination, { recursive: true });
  const tarballs = new Map<string, string>();
  for (const { folder, manifest } of workspacePackages("packages")) {
    const packed = await mustRun("pnpm", ["pack", "--json", "--pack-destination", destination], {
      folder: join(root, folder),
    });
    const { filename } = JSON.parse(packed.slice(packed.indexOf("{"))) as { filename: string };
    tarballs.set(manifest.name, filename);
  }
  return tarballs;
}

/** A package with the siblings it depends on, directly or through others. */
function withSiblings(name: string): string[] {
  const manifests = new Map(
    workspacePackages("packages").map(({ manifest }) => [manifest.name, manifest]),
  );
  const found = new Set<string>();
  const visit = (sibling: string): void => {
    const manifest = manifests.get(sibling);
    if (!manifest || found.has(sibling)) return;
    found.add(sibling);
    runtimeDependencies(manifest).forEach(visit);
  };
  visit(name);
  return [...found];
}

/** Installs a package's tarball, and those of its siblings, into an empty folder with npm. */
export async function installTarballs(
  name: string,
  tarballs: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  const files = withSiblings(name).map((sibling) => tarballs.get(sibling) ?? sibling);
  await mustRun("npm", ["install", "--no-audit", "--no-fund", ...files], { folder });
}
