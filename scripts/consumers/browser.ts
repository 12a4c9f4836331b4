import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "node:util";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { chromiumAdvice, findChromium } from "../src/chromium.ts";

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
  const server = await preview({ ...shared, preview: { host: "127.0.0.1", port: 0 } });
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`Chromium is missing. ${chromiumAdvice()}`);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await Promise.race([failed, page.waitForFunction("globalThis.done")]);
    const printed = await page.evaluate<unknown[][]>("globalThis.printed");
    return printed.map((values) => `${format(...values)}\n`).join("");
  } finally {
    await browser.close();
    await server.close();
  }
}
