import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "node:util";
import { chromium, type Page } from "playwright-core";
import { build, preview } from "vite";
import { chromiumAdvice, findChromium } from "../src/chromium.ts";

/** What a page must be served with to have threads. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * Bundles a module of `folder` with Vite as an application would, runs it in Chromium, and returns
 * what it printed, formatted as Node's console does. Throws where the page reports an error.
 */
export async function printedInBrowser(folder: string, moduleName: string): Promise<string> {
  await writeFile(join(folder, "index.html"), '<script type="module" src="/page.js"></script>');
  await writeFile(
    join(folder, "page.js"),
    `globalThis.printed = [];
console.log = (...values) => globalThis.printed.push(values);
await import(${JSON.stringify(`./${moduleName}`)});
globalThis.done = true;
`,
  );
  const shared = { root: folder, configFile: false, logLevel: "error" } as const;
  await build(shared);
  const server = await preview({
    ...shared,
    preview: { host: "127.0.0.1", port: 0, headers: isolation },
  });
  try {
    return await inChromium(server.resolvedUrls?.local[0] ?? "", async (page) => {
      await page.waitForFunction("globalThis.done");
      const printed = await page.evaluate<unknown[][]>("globalThis.printed");
      return printed.map((values) => `${format(...values)}\n`).join("");
    });
  } finally {
    await server.close();
  }
}

/** The text that a page shows when it is loaded and rests. Throws where the page reports an error. */
export function textOfPage(address: string): Promise<string> {
  return inChromium(address, async (page) => {
    await page.waitForLoadState("networkidle");
    return page.innerText("body");
  });
}

async function inChromium<Result>(
  address: string,
  look: (page: Page) => Promise<Result>,
): Promise<Result> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`Chromium is missing. ${chromiumAdvice()}`);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(address);
    return await Promise.race([failed, look(page)]);
  } finally {
    await browser.close();
  }
}
