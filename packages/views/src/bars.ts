import { h, type JSX } from "preact";
import type { Emit, View } from "./element.ts";
import { formatFixed, type Language } from "./format.ts";
import { tokenElement } from "./label.ts";
import { inkOpacity } from "./scales.ts";
import type { Token } from "./trace.ts";

const words = {
  en: { masked: "masked", others: (count: number) => `the other ${count}` },
  "pt-BR": { masked: "mascarada", others: (count: number) => `as outras ${count}` },
} as const;

/** One labelled bar. */
export interface Bar {
  readonly token: Token;
  readonly probability: number;
  /** What `clearhead-choice` reports. */
  readonly id: number;
  readonly masked?: boolean;
}

/** What `<clearhead-bars>` draws. */
export interface BarsProperties {
  bars: readonly Bar[];
  /** How many more there are and what they add up to. */
  rest: { readonly count: number; readonly probability: number } | null;
  choice: number | null;
  /** For readers who do not see it: `what comes after porque`. */
  label: string;
  language: Language;
}

/** `clearhead-choice`: the `id` of the bar that was chosen. */
export interface BarsEvents {
  choice: number | null;
}

const DECIMALS = 4;

/** A probability with the panel's decimals; one that would round to nothing says so. */
function probabilityText(probability: number, language: Language): string {
  const least = 10 ** -DECIMALS;
  if (probability > 0 && probability < least / 2)
    return `<${formatFixed(least, DECIMALS, language)}`;
  return formatFixed(probability, DECIMALS, language);
}

const bar = (probability: number): JSX.Element =>
  h(
    "svg",
    { class: "bar", width: "100%", height: 12, "aria-hidden": "true" },
    h("line", { class: "rule", x1: 0, x2: "100%", y1: 11.5, y2: 11.5 }),
    h("rect", {
      class: "ink",
      // A bar tells by its length; its ink only follows the scale of all probabilities, never to nothing.
      "fill-opacity": Math.max(0.35, inkOpacity(probability)),
      width: `${Math.round(probability * 10000) / 100}%`,
      height: 11,
    }),
  );

function Bars({
  bars,
  rest,
  choice,
  label,
  language,
  emit,
}: BarsProperties & { emit: Emit<BarsEvents> }): JSX.Element {
  return h(
    "ol",
    { class: "bars", "aria-label": label },
    bars.map(({ token, probability, id, masked }) =>
      h(
        "li",
        { key: id },
        h(
          "button",
          {
            type: "button",
            class: "row",
            "aria-pressed": String(id === choice),
            "data-value": probability,
            onClick: () => emit("choice", id),
          },
          h("span", { class: "name" }, tokenElement(token, language)),
          bar(probability),
          h(
            "span",
            { class: "number" },
            masked ? words[language].masked : probabilityText(probability, language),
          ),
        ),
      ),
    ),
    rest &&
      rest.count > 0 &&
      h(
        "li",
        { class: "row muted", "data-rest": rest.probability },
        h("span", { class: "name" }, words[language].others(rest.count)),
        bar(rest.probability),
        h("span", { class: "number" }, probabilityText(rest.probability, language)),
      ),
  );
}

/** Probabilities as labelled bars: the words that could come next, or one row of attention. */
export const barsView: View<BarsProperties, BarsEvents> = {
  tag: "clearhead-bars",
  defaults: { bars: [], rest: null, choice: null, label: "", language: "en" },
  component: Bars,
};
