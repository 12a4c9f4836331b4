import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type Plugin } from "vite";
import type { Prerendered } from "../src/prerender/render.ts";
import { serviceWorker } from "./service-worker.ts";

/** Puts the first state, computed by the shipped model, into the built page. */
export function prerender(): Plugin {
  return {
    name: "clearhead-prerender",
    apply: "build",
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

/** Renders the page in a server of its own, once a build. */
function prerendered(): Promise<Prerendered> {
  result ??= (async () => {
    const server = await createServer({
      server: { middlewareMode: true },
      appType: "custom",
      logLevel: "error",
    });
    try {
      const module = (await server.ssrLoadModule(
        "/src/prerender/render.ts",
      )) as typeof import("../src/prerender/render.ts");
      return await module.prerender();
    } finally {
      await server.close();
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
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A strict content-security policy for the built page; the development server needs inline scripts and has none. */
export function policy(): Plugin {
  return {
    name: "clearhead-policy",
    apply: "build",
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
    apply: "build",
    writeBundle({ dir = "dist" }) {
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
      this.fs
        .writeFile(join(dir, "service-worker.js"), serviceWorker(files, version))
        .catch((error: unknown) => this.error(String(error)));
    },
  };
}
