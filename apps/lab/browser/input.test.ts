import { expect, test } from "vitest";
import { desk, settled, translation, type as write, useBrowser, visit } from "./page.ts";

useBrowser();

const HERO = "o animal não atravessou a rua porque ele estava cansado demais";

test.each([
  ["an empty sentence", "   ", "Type a sentence"],
  ["10 000 words", "the red car ".repeat(3334), "this text has 10002"],
  ["emoji", "🐈🐈 👩‍👩‍👧‍👦", "never seen"],
  ["right-to-left text", "القط الأحمر", "never seen these words"],
  ["HTML", `<img src=x onerror="document.title='broken'">`, "never seen these words"],
  ["control characters", "the\u0000red\u202Ecar", "never seen"],
])("%s: a clear message, and the last translation stays", async (_, text, message) => {
  await using lab = await visit();
  await write(lab.page, text);
  await expect.poll(() => lab.page.locator("#refusal").innerText()).toContain(message);
  expect(await translation(lab.page)).toBe(HERO);
  expect(await lab.page.locator("#refusal img, #app img").count()).toBe(0);
  expect(await lab.page.title()).toBe("Clearhead");
  expect(await lab.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
    true,
  );
  // and the next sentence works
  await write(lab.page, "the red car");
  await expect.poll(() => translation(lab.page)).toBe("o carro vermelho");
  expect(await lab.page.locator("#refusal").innerText()).toBe("");
  expect(lab.faults).toEqual([]);
});

test("an unknown word offers the nearest known ones, and one click puts it in", async () => {
  await using lab = await visit();
  await write(lab.page, "the red hause");
  await lab.page.getByRole("button", { name: "Replace hause by house" }).click();
  await settled(lab.page);
  await expect.poll(() => translation(lab.page)).toBe("a casa vermelha");
  expect(await lab.page.locator("#sentence").inputValue()).toBe("the red house");
});

test("typing is translated without a key to send it, the last text wins", async () => {
  await using lab = await visit();
  await lab.page.locator("#sentence").fill("");
  await lab.page.locator("#sentence").pressSequentially("the red car", { delay: 5 });
  await expect.poll(() => translation(lab.page)).toBe("o carro vermelho");
});

test.each([
  [
    "a bit of the weights is wrong",
    (code: string) => flip(code),
    "the translator's weights cannot be read",
  ],
  ["the engine's file is no program", () => "}", ""],
])("damaged: %s: a clear message, and what was prerendered stays", async (_, damage, message) => {
  await using lab = await visit({ ...desk, serviceWorkers: "block" });
  await lab.page.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: damage(await response.text()) });
  });
  await lab.page.reload();
  const note = lab.page.locator("#refusal");
  await expect.poll(() => note.innerText()).toContain("The engine stopped");
  expect(await note.innerText()).toContain(message);
  expect(await translation(lab.page)).toBe(HERO);
});

/** Another letter in the middle of the base64 text that holds the weights. */
function flip(code: string): string {
  const longest = code
    .split(/["'`]/)
    .reduce((best, part) => (part.length > best.length ? part : best), "");
  const at = code.indexOf(longest) + Math.floor(longest.length / 2);
  return code.slice(0, at) + (code[at] === "A" ? "B" : "A") + code.slice(at + 1);
}
