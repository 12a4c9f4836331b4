import { h, type JSX } from "preact";
import { round } from "./legend.ts";
import { scoreShare } from "./scales.ts";

/** A score as a bar to the left (pink) or the right (green) of zero, symmetric around it. */
export function divergingBar(score: number, largest: number): JSX.Element {
  const share = scoreShare(score, largest);
  const length = round(Math.abs(share) * 50);
  return h(
    "svg",
    { class: "bar", width: "100%", height: 12, "aria-hidden": "true" },
    h("rect", {
      class: share < 0 ? "negative" : "positive",
      x: `${share < 0 ? 50 - length : 50}%`,
      y: 1,
      width: `${length}%`,
      height: 10,
    }),
    h("line", { class: "rule", x1: "50%", x2: "50%", y1: 0, y2: 12 }),
  );
}
