import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultClientConditions, defineConfig } from "vite";

// The dev server reads the packages from source; the build takes what npm would ship.
export default defineConfig(({ command }) => ({
  plugins: [svelte()],
  resolve: {
    conditions:
      command === "serve"
        ? ["@clearhead/source", ...defaultClientConditions]
        : [...defaultClientConditions],
  },
}));
