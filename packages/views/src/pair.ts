import { h, type JSX } from "preact";
import { divergingBar } from "./diverging.ts";
import type { Emit, View } from "./element.ts";
import { decimalsFor, equalsSign, formatFixed, formatNumber, type Language } from "./format.ts";
import { rowElement, tokenElement } from "./label.ts";
import { type NumberPlace, type Pair, pairSteps } from "./pair-data.ts";
import { largestSize } from "./scales.ts";
import type { Row, Token } from "./trace.ts";

const words = {
  en: {
    dimension: "dim.",
    query: "query q",
    key: "key k",
    product: "product",
    sum: "sum",
    scale: "scale",
    mask: "mask",
    allowed: "allowed: nothing is added",
    forbidden: "masked: −∞ is added",
    softmax: "softmax over the row",
    score: "score",
    weight: "weight",
    asks: "asks",
    answers: "answers",
  },
  "pt-BR": {
    dimension: "dim.",
    query: "consulta q",
    key: "chave k",
    product: "produto",
    sum: "soma",
    scale: "escala",
    mask: "máscara",
    allowed: "permitida: nada se soma",
    forbidden: "mascarada: soma-se −∞",
    softmax: "softmax sobre a linha",
    score: "pontuação",
    weight: "peso",
    asks: "pergunta",
    answers: "responde",
  },
} as const;

/** What `<clearhead-pair>` draws. */
export interface PairProperties {
  pair: Pair | null;
  /** Who asks and who answers. */
  asker: Row;
  answerer: Token;
  language: Language;
}

/** `clearhead-number`: a number was chosen. */
export interface PairEvents {
  number: NumberPlace;
}

function numberButton(
  text: string,
  value: number,
  place: NumberPlace,
  name: string,
  emit: Emit<PairEvents>,
  role = "",
): JSX.Element {
  return h(
    "button",
    {
      type: "button",
      class: `number ${role}`,
      "aria-label": `${name} ${text}`,
      "data-value": value,
      onClick: () => emit("number", place),
    },
    text,
  );
}

function products(
  pair: Pair,
  values: readonly number[],
  language: Language,
  emit: Emit<PairEvents>,
): JSX.Element {
  const w = words[language];
  const decimals = decimalsFor([...pair.query, ...pair.key, ...values]);
  const largest = largestSize(values);
  const fixed = (value: number): string => formatFixed(value, decimals, language);
  return h(
    "table",
    { class: "pair" },
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col", class: "muted" }, w.dimension),
        h("th", { scope: "col", class: "query" }, w.query),
        h("th", { scope: "col", class: "key" }, w.key),
        h("th", { scope: "col" }, "q · k"),
        h("td", null),
      ),
    ),
    h(
      "tbody",
      null,
      values.map((product, i) => {
        const [q, k] = [pair.query[i] ?? 0, pair.key[i] ?? 0];
        return h(
          "tr",
          null,
          h("th", { scope: "row", class: "number muted" }, i + 1),
          h(
            "td",
            null,
            numberButton(
              fixed(q),
              q,
              { path: pair.paths.query, index: [0, pair.head, pair.row, i] },
              w.query,
              emit,
              "query",
            ),
          ),
          h(
            "td",
            null,
            numberButton(
              fixed(k),
              k,
              { path: pair.paths.key, index: [0, pair.head, pair.column, i] },
              w.key,
              emit,
              "key",
            ),
          ),
          h("td", { class: "number", "data-value": product }, fixed(product)),
          h("td", { class: "drawn" }, divergingBar(product, largest)),
        );
      }),
    ),
  );
}

function PairView({
  pair,
  asker,
  answerer,
  language,
  emit,
}: PairProperties & { emit: Emit<PairEvents> }): JSX.Element | null {
  if (!pair) return null;
  const w = words[language];
  const steps = pairSteps(pair);
  const show = (value: number): string => formatNumber(value, language);
  const at = [0, pair.head, pair.row, pair.column];
  const score = pair.scores[pair.column] ?? 0;
  const weight = pair.weights[pair.column] ?? 0;
  const dimensions = pair.query.length;
  const step = (name: string, ...content: (JSX.Element | string)[]): JSX.Element =>
    h("div", { class: "step" }, h("dt", { class: "muted" }, name), h("dd", null, content));
  const n = (value: number): JSX.Element =>
    h("span", { class: "number", "data-value": value }, show(value));
  return h(
    "div",
    { class: "pair-view" },
    h(
      "p",
      { class: "who" },
      h("span", { class: "query" }, rowElement(asker, language)),
      ` ${w.asks}, `,
      h("span", { class: "key" }, tokenElement(answerer, language)),
      ` ${w.answers}`,
    ),
    products(pair, steps.products, language, emit),
    h(
      "dl",
      { class: "steps" },
      step(w.sum, "q · k ", equalsSign(steps.dot), " ", n(steps.dot)),
      step(
        w.scale,
        n(steps.dot),
        ` ÷ √${dimensions} ${equalsSign(steps.scaled)} `,
        n(steps.scaled),
      ),
      step(w.mask, steps.isMasked ? w.forbidden : w.allowed),
      step(
        w.score,
        numberButton(show(score), score, { path: pair.paths.scores, index: at }, w.score, emit),
      ),
      step(
        w.softmax,
        "exp(",
        n(score),
        " − ",
        n(steps.largest),
        ") ÷ ",
        n(steps.total),
        ` ${equalsSign(steps.weight)} `,
        numberButton(show(weight), weight, { path: pair.paths.pattern, index: at }, w.weight, emit),
      ),
    ),
  );
}

/** One query-key pair: q, k, their products, the scale, the mask, the softmax. */
export const pairView: View<PairProperties, PairEvents> = {
  tag: "clearhead-pair",
  defaults: { pair: null, asker: { token: { text: "" } }, answerer: { text: "" }, language: "en" },
  component: PairView,
};
