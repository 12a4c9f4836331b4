import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { findChromium } from "./scripts/src/chromium.ts";

// Tests read sibling packages from source, so nothing has to be built first.
const conditions = ["@clearhead/source"];

// `.ci/run` names a folder here and adds up the reports that the suites leave in it.
const reports = process.env["TEST_REPORTS"];

/**
 * Three projects per package: `node` runs everywhere; `browser` runs `*.browser.test.ts` in
 * Chromium, where SwiftShader stands in for a GPU; `long` runs `*.long.test.ts`, which take minutes.
 */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // For a hang, not for speed: a machine that does something else too fails no test.
    testTimeout: 60_000,
    reporters: reports
      ? [
          "default",
          ["json", { outputFile: join(reports, `${basename(process.cwd())}-${process.pid}.json`) }],
        ]
      : ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          setupFiles: fileURLToPath(new URL("scripts/src/fail-on-console.ts", import.meta.url)),
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.browser.test.ts", "src/**/*.long.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          setupFiles: fileURLToPath(new URL("scripts/src/fail-on-console.ts", import.meta.url)),
          include: ["src/**/*.long.test.ts"],
          testTimeout: 3_600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["src/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: findChromium() ?? "/usr/bin/chromium",
                args: ["--no-sandbox", "--enable-unsafe-webgpu"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});

export default config;
