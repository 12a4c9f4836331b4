import axe from "axe-core";
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

/** Opens the lab in a context of its own, and waits for its engine. */
export async function visit(options: BrowserContextOptions = desk, fragment = ""): Promise<Visit> {
  const visited = await visitPage(options, fragment);
  if (options.javaScriptEnabled !== false) await ready(visited.page);
  return visited;
}

/** Opens any page of the build in a context of its own. */
export async function visitPage(options: BrowserContextOptions, path = ""): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(address) || request.url().startsWith("blob:");
    if (!isOwn) faults.push(`asks ${request.url()}`);
  });
  await page.goto(address + path);
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

/** What axe finds, as lines. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${String(target)}: ${failureSummary}`),
  );
}

/** What a finger would miss: controls below 24 pixels, as lines. Runs in the page. */
export function smallTargets(): string[] {
  const roots = [
    document,
    ...[...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []),
  ];
  return roots
    .flatMap((root) => [...root.querySelectorAll("button, a[href], textarea")])
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box, element }) => box.width > 0 && !element.classList.contains("skip"))
    .filter(({ box }) => box.width < 24 || box.height < 24)
    .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`);
}
