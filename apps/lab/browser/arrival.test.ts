import { expect, test } from "vitest";
import { computeFirst } from "../src/prerender/compute.ts";
import { readFirst } from "../src/prerender/first.ts";
import { desk, translation, useBrowser, visit, type as write } from "./page.ts";

useBrowser();

/** Every number on the screen with all its digits, in the order of the page. */
const NUMBERS = `[...document.querySelectorAll("*")].flatMap((host) =>
  [...(host.shadowRoot?.querySelectorAll("[data-value], [data-weight], [data-sum], [data-rest]") ?? [])].map((element) =>
    Number(element.dataset.value ?? element.dataset.weight ?? element.dataset.sum ?? element.dataset.rest)))`;

test("the translation and its attention stand there with JavaScript off, and the worker computes the same", async () => {
  await using still = await visit({ ...desk, javaScriptEnabled: false });
  expect(await still.page.locator("#translation").textContent()).toBe(
    "o animal não atravessou a rua porque ele estava cansado demais",
  );
  await still.page.getByRole("grid").waitFor();
  const prerendered = await still.page.evaluate<number[]>(NUMBERS);

  await using live = await visit();
  const computed = await live.page.evaluate<number[]>(NUMBERS);
  expect(prerendered.length).toBeGreaterThan(200);
  expect(computed.length).toBe(prerendered.length);
  // the same arithmetic in the same order; relaxed SIMD may fuse a multiplication and an addition: a last digit
  computed.forEach((value, i) => expect(Math.abs(value - prerendered[i])).toBeLessThan(1e-5));
  expect(live.faults).toEqual([]);
});

test("the prerendered run is what the shipped model computes, number by number", async () => {
  await using still = await visit({ ...desk, javaScriptEnabled: false });
  const first = readFirst(await still.page.locator("#first").textContent());
  const again = await computeFirst();
  expect(first?.run.steps.length).toBe(again.run.steps.length);
  expect(first?.bytes).toBe(again.bytes);
  expect(first?.run.trace.written).toEqual(again.run.trace.written);
  for (const [path, { data }] of Object.entries(again.run.trace.probes)) {
    const prerendered = first?.run.trace.probes[path]?.data;
    expect(prerendered?.length).toBe(data.length);
    data.forEach((value, i) => {
      if (value !== prerendered?.[i])
        expect(Math.abs(value - (prerendered?.[i] ?? NaN))).toBeLessThan(1e-5);
    });
  }
});

test("one tap turns tired into wide, and with it pronoun, gender, verb and adjective", async () => {
  await using lab = await visit();
  await lab.page.getByRole("button", { name: "wide" }).click();
  await expect
    .poll(() => translation(lab.page))
    .toBe("o animal não atravessou a rua porque ela era larga demais");
  await lab.page.getByRole("button", { name: "tired" }).click();
  await expect.poll(() => translation(lab.page)).toContain("porque ele estava cansado demais");
  expect(lab.faults).toEqual([]);
});

test("another example", async () => {
  await using lab = await visit();
  await lab.page.getByRole("button", { name: "Another example" }).click();
  await expect.poll(() => translation(lab.page)).toBe("o carro vermelho");
});

test("it works offline once it was opened", async () => {
  await using lab = await visit();
  await lab.page.evaluate(() => navigator.serviceWorker.ready);
  await lab.context.setOffline(true);
  await lab.page.reload();
  await write(lab.page, "she likes the book");
  expect(await translation(lab.page)).toBe("ela gosta do livro");
});

test("on the first visit the bands are drawn once, and come to rest", async () => {
  await using lab = await visit({ ...desk, reducedMotion: "no-preference" });
  const drawn = (): Promise<string | null> =>
    lab.page.locator("clearhead-bands .band").first().getAttribute("stroke-dasharray");
  await expect.poll(drawn, { timeout: 10_000 }).toBe("1 2");
});
