import { afterEach, expect, test } from "vitest";
import { attentionFrom } from "./attention.ts";
import { defineViews } from "./define.ts";

const attention = attentionFrom(
  [
    [0.25, 0.75],
    [1, 0],
  ],
  ["ele", "estava"],
  ["animal", "was"],
);
const rendered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

afterEach(() => document.body.replaceChildren());

test("what was set before the element was known is drawn when it is", async () => {
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  document.body.append(element);
  expect(element.shadowRoot).toBeNull();
  defineViews();
  defineViews();
  await rendered();
  expect(element.shadowRoot?.querySelectorAll("[role=gridcell][data-column]").length).toBe(4);
});

test("a click locks the cell, tells the page, and Escape frees it", async () => {
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  document.body.append(element);
  await rendered();
  const told: unknown[] = [];
  document.body.addEventListener(
    "clearhead-selection",
    (event) => told.push((event as CustomEvent).detail),
    {
      once: false,
    },
  );
  element.shadowRoot
    ?.querySelector("#cell-0-1")
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await rendered();
  expect(element.selection).toEqual({ row: 0, column: 1 });
  const grid = element.shadowRoot?.querySelector("[role=grid]");
  grid?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await rendered();
  expect(element.selection).toBeNull();
  expect(told).toEqual([{ row: 0, column: 1 }, null]);
});

test("a page that prevents the default decides for itself", async () => {
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  element.addEventListener("clearhead-selection", (event) => event.preventDefault());
  document.body.append(element);
  await rendered();
  element.shadowRoot
    ?.querySelector("#cell-1-0")
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await rendered();
  expect(element.selection).toBeNull();
});

test("arrow keys lead through the cells, Enter locks", async () => {
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  document.body.append(element);
  await rendered();
  const grid = element.shadowRoot?.querySelector("[role=grid]");
  for (const key of ["ArrowDown", "ArrowRight", "Enter"]) {
    grid?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    // oxlint-disable-next-line no-await-in-loop -- each key is answered before the next is pressed
    await rendered();
  }
  expect(element.selection).toEqual({ row: 1, column: 1 });
});

test("the matrix lays itself out by its own width", async () => {
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  element.setAttribute("style", "width: 300px");
  document.body.append(element);
  await expect.poll(() => element.width).toBe(300);
});

test("a prerendered first state gives way to the live one", async () => {
  const host = document.createElement("div");
  document.body.append(host);
  host.setHTMLUnsafe(
    '<clearhead-bars><template shadowrootmode="open"><p>before</p></template></clearhead-bars>',
  );
  await rendered();
  const bars = host.querySelector("clearhead-bars");
  expect(bars?.shadowRoot?.textContent).toBe("");
  bars!.bars = [{ id: 1, token: { text: "ele" }, probability: 0.5 }];
  await rendered();
  expect(bars?.shadowRoot?.textContent).toBe("ele0.5000");
});

test("a waterfall shows all its terms when asked", async () => {
  const element = document.createElement("clearhead-arithmetic");
  const terms = Array.from({ length: 9 }, (_, i) => ({
    operation: "number",
    value: i,
    children: [],
  }));
  element.arithmetic = {
    label: "sum",
    role: "plain",
    formula: "",
    value: 36,
    term: { operation: "sum", value: 36, children: terms },
    given: "",
    operands: [],
    remainder: 0,
  };
  document.body.append(element);
  await rendered();
  const items = (): number => element.shadowRoot?.querySelectorAll(".terms li").length ?? 0;
  expect(items()).toBe(7);
  element.shadowRoot?.querySelector<HTMLButtonElement>(".more")?.click();
  await rendered();
  expect(items()).toBe(9);
});

test("styles of the page do not reach into the pictures, and light or dark does", async () => {
  document.body.innerHTML = "<style>circle { display: none }</style>";
  document.body.setAttribute("style", "color-scheme: dark");
  const element = document.createElement("clearhead-attention");
  element.attention = attention;
  document.body.append(element);
  await rendered();
  const circle = element.shadowRoot?.querySelector("circle");
  expect(getComputedStyle(circle!).display).not.toBe("none");
  expect(getComputedStyle(circle!).fill).toBe("rgb(236, 234, 228)");
  document.body.removeAttribute("style");
});
