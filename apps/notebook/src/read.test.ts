import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { chapters } from "./chapters/index.ts";
import { difference, tolerance } from "./compare.ts";
import { words, type Language } from "./languages.ts";
import { openNotebook } from "./notebook.ts";
import { chooseChapter, read } from "./read.ts";

async function textOf(language: Language, only?: number): Promise<string> {
  let text = "";
  for await (const part of read(words[language], only)) text += `${part}\n`;
  return text;
}

describe.each(Object.keys(words) as Language[])("the notebook in %s", (language) => {
  const { chapters: titles, closing, reading } = words[language];

  test("runs to its end, every chapter in its turn, and prints only what it returns", async () => {
    const written = vi.spyOn(process.stdout, "write");
    const text = await textOf(language);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
    const places = chapters.map(({ name }, i) => text.indexOf(`${i + 1}. ${titles[name].title}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain(closing.trim().split(/\s+/).slice(-2).join(" "));
    expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  test("shows a pattern whose three equal words share their attention", async () => {
    const text = await textOf(language, 3);
    const line = text
      .split("\n")
      .find((row) => row.startsWith(`  ${reading[0]} `) && row.includes("▓ 0.33"));
    expect(line?.match(/▓ 0\.33/g)).toHaveLength(3);
    expect(line).toContain("Σ 1.00");
  });

  test("one chapter alone", async () => {
    const text = await textOf(language, 2);
    expect(text).toContain(titles.positions.title);
    expect(text).not.toContain(titles.embedding.title);
  });
});

test("every chapter compares at least one step, and the columns agree", async () => {
  const notebook = await openNotebook();
  for (const chapter of chapters) {
    const { steps } = await chapter.run(notebook, words.en);
    expect(steps.length).toBeGreaterThan(0);
    for (const { byHand, withPackages } of steps) {
      expect(await difference(byHand, withPackages)).toBeLessThanOrEqual(tolerance);
    }
  }
});

test.each(["0", "9", "two", "1.5", "-1", ""])("chapter %j is refused", (asked) => {
  expect(() => chooseChapter(asked)).toThrow(`--chapter ${asked}: choose 1 to 8`);
});

test("a chapter is chosen by its number, none by default", () => {
  expect(chooseChapter("8")).toBe(8);
  expect(chooseChapter(undefined)).toBeUndefined();
});

test("the README shows what is printed", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```text\n([^]*?)```/g)].map(([, block]) => block);
  const text = await textOf("en");
  expect(blocks).toHaveLength(1);
  for (const block of blocks) expect(text).toContain(block);
});
