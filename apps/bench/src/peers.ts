import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folders = ["wasm", "native"].map((name) =>
  fileURLToPath(new URL(`../peers/${name}/`, import.meta.url)),
);
const requires = folders.map((folder) => createRequire(`${folder}package.json`));

/** Installs the peers from their own lockfiles, unless they are there. Install scripts stay off: they fetch GPU libraries. */
export function installPeers(): void {
  for (const folder of folders) {
    if (existsSync(`${folder}node_modules/.package-lock.json`)) continue;
    console.log("installing the libraries to compare with …");
    const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (status !== 0)
      throw new Error(`the peers could not be installed: npm ci failed in ${folder}`);
  }
}

/** The file that a peer's name stands for. */
export function resolvePeer(name: string): string {
  return ownerOf(name).resolve(name);
}

/** A peer, as CommonJS. The workspace does not know its types: each contestant says what it uses. */
export function requirePeer(name: string): unknown {
  return ownerOf(name)(name);
}

function ownerOf(name: string): NodeJS.Require {
  return name === "onnxruntime-node" ? requires[1] : requires[0];
}
