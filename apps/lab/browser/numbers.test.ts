import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { initialView } from "../src/state/view.ts";
import { openView, settled, useBrowser, visit } from "./page.ts";

useBrowser();

/** Numbers in [0, 1) from a seed (mulberry32), so that every run of the test meets the same numbers. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where walks begin: every kind of number that the page shows. */
const STARTS = [
  "probabilities.0.9.3",
  "probabilities.0.2.100",
  ...["pattern", "scores", "query", "key"].flatMap((name) => [
    `transformer.encoder.layers.0.self_attn.${name}.0.1.8.3`,
    `transformer.decoder.layers.1.self_attn.${name}.0.2.9.4`,
    `transformer.decoder.layers.1.multihead_attn.${name}.0.0.9.1`,
  ]),
];
const WALKS = 60;

/** What the page shows of a number: its value, and the value that its displayed terms give, read back from the page. */
interface Shown {
  readonly value: number;
  /** `null` for a number that is given. */
  readonly again: number | null;
  /** Numbers whose text is not their digits to four significant places. */
  readonly wrong: readonly string[];
}

/** Runs in the page: evaluates the displayed arithmetic from its elements, never from the data behind them. */
function evaluateShown(): Shown {
  const root = document.querySelector("clearhead-arithmetic")!.shadowRoot!;
  const digits = (element: Element): number => Number((element as HTMLElement).dataset["value"]);
  const partsOf = (element: Element): Element[] =>
    [...element.children].flatMap((child) =>
      child.hasAttribute("data-operation") ? [child] : partsOf(child),
    );
  const operations: Record<string, (values: number[]) => number> = {
    plus: ([a, b]) => a + b,
    minus: ([a, b]) => a - b,
    times: ([a, b]) => a * b,
    divide: ([a, b]) => a / b,
    power: ([a, b]) => a ** b,
    negate: ([a]) => -a,
    exp: ([a]) => Math.exp(a),
    log: ([a]) => Math.log(a),
    sqrt: ([a]) => Math.sqrt(a),
    sin: ([a]) => Math.sin(a),
    cos: ([a]) => Math.cos(a),
    tanh: ([a]) => Math.tanh(a),
    sum: (values) => values.reduce((sum, value) => sum + value, 0),
    largest: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  };
  const sections = new Map<string, number>();
  const section = (id: string): number => {
    const known = sections.get(id);
    if (known !== undefined) return known;
    const parts = partsOf(root.querySelector(`section[data-section="${id}"]`)!);
    if (parts.length !== 1) throw new Error(`section ${id} has ${parts.length} terms`);
    const value = evaluate(parts[0]);
    sections.set(id, value);
    return value;
  };
  const evaluate = (element: Element): number => {
    const { operation = "", section: id } = (element as HTMLElement).dataset;
    if (id !== undefined) return section(id);
    if (operation === "read" || operation === "number") return digits(element);
    const apply = operations[operation];
    if (!apply) throw new Error(`${operation} is not an operation of this test`);
    return apply(partsOf(element).map(evaluate));
  };
  const wrong = [...root.querySelectorAll("[data-operation=read], .headline .number")]
    .filter((element) => {
      const text = element.textContent.replace("−", "-").replace("∞", "Infinity");
      const shown = text.includes("·") ? Number(text.replace(/·10.*/, "")) : Number(text);
      const value = digits(element);
      const expected = text.includes("·") ? Number(value.toExponential().split("e")[0]) : value;
      return !(shown === expected || Math.abs(shown - expected) <= Math.abs(expected) * 5.1e-4);
    })
    .map((element) => `${element.textContent} for ${digits(element)}`);
  return {
    value: digits(root.querySelector(".headline .number")!),
    again: root.querySelector("section") ? section("0") : null,
    wrong,
  };
}

async function expand(page: Page): Promise<void> {
  const more = page.locator("clearhead-arithmetic .more[aria-expanded=false]");
  while ((await more.count()) > 0) await more.first().click();
}

test("numbers on the screen are what their displayed terms give, at every step of seeded walks", async () => {
  await using lab = await visit();
  const { page } = lab;
  const next = random(2026);
  let checked = 0;
  for (let walk = 0; walk < WALKS && checked < 120; walk++) {
    const start = STARTS[walk % STARTS.length];
    const cut = start.search(/(\.\d+)+$/);
    const index = start
      .slice(cut + 1)
      .split(".")
      .map(Number);
    const view = { ...initialView, number: { path: start.slice(0, cut), index, follow: [] } };
    await openView(page, view);
    for (let depth = 0; depth < 4; depth++) {
      const length = depth + 1;
      await page.locator(`section[data-depth="${length}"]`).waitFor();
      await settled(page);
      await expand(page);
      const { value, again, wrong } = await page.evaluate(evaluateShown);
      expect(wrong).toEqual([]);
      if (again === null) break;
      if (value === -Infinity) expect(again).toBe(-Infinity);
      else expect(Math.abs(value - again), `${start} at depth ${depth}`).toBeLessThan(1e-5);
      checked++;
      const operands = page.locator("clearhead-arithmetic [data-operation=read]");
      const count = await operands.count();
      if (count === 0) break;
      await operands.nth(Math.floor(next() * count)).click();
    }
  }
  expect(checked).toBeGreaterThanOrEqual(50);
  expect(lab.faults).toEqual([]);
});
