import { dirname, join } from "node:path";
import { mustRun } from "../src/process.ts";

/** A Node to try the tarballs on. */
export interface NodeRelease {
  readonly version: string;
  readonly program: string;
  /** An environment in which `node`, `npm` and `npx` are this release's. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The Node that runs the tests, and those named in `CONSUMER_NODES` ("24", "22 24"), which npm's
 * package `node` brings into `folder`.
 */
export async function nodeReleases(folder: string): Promise<NodeRelease[]> {
  const programs = [process.execPath];
  for (const major of (process.env["CONSUMER_NODES"] ?? "").split(" ").filter(Boolean)) {
    const prefix = join(folder, `node-${major}`);
    await mustRun(
      "npm",
      ["install", "--no-audit", "--no-fund", "--prefix", prefix, `node@${major}`],
      {
        folder,
      },
    );
    programs.push(join(prefix, "node_modules/node/bin/node"));
  }
  return Promise.all(
    programs.map(async (program) => ({
      version: (await mustRun(program, ["--version"], { folder })).trim(),
      program,
      environment: { PATH: `${dirname(program)}:${process.env["PATH"] ?? ""}` },
    })),
  );
}
