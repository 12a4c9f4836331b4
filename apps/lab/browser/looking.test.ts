import { loadTranslator } from "@clearhead/translator";
import { attentionOf, headsOf, isMasked, type HeadPlace } from "@clearhead/views";
import { expect, test } from "vitest";
import { Engine } from "../src/engine/engine.ts";
import type { Run } from "../src/engine/messages.ts";
import { initialView } from "../src/state/view.ts";
import { openView, settled, translation, type as write, useBrowser, visit } from "./page.ts";

useBrowser();

const engine = new Engine(() => loadTranslator());

async function runInNode(text: string): Promise<Run> {
  const answer = await engine.answer({ type: "translate", text });
  if (answer.type !== "translated") throw new Error(JSON.stringify(answer));
  return answer.run;
}

/** The matrix on the screen: each row's weights, its sum, and what stands at its end. */
const MATRIX = `[...document.querySelector("clearhead-attention").shadowRoot.querySelectorAll("[role=row]")].slice(1).map((row) => ({
  weights: [...row.querySelectorAll("[data-column]")].map((cell) => Number(cell.dataset.value)),
  masked: [...row.querySelectorAll("[data-column]")].map((cell) => cell.getAttribute("aria-label").endsWith(" masked")),
  text: row.querySelector("[data-sum]").textContent,
}))`;

test("a typed sentence is translated, and its address brings it back", async () => {
  await using lab = await visit();
  await write(lab.page, "The red house.");
  expect(await translation(lab.page)).toBe("a casa vermelha");
  await lab.page.reload();
  await settled(lab.page);
  await expect.poll(() => translation(lab.page)).toBe("a casa vermelha");
  expect(await lab.page.locator("#sentence").inputValue()).toBe("The red house.");
  expect(lab.faults).toEqual([]);
});

test("in every head each row on the screen sums to 1 and equals Node's numbers", async () => {
  const text = "the hat did not fit in the box because it was too big";
  const run = await runInNode(text);
  await using lab = await visit();
  await write(lab.page, text);
  const heads = headsOf(run.trace);
  expect(heads.length).toBe(24);
  for (const place of heads) {
    const expected = attentionOf(run.trace, place);
    await openView(lab.page, { ...initialView, text, head: place });
    await lab.page
      .locator(`clearhead-attention [role=grid][aria-label="${label(place)}"]`)
      .waitFor();
    const rows =
      await lab.page.evaluate<{ weights: number[]; masked: boolean[]; text: string }[]>(MATRIX);
    expect(rows.length).toBe(expected.rows.length);
    rows.forEach(({ weights, masked, text: end }, row) => {
      expect(end).toBe("Σ = 1.00");
      // float32: a row of twenty numbers is off by less than 20 · 2⁻²⁴
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-5);
      weights.forEach((weight, column) => {
        const inNode = expected.weights[row * expected.columns.length + column];
        expect(Math.abs(weight - inNode)).toBeLessThan(1e-5);
        expect(masked[column]).toBe(isMasked(expected, row, column));
      });
    });
  }
  expect(lab.faults).toEqual([]);
});

const KINDS = { encoder: "encoder", decoder: "decoder", cross: "cross-attention" };
const label = ({ kind, layer, head }: HeadPlace): string =>
  `${KINDS[kind]}, layer ${layer + 1}, head ${head + 1}`;

test("stepping through the written tokens shows what each was chosen from, back and forth", async () => {
  const run = await runInNode("the red car");
  await using lab = await visit();
  await write(lab.page, "the red car");
  const bars = lab.page.locator("clearhead-bars").first();
  const shown = (): Promise<number[]> =>
    bars
      .locator("button")
      .evaluateAll((buttons) => buttons.map((button) => Number(button.dataset["value"])));
  await lab.page.getByRole("button", { name: "First step" }).click();
  for (const [i, { candidates }] of run.steps.entries()) {
    const probabilities = candidates.map(({ probability }) => probability);
    await expect
      .poll(async () => {
        const screen = await shown();
        return Math.max(...screen.map((value, rank) => Math.abs(value - probabilities[rank])));
      })
      .toBeLessThan(1e-5);
    const rest = Number(await bars.locator("[data-rest]").getAttribute("data-rest"));
    expect((await shown()).reduce((sum, value) => sum + value, rest)).toBeCloseTo(1, 5);
    if (i < run.steps.length - 1)
      await lab.page.getByRole("button", { name: "One step forward" }).click();
  }
  await expect(
    lab.page.getByRole("button", { name: "One step forward" }).isDisabled(),
  ).resolves.toBe(true);
  await lab.page.getByRole("button", { name: "One step back" }).click();
  await expect.poll(() => lab.page.locator(".steps p").innerText()).toContain("step 4 of 5");
});

test("from a cell to its pair to a number, and the browser's back button leads out again", async () => {
  await using lab = await visit();
  const { page } = lab;
  await page
    .locator("clearhead-bars")
    .last()
    .getByRole("button", { name: /^animal / })
    .click();
  await page.getByRole("heading", { name: "One pair" }).waitFor();
  const steps = page.locator("clearhead-pair .steps");
  await expect.poll(() => steps.innerText()).toContain("allowed: nothing is added");
  await page.locator("clearhead-pair td button.query").first().click();
  await page.getByRole("heading", { name: "One number" }).waitFor();
  await expect
    .poll(() => page.locator("clearhead-arithmetic .arithmetic").innerText())
    .toContain("query of “writing ele · after porque”, dimension 1");
  expect(await page.locator("nav li").allInnerTexts()).toEqual([
    "model",
    expect.stringContaining("cross-attention, layer 2"),
    "ele → animal",
    "query",
  ]);
  await page.goBack();
  await page.getByRole("heading", { name: "One pair" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: /looks at$/ }).waitFor();
  expect(new URL(page.url()).hash).toBe("");
  expect(lab.faults).toEqual([]);
});

test("following the largest term leads from the probability to a weight", async () => {
  await using lab = await visit();
  await lab.page.locator("clearhead-bars").first().getByRole("button", { name: /^ele / }).click();
  const follow = lab.page.getByRole("button", { name: "Follow the largest term" });
  for (let clicks = 0; clicks < 40; clicks++) {
    await settled(lab.page);
    if ((await follow.count()) === 0) break;
    await follow.click();
  }
  await expect
    .poll(() => lab.page.locator("clearhead-arithmetic .arithmetic").innerText())
    .toContain("A weight of the model");
});
