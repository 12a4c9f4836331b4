import { h, type JSX } from "preact";
import type { Emit, View } from "./element.ts";
import { formatPercent, type Language } from "./format.ts";
import { bandPath, layoutBands, type Placed } from "./bands-layout.ts";
import { tokenText } from "./label.ts";
import { round } from "./legend.ts";
import type { AttentionKind, Token } from "./trace.ts";

const words = {
  en: { reads: "it reads", writes: "it writes" },
  "pt-BR": { reads: "lê", writes: "escreve" },
} as const;

/** What `<clearhead-bands>` draws. */
export interface BandsProperties {
  source: readonly Token[];
  /** What is written; tokens after `step` are drawn faint. */
  target: readonly Token[];
  /** The mark that the decoder reads first, before anything is written. */
  start: Token | null;
  kind: AttentionKind;
  /** Whom the asking token looks at: one weight for each token of the answering side. */
  weights: Float32Array | null;
  /** Which token asks: in the source for `encoder`, else among the written ones. */
  row: number;
  /** The written token of this step. */
  step: number;
  /** An answering token that stands out. */
  preview: number | null;
  /** From the word that is written (0) to the bands at rest (1). */
  time: number;
  language: Language;
  width: number;
}

/** `clearhead-source` and `clearhead-target`: a token was chosen; `clearhead-preview`: an answer is under the pointer. */
export interface BandsEvents {
  source: number;
  target: number;
  preview: number | null;
}

/** A weight of 1 is a band this wide. */
const WIDEST = 18;
/** The part of the time in which the word appears; the bands take the rest. */
const WORD = 0.25;

function tokens(
  placed: readonly Placed[],
  options: {
    label: string;
    selected: number;
    faintFrom: number;
    role: (i: number) => "query" | "key" | null;
    language: Language;
    id: string;
    choose: (i: number) => void;
  },
): JSX.Element {
  const { label, selected, faintFrom, role, language, id, choose } = options;
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = placed.length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: Math.max(0, selected - 1),
      ArrowRight: Math.min(last, selected + 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(next);
  };
  return h(
    "g",
    {
      role: "listbox",
      tabindex: 0,
      "aria-label": label,
      "aria-orientation": "horizontal",
      ...(selected >= 0 && { "aria-activedescendant": `${id}-${selected}` }),
      onKeyDown,
    },
    placed.map(({ token, x, y, width, letters, size }, i) => {
      const asks = role(i);
      return h(
        "g",
        {
          role: "option",
          id: `${id}-${i}`,
          "aria-selected": String(i === selected),
          class: ["word", i >= faintFrom && "faint", asks].filter(Boolean).join(" "),
          "data-side": id,
          "data-token": i,
        },
        h("rect", {
          class: i === selected ? "chip chosen" : "chip",
          x: round(x),
          y: y - 17,
          width: round(width),
          height: 26,
          rx: 4,
        }),
        h(
          "text",
          {
            class: token.special ? "special" : "token",
            x: round(letters),
            y,
            "font-size": size,
            ...(token.language && { lang: token.language }),
          },
          token.special ? tokenText(token, language) : token.text,
        ),
        // Pieces of a word touch; the underline shows where one ends.
        h("line", {
          class: "under",
          x1: round(x + 2),
          x2: round(x + width - 2),
          y1: y + 7,
          y2: y + 7,
        }),
      );
    }),
  );
}

function startMark(
  { token, letters, y, size }: Placed,
  isAnswer: boolean,
  language: Language,
): JSX.Element {
  return h(
    "text",
    { class: isAnswer ? "special key" : "special muted", x: round(letters), y, "font-size": size },
    tokenText(token, language),
  );
}

