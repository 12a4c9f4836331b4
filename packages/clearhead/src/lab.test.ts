import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandError } from "./errors.ts";
import { serveLab } from "./lab.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "clearhead-lab-"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>Lab</title>");
});
afterEach(() => rmSync(directory, { recursive: true }));

test("serves the files of a build, and nothing outside it", async () => {
  const lab = await serveLab({ directory, port: 0 });
  try {
    const page = await fetch(lab.address);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("<title>Lab</title>");
    // What a page needs to share memory between threads.
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect((await fetch(`${lab.address}missing.js`)).status).toBe(404);
    expect((await fetch(`${lab.address}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  } finally {
    await lab.close();
  }
  await expect(fetch(lab.address)).rejects.toThrow("fetch failed");
});

test("a port in use is refused with what to do", async () => {
  const other: Server = createServer();
  await new Promise<void>((resolve) => other.listen(0, "localhost", resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(serveLab({ directory, port })).rejects.toThrow(
      new CommandError(
        `port ${port} is in use; choose another with --port, or --port 0 for any free one`,
      ),
    );
  } finally {
    other.close();
  }
});

test("a package without the lab's files says so", async () => {
  rmSync(join(directory, "index.html"));
  await expect(serveLab({ directory, port: 0 })).rejects.toThrow(/the lab's files are not in/);
});
