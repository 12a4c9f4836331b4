import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Tests read sibling packages from source, so nothing has to be built first.
const conditions = ["@clearhead/source"];

/** Where Chromium is: `CHROMIUM_PATH`, else the first of the places where systems install it. */
const chromium: string =
  process.env["CHROMIUM_PATH"] ??
  [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ].find((path) => existsSync(path)) ??
  "/usr/bin/chromium";

// `.ci/run` names a folder here and adds up the reports that the suites leave in it.
const reports = process.env["TEST_REPORTS"];

/**
 * Two projects per package: `node` runs everywhere; `browser` runs `*.browser.test.ts` in
 * Chromium, where SwiftShader stands in for a GPU.
 */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
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
          include: ["src/**/*.test.ts"],
          exclude: ["src/**/*.browser.test.ts"],
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
                executablePath: chromium,
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
