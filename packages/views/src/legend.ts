import { h, type JSX } from "preact";
import { formatNumber, type Language } from "./format.ts";
import { discRadius, inkOpacity } from "./scales.ts";

const SHOWN = [0.1, 0.25, 0.5, 1];
const SIZE = 16;
const STEP = 56;

/** The mark of one probability: a disc by area, or a square in ink. The legend and the cells are both drawn by it. */
export function probabilityMark(
  probability: number,
  x: number,
  y: number,
  size: number,
  shape: "disc" | "square",
): JSX.Element {
  if (shape === "disc") {
    return h("circle", {
      class: "ink",
      cx: x,
      cy: y,
      r: round(discRadius(probability, size / 2 - 1.5)),
    });
  }
  const half = size / 2 - 0.5;
  return h("rect", {
    class: "ink",
    "fill-opacity": inkOpacity(probability),
    x: x - half,
    y: y - half,
    width: 2 * half,
    height: 2 * half,
  });
}

/** What the marks of a matrix mean. */
export function legend(
  shape: "disc" | "square",
  masked: string | null,
  language: Language,
): JSX.Element {
  const width = (SHOWN.length + (masked === null ? 0 : 1)) * STEP + 24;
  return h(
    "svg",
    { class: "legend muted", width, height: SIZE + 8, "aria-hidden": "true" },
    SHOWN.map((probability, i) => [
      probabilityMark(probability, i * STEP + SIZE / 2, SIZE / 2 + 4, SIZE, shape),
      h(
        "text",
        { x: i * STEP + SIZE + 6, y: SIZE, "font-size": 12 },
        formatNumber(probability, language, 2),
      ),
    ]),
    masked !== null && [
      h("rect", {
        x: SHOWN.length * STEP,
        y: 4,
        width: SIZE,
        height: SIZE,
        fill: "url(#masked)",
      }),
      h("text", { x: SHOWN.length * STEP + SIZE + 6, y: SIZE, "font-size": 12 }, masked),
    ],
  );
}

/** The hatching of masked cells, which is never the colour of zero; `url(#masked)` within one shadow root. */
export function maskedPattern(): JSX.Element {
  return h(
    "pattern",
    {
      id: "masked",
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    h("line", { class: "rule", x1: 0, y1: 0, x2: 0, y2: 6 }),
  );
}

/** Two decimals are enough for the place of a mark, and keep a prerendered page small. */
export const round = (value: number): number => Math.round(value * 100) / 100;
