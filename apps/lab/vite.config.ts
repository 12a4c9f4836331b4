import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultClientConditions, defaultServerConditions, defineConfig } from "vite";
import { offline, policy, prerender } from "./build/plugins.ts";

// Packages are read from their sources, in development and in the build: one graph, nothing to build first.
const source = "@clearhead/source";

/** With these a page may share memory between threads. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // Relative addresses: the build works under any path.
  base: "./",
  plugins: [svelte({ configFile: false }), prerender(), policy(), offline()],
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: {
    // The page that renders itself is one file, so that it runs in a folder without packages.
    noExternal: true,
    resolve: { conditions: [source, ...defaultServerConditions], externalConditions: [source] },
  },
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "speed.html"] },
  },
});
