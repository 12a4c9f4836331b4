import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { findChromium } from "./scripts/src/chromium.ts";

// Tests read sibling packages from source, so nothing has to be built first.
const conditions = ["@clearhead/source"];

// `.ci/run` names a folder here and adds up the reports that the suites leave in it.
const reports = process.env["TEST_REPORTS"];

/** The tests that a package runs in Chromium beside `*.browser.test.ts`, and what those need. */
interface BrowserTests {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly globalSetup?: string;
}

/**
 * Three projects per package: `node` runs everywhere; `browser` runs `*.browser.test.ts` in
 * Chromium, where SwiftShader stands in for a GPU; `long` runs `*.long.test.ts`, which take minutes.
 */
export function configured(browser: BrowserTests = {}): ViteUserConfig {
  const setupFiles = ["fail-on-console", "imports-settled"].map((name) =>
    fileURLToPath(new URL(`scripts/src/${name}.ts`, import.meta.url)),
  );
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      // For a hang, not for speed: a machine that does something else too fails no test.
      testTimeout: 60_000,
      reporters: reports
        ? [
            "default",
            [
              "json",
              { outputFile: join(reports, `${basename(process.cwd())}-${process.pid}.json`) },
            ],
          ]
        : ["default"],
      projects: [
        {
          extends: true,
          test: {
            name: "node",
            setupFiles,
            include: ["src/**/*.test.ts"],
            exclude: ["src/**/*.browser.test.ts", "src/**/*.long.test.ts"],
          },
        },
        {
          extends: true,
          test: {
            name: "long",
            setupFiles,
            include: ["src/**/*.long.test.ts"],
            testTimeout: 3_600_000,
          },
        },
        {
          extends: true,
          // A page shares memory between threads only when it is isolated from other origins.
          server: {
            headers: {
              "Cross-Origin-Opener-Policy": "same-origin",
              "Cross-Origin-Embedder-Policy": "require-corp",
            },
          },
          test: {
            name: "browser",
            include: ["src/**/*.browser.test.ts", ...(browser.include ?? [])],
            exclude: [...(browser.exclude ?? [])],
            globalSetup: browser.globalSetup ?? [],
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
}

const config: ViteUserConfig = configured();

export default config;
