import { describe, expect, test } from "vitest";
import {
  desk,
  findings,
  phone,
  settled,
  smallTargets,
  translation,
  useBrowser,
  visit,
} from "./page.ts";

useBrowser();

const PAIR = "#v=1&answer=2";
const NUMBER = "#v=1&answer=2&number=transformer.decoder.layers.1.multihead_attn.pattern.0.0.9.1";
const REFUSED = "#v=1&text=the+red+hause";

describe("axe finds nothing", () => {
  const views = {
    arrival: "",
    pair: PAIR,
    number: NUMBER,
    "masked head": "#v=1&head=decoder.1.1",
    refusal: REFUSED,
  };
  for (const [name, fragment] of Object.entries(views)) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${name}, desk, ${colorScheme}`, async () => {
        await using lab = await visit({ ...desk, colorScheme }, fragment);
        expect(await findings(lab.page)).toEqual([]);
      });
    }
    test(`${name}, phone`, async () => {
      await using lab = await visit(phone, fragment);
      expect(await findings(lab.page)).toEqual([]);
    });
  }
});

test("by keyboard alone: to the matrix, along a row, into a pair, and out again", async () => {
  await using lab = await visit();
  const { page } = lab;
  const grid = page.getByRole("grid");
  for (let tabs = 0; tabs < 80; tabs++) {
    await page.keyboard.press("Tab");
    if (await grid.evaluate((element) => element.matches(":focus"))) break;
  }
  expect(await grid.evaluate((element) => element.matches(":focus"))).toBe(true);
  expect(await grid.getAttribute("aria-rowcount")).toBe("17");

  const status = page.locator("clearhead-attention .readout");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect
    .poll(() => status.innerText())
    .toMatch(/^writing ele · after porque looks at animal 69 %, the 27 %, the rest \d %/);
  const active = async (): Promise<string | null> => {
    const id = await grid.getAttribute("aria-activedescendant");
    return grid.locator(`#${id}`).getAttribute("aria-label");
  };
  expect(await active()).toBe("animal 69 %");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => status.innerText()).toContain("writing porque · after rua");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "One pair" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: /looks at$/ }).waitFor();
});

test("by keyboard alone: the written tokens are a list that arrow keys step through", async () => {
  await using lab = await visit();
  const { page } = lab;
  await page.getByRole("listbox", { name: "it writes" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect
    .poll(() => page.locator(".steps p").innerText())
    .toContain("step 9 of 16 · writing porque · after rua");
  await page.keyboard.press("End");
  await expect
    .poll(() => page.locator(".steps p").innerText())
    .toContain("step 16 of 16 · writing end · after demais");
});

test("in Portuguese nothing stays in English but the sentence, and the choice is remembered", async () => {
  await using lab = await visit();
  const { page } = lab;
  await page.getByRole("button", { name: "PT" }).click();
  await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("pt-BR");
  await page.getByRole("heading", { name: "Todas as cabeças" }).waitFor();
  await expect
    .poll(() => page.locator("clearhead-attention .readout").innerText())
    .toMatch(/^escreve ele · após porque olha para animal 69 %/);
  await page.reload();
  await page.getByRole("heading", { name: "Todas as cabeças" }).waitFor();
  expect(await page.locator("clearhead-attention [lang=pt-BR]").count()).toBeGreaterThan(16);
  expect(lab.faults).toEqual([]);
});

test("a visitor whose browser speaks Portuguese reads Portuguese", async () => {
  await using lab = await visit({ ...desk, locale: "pt-BR" });
  const heading = lab.page.getByRole("heading", { name: "Todas as cabeças" });
  await expect.poll(() => heading.isVisible()).toBe(true);
});

test("the theme follows the system until it is chosen, and is remembered", async () => {
  await using lab = await visit({ ...desk, colorScheme: "dark" });
  const paper = (): Promise<string> =>
    lab.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await paper()).toBe("rgb(20, 22, 26)");
  await lab.page.getByRole("button", { name: "Change to light" }).click();
  await expect.poll(paper).toBe("rgb(251, 250, 247)");
  await lab.page.reload();
  expect(await paper()).toBe("rgb(251, 250, 247)");
});

describe("on a phone", () => {
  test("chips, one row as bars, the next head, and a sheet for one number", async () => {
    await using lab = await visit(phone);
    const { page } = lab;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.locator(".chips").last().getByRole("button", { name: "atravess" }).click();
    await page.getByRole("heading", { name: "writing atravess · after não looks at" }).waitFor();
    await page.getByRole("button", { name: "Next head" }).click();
    await page.locator("clearhead-bars").last().getByRole("button").first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("heading", { name: "One pair" }).waitFor();
    await sheet.locator("clearhead-pair td button").first().click();
    await sheet.getByRole("heading", { name: "One number" }).waitFor();
    await settled(page);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Show the whole matrix" }).click();
    await sheet.getByRole("grid").waitFor();
    expect(lab.faults).toEqual([]);
  });

  test("a swipe over the row leads to the next head", async () => {
    await using lab = await visit(phone);
    const { page } = lab;
    const name = (): Promise<string> => page.locator(".head-switch p").innerText();
    const before = await name();
    await page.locator(".swipe").scrollIntoViewIfNeeded();
    const box = (await page.locator(".swipe").boundingBox())!;
    const client = await lab.context.newCDPSession(page);
    const touch = (kind: "touchStart" | "touchMove" | "touchEnd", x: number): Promise<unknown> =>
      client.send("Input.dispatchTouchEvent", {
        type: kind,
        touchPoints: kind === "touchEnd" ? [] : [{ x, y: box.y + 40 }],
      });
    await touch("touchStart", 320);
    for (const x of [280, 220, 160, 100]) await touch("touchMove", x);
    await touch("touchEnd", 100);
    await expect.poll(name).not.toBe(before);
  });

  test.each([
    ["arrival", ""],
    ["pair", PAIR],
    ["number", NUMBER],
  ])("every target is at least 24 pixels: %s", async (_, fragment) => {
    await using lab = await visit(phone, fragment);
    const small = await lab.page.evaluate(smallTargets);
    expect(small).toEqual([]);
  });
});

test("at 200 % zoom nothing is cut off", async () => {
  // Zoom halves the CSS pixels of a desk.
  await using lab = await visit({ ...desk, viewport: { width: 640, height: 400 } });
  expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
  expect(await translation(lab.page)).toContain("animal");
});

test("with forced colours the bands and the cells can be seen", async () => {
  await using lab = await visit({ ...desk, forcedColors: "active" });
  const [ink, paper] = await lab.page.evaluate(() => {
    const mark = document.querySelector("clearhead-attention")!.shadowRoot!.querySelector(".ink")!;
    return [getComputedStyle(mark).fill, getComputedStyle(document.body).backgroundColor];
  });
  expect(ink).not.toBe(paper);
});
