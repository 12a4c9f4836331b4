import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "vite";
import type { Prerendered } from "../src/prerender/render.ts";
import { serviceWorker } from "./service-worker.ts";

/** The plugins of the page itself, not of the build that renders it. */
const apply: NonNullable<Plugin["apply"]> = (_, { command, isSsrBuild }) =>
  command === "build" && isSsrBuild !== true;

/** Puts the first state, computed by the shipped model, into the built page. */
export function prerender(): Plugin {
  return {
    name: "clearhead-prerender",
    apply,
    transformIndexHtml: {
      order: "pre",
      async handler(html) {
        const { head, body, first } = await prerendered();
        return html
          .replace("<!--head-->", () => head)
          .replace("<!--body-->", () => body)
          .replace(
            "<!--first-->",
            () => `<script type="application/json" id="first">${first}</script>`,
          );
      },
    },
    async generateBundle() {
      const { style } = await prerendered();
      this.emitFile({ type: "asset", fileName: "views.css", source: style });
    },
  };
}

let result: Promise<Prerendered> | undefined;

/** Builds the page for Node in a folder of its own and lets it render itself, once a build. */
function prerendered(): Promise<Prerendered> {
  result ??= (async () => {
    const outDir = mkdtempSync(join(tmpdir(), "clearhead-prerender-"));
    try {
      await build({
        logLevel: "error",
        build: {
          ssr: "src/prerender/render.ts",
          outDir,
          emptyOutDir: true,
          // One file: nothing of it may be asked for when the folder is gone.
          rolldownOptions: { output: { codeSplitting: false } },
        },
      });
      const address = pathToFileURL(join(outDir, "render.js")).href;
      const module = (await import(address)) as { prerender: () => Promise<Prerendered> };
      return await module.prerender();
    } finally {
      rmSync(outDir, { recursive: true });
    }
  })();
  return result;
}

/** Only what the build made may run; nothing is asked from anywhere else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  // The threads of the tensors are workers whose program is a text.
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A strict content-security policy for the built page; the development server needs inline scripts and has none. */
export function policy(): Plugin {
  return {
    name: "clearhead-policy",
    apply,
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** A service worker that keeps the whole build on the device. */
export function offline(): Plugin {
  return {
    name: "clearhead-offline",
    apply,
    async writeBundle({ dir = "dist" }) {
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll("\\", "/"),
        )
        .filter((file) => file !== "service-worker.js")
        .sort();
      const hash = createHash("sha256");
      for (const file of files) hash.update(file).update(readFileSync(join(dir, file)));
      const version = hash.digest("hex").slice(0, 16);
      await writeFile(join(dir, "service-worker.js"), serviceWorker(files, version));
    },
  };
}
