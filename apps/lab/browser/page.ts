import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import { toFragment, type View } from "../src/state/view.ts";
import { findChromium } from "../../../scripts/src/chromium.ts";

const address: string = inject("address");

/** A page of the lab, and what went wrong in it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, of the console and of the content-security policy, and requests to anywhere else. */
  readonly faults: readonly string[];
}

let browser: Browser;

/** Starts one browser for a file of tests. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = findChromium();
    if (!executablePath) throw new Error("no Chromium was found: set CHROMIUM_PATH");
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());
}

export const desk: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  reducedMotion: "reduce",
};
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: "reduce",
};

/** Opens the page in a context of its own. */
export async function visit(options: BrowserContextOptions = desk, fragment = ""): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) faults.push(`asks ${request.url()}`);
  });
  await page.goto(address + fragment);
  if (options.javaScriptEnabled !== false) await ready(page);
  return { page, context, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until the engine has answered what the page asks on arrival. */
async function ready(page: Page): Promise<void> {
  await page.locator("footer p button").waitFor();
  await settled(page);
}

/** Waits until no question is open. */
export async function settled(page: Page): Promise<void> {
  await page.locator("[data-working=false]").waitFor();
}

/** Goes to another view by its address, as a link does. */
export async function openView(page: Page, view: View): Promise<void> {
  await page.evaluate(
    (fragment) =>
      new Promise<void>((resolve) => {
        if (location.hash === fragment) resolve();
        // after the page's own listener
        else addEventListener("popstate", () => setTimeout(resolve), { once: true });
        location.hash = fragment;
      }),
    toFragment(view),
  );
  await settled(page);
}

/** Types a sentence and waits for its translation, or for why there is none. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator("#sentence").fill(text);
  await page.locator("#sentence").press("Enter");
  await settled(page);
}

export const translation = (page: Page): Promise<string> =>
  page.locator("#translation").innerText();
