import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { CommandError } from "./errors.ts";

/** A running server of the lab. */
export interface LabServer {
  /** Where a browser finds it: `http://localhost:4173/`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves the built lab in `directory` to this machine only; port 0 takes any free one.
 *
 * @throws CommandError when the directory holds no build, or the port is in use or not allowed
 */
export async function serveLab(options: { directory: string; port: number }): Promise<LabServer> {
  const { directory, port } = options;
  if (!existsSync(join(directory, "index.html"))) {
    throw new CommandError(`the lab's files are not in ${directory}; install the package again`);
  }
  const files = sirv(directory, {
    etag: true,
    setHeaders(response) {
      // With these the page may share memory between threads.
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    },
  });
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("Not found\n");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, "localhost", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new CommandError(
      `port ${port} is in use; choose another with --port, or --port 0 for any free one`,
    );
  }
  if (error.code === "EACCES") {
    return new CommandError(`port ${port} needs special rights; choose one from 1024 with --port`);
  }
  return error;
}
