import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { suiteNames, type SuiteName } from "../src/speed/plan.ts";
import { desk, findings, phone, smallTargets, useBrowser, visitPage, type Visit } from "./page.ts";

useBrowser();

async function visitSpeed(options: BrowserContextOptions = desk): Promise<Visit> {
  const visited = await visitPage(options, "speed.html");
  await visited.page.getByRole("checkbox").first().waitFor();
  return visited;
}

/** Measures one suite of few cases to its end. */
async function measure(page: Page, suite: SuiteName = "dispatch"): Promise<void> {
  const boxes = page.getByRole("checkbox");
  for (const [i, name] of suiteNames.entries()) await boxes.nth(i).setChecked(name === suite);
  await page.locator("button.main").click();
  await page
    .getByRole("status")
    .filter({ hasText: /^(Done|Pronto)/ })
    .waitFor();
}

test("nothing runs by itself; what is measured stands in a table and in the JSON", async () => {
  await using lab = await visitSpeed({ ...desk, acceptDownloads: true });
  const { page } = lab;
  await page.waitForTimeout(300);
  expect(await page.getByRole("table").count()).toBe(0);
  await measure(page);
  const table = page.getByRole("table");
  expect(await table.getByRole("columnheader").allInnerTexts()).toEqual([
    ...["Case", "Threads", "Median", "Least … most"],
  ]);
  const names = await table.getByRole("rowheader").allInnerTexts();
  expect(names).toEqual(["multiply 4 elements", "the same, recorded"]);

  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as JSON" }).click();
  const file = await (await coming).path();
  const rows = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>[];
  expect(rows.map((row) => Object.keys(row))).toEqual(
    names.map(() => ["suite", "case", "name", "threads", "unit", "median", "min", "max"]),
  );
  expect(rows.map((row) => row["case"])).toEqual(names);
  for (const row of rows) expect(row["median"]).toBeGreaterThan(0);
  expect(lab.faults).toEqual([]);
});

test("where threads may share memory, they run, and each case has a row for one thread and one for all cores", async () => {
  await using lab = await visitSpeed({ ...desk, serviceWorkers: "block" });
  const { page, context } = lab;
  await context.route("**/*", async (route) => {
    const response = await route.fetch();
    const isolation = {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    };
    await route.fulfill({ response, headers: { ...response.headers(), ...isolation } });
  });
  await page.reload();
  const cores = await page.evaluate(() =>
    crossOriginIsolated ? navigator.hardwareConcurrency : 0,
  );
  expect(cores).toBeGreaterThan(0);
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await measure(page, "elementwise");
  expect(workers.filter((url) => url.startsWith("blob:"))).toHaveLength(cores - 1);
  const threads = await page.locator("tbody td:nth-child(2)").allInnerTexts();
  expect(new Set(threads)).toEqual(new Set(["1", String(cores)]));
  expect(lab.faults).toEqual([]);
});

test("by keyboard alone: chosen, begun, stopped", async () => {
  await using lab = await visitSpeed();
  const { page } = lab;
  await page.getByRole("checkbox").first().focus();
  await page.keyboard.press("Space");
  expect(await page.getByRole("checkbox").first().isChecked()).toBe(false);
  await page.getByRole("button", { name: "Measure" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("row").nth(1).waitFor();
  await page.getByRole("button", { name: "Stop" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Stopped after" }).waitFor();
  const count = await page.getByRole("row").count();
  await page.waitForTimeout(1000);
  expect(await page.getByRole("row").count()).toBe(count);
  expect(lab.faults).toEqual([]);
});

test("a worker whose file does not arrive is told, and can be tried again", async () => {
  await using lab = await visitSpeed({ ...desk, serviceWorkers: "block" });
  const { page } = lab;
  await page.route("**/worker-*.js", (route) => route.abort());
  await page.getByRole("button", { name: "Measure" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "The engine's file is damaged or did not arrive." })
    .waitFor();
  await page.unroute("**/worker-*.js");
  await measure(page);
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("nothing chosen, nothing to run", async () => {
  await using lab = await visitSpeed();
  const { page } = lab;
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  expect(await page.getByRole("button", { name: "Measure" }).isDisabled()).toBe(true);
  await page.getByRole("status").filter({ hasText: "Choose something to measure." }).waitFor();
});

test("from the lab and back", async () => {
  await using lab = await visitPage(desk);
  const { page } = lab;
  await page.getByRole("link", { name: "How fast does it compute on this device?" }).click();
  await page.getByRole("link", { name: "Back to the translator" }).click();
  await page.locator("#sentence").waitFor();
  expect(lab.faults).toEqual([]);
});

test("in Portuguese, on a phone, with targets of at least 24 pixels", async () => {
  await using lab = await visitSpeed({ ...phone, locale: "pt-BR" });
  const { page } = lab;
  await page.getByRole("heading", { name: "Velocidade" }).waitFor();
  await measure(page);
  expect(await page.getByRole("rowheader").allInnerTexts()).toEqual([
    "multiplicar 4 elementos",
    "o mesmo, registrado para gradientes",
  ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await page.evaluate(smallTargets)).toEqual([]);
});

describe.each(["light", "dark"] as const)("axe finds nothing, %s", (colorScheme) => {
  test.each([
    ["desk", desk],
    ["phone", phone],
  ])("%s", async (_, options) => {
    await using lab = await visitSpeed({ ...options, colorScheme });
    expect(await findings(lab.page)).toEqual([]);
    await measure(lab.page);
    expect(await findings(lab.page)).toEqual([]);
  });
});