function Bands(properties: BandsProperties & { emit: Emit<BandsEvents> }): JSX.Element {
  const { kind, weights, row, step, preview, time, language, emit } = properties;
  const { start, width } = properties;
  const layout = layoutBands(properties.source, start, properties.target, language, width);
  const { source, target, top, bottom } = layout;
  const asker = kind === "encoder" ? source[row] : target[row];
  // The row that writes a token asks what was read before it: the start mark, then the tokens that were written.
  const answers: readonly (Placed | null)[] =
    kind === "decoder" ? [layout.start, ...target] : source;
  const grown = time <= WORD ? 0 : (time - WORD) / (1 - WORD);
  const shares = [...(weights ?? [])];
  const offset = kind === "decoder" ? 1 : 0;

  const drawn = shares.flatMap((weight, i) => {
    const answer = answers[i];
    if (!asker || !answer || weight < 0.002) return [];
    const from = { x: asker.x + asker.width / 2, y: kind === "encoder" ? top : bottom };
    const to = { x: answer.x + answer.width / 2, y: kind === "decoder" ? bottom : top };
    return h("path", {
      class: "band",
      d: bandPath(from, to, bottom - top),
      stroke: kind === "cross" ? "url(#band)" : "var(--query)",
      "stroke-width": round(Math.max(0.75, weight * WIDEST)),
      "stroke-opacity": preview === null || preview === i ? 0.72 : 0.18,
      pathLength: 1,
      "stroke-dasharray": `${round(grown)} 2`,
      "data-weight": weight,
    });
  });
  const isAnswer = (i: number): boolean => (shares[i] ?? 0) >= 0.05;
  const pick = (event: Event): { side: string; token: number } | null => {
    const found = event.target instanceof Element ? event.target.closest("[data-token]") : null;
    return (
      found && {
        side: found.getAttribute("data-side")!,
        token: Number(found.getAttribute("data-token")),
      }
    );
  };
  const follow = (event: Event): void => {
    const at = pick(event);
    const side = kind === "decoder" ? "target" : "source";
    const next = at?.side === side ? at.token + offset : null;
    if (next !== preview) emit("preview", next);
  };
  return h(
    "div",
    {
      class: "scroll bands",
      onPointerMove: follow,
      onPointerLeave: () => preview !== null && emit("preview", null),
      onClick: (event: Event) => {
        const at = pick(event);
        if (at) emit(at.side === "source" ? "source" : "target", at.token);
      },
    },
    h(
      "svg",
      {
        role: "presentation",
        width: layout.width,
        height: layout.height,
        viewBox: `0 0 ${layout.width} ${layout.height}`,
      },
      h(
        "defs",
        null,
        h(
          "linearGradient",
          { id: "band", gradientUnits: "userSpaceOnUse", x1: 0, x2: 0, y1: bottom, y2: top },
          h("stop", { offset: 0, class: "from" }),
          h("stop", { offset: 1, class: "to" }),
        ),
      ),
      h("g", { fill: "none", "aria-hidden": "true" }, drawn),
      tokens(source, {
        label: words[language].reads,
        selected: kind === "encoder" ? row : -1,
        faintFrom: Infinity,
        role: (i) =>
          kind === "encoder" && i === row
            ? "query"
            : kind !== "decoder" && isAnswer(i)
              ? "key"
              : null,
        language,
        id: "source",
        choose: (i) => emit("source", i),
      }),
      layout.start && startMark(layout.start, kind === "decoder" && isAnswer(0), language),
      tokens(target, {
        label: words[language].writes,
        selected: step,
        faintFrom: time < WORD ? step : step + 1,
        role: (i) =>
          kind !== "encoder" && i === row
            ? "query"
            : kind === "decoder" && isAnswer(i + 1)
              ? "key"
              : null,
        language,
        id: "target",
        choose: (i) => emit("target", i),
      }),
      h(
        "g",
        { class: "shares", "aria-hidden": "true" },
        shares.map((weight, i) => {
          const answer = answers[i];
          return (
            answer &&
            weight >= 0.05 &&
            time === 1 &&
            h(
              "text",
              {
                class: "number key",
                x: round(answer.x + answer.width / 2),
                y: kind === "decoder" ? answer.y + 24 : answer.y - 23,
                "text-anchor": "middle",
                "font-size": 12,
              },
              formatPercent(weight),
            )
          );
        }),
      ),
    ),
  );
}

/** Two sentences and whom one token looks at: bands as wide as the weights. */
export const bandsView: View<BandsProperties, BandsEvents> = {
  tag: "clearhead-bands",
  defaults: {
    source: [],
    target: [],
    start: null,
    kind: "cross",
    weights: null,
    row: 0,
    step: 0,
    preview: null,
    time: 1,
    language: "en",
    width: 820,
  },
  component: Bands,
};
