import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sirv from "sirv";
import { build } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the built page is served: under a path, with no special headers. */
    readonly address: string;
  }
}

const PATH = "/some/where";

/** Builds the page once and serves it as any static host would. */
export default async function setup(project: TestProject): Promise<() => void> {
  const outDir = mkdtempSync(join(tmpdir(), "clearhead-lab-"));
  // vitest says "test", and libraries would bring what helps in development.
  const environment = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await build({ logLevel: "error", build: { outDir, emptyOutDir: true } });
  process.env["NODE_ENV"] = environment;
  const files = sirv(outDir);
  const server = createServer((request, response) => {
    const isInside = request.url?.startsWith(`${PATH}/`) === true;
    if (isInside) request.url = request.url?.slice(PATH.length);
    const missing = (): void => void response.writeHead(404).end();
    if (isInside) files(request, response, missing);
    else missing();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  project.provide("address", `http://127.0.0.1:${port}${PATH}/`);
  return () => {
    server.close();
    server.closeAllConnections();
    rmSync(outDir, { recursive: true });
  };
}
