import { h, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isMasked, rowOf, strongest } from "./attention.ts";
import type { Emit, View } from "./element.ts";
import { formatFixed, formatNumber, formatPercent, type Language } from "./format.ts";
import { moveCell } from "./grid.ts";
import { rowElement, tokenElement, tokenText } from "./label.ts";
import { legend, maskedPattern, probabilityMark, round } from "./legend.ts";
import { DISCS_UP_TO } from "./scales.ts";
import type { Attention, Cell, Row, Token } from "./trace.ts";

const words = {
  en: {
    asks: "rows ask (query)",
    answers: "columns answer (key)",
    masked: "masked",
    looksAt: "looks at",
    rest: "the rest",
    sum: "sum",
    around: "writing  · after ",
  },
  "pt-BR": {
    asks: "linhas perguntam (consulta)",
    answers: "colunas respondem (chave)",
    masked: "mascarada",
    looksAt: "olha para",
    rest: "o resto",
    sum: "soma",
    around: "escreve  · após ",
  },
} as const;

/** What `<clearhead-attention>` draws. */
export interface AttentionProperties {
  attention: Attention | null;
  /** The locked cell, or with `column: null` the locked row. */
  selection: { readonly row: number; readonly column: number | null } | null;
  /** The cell under the pointer or the arrow keys. */
  preview: Cell | null;
  /** The grid's name for readers who do not see it: `cross-attention, layer 2, head 3`. */
  label: string;
  language: Language;
  /** In CSS pixels; the element measures itself. */
  width: number;
}

/** `clearhead-selection` locks (click, Enter) or frees (Escape); `clearhead-preview` follows pointer and arrow keys. */
export interface AttentionEvents {
  selection: AttentionProperties["selection"];
  preview: Cell | null;
}

const FONT = 14;
/** The advance of a character in 12.6 px monospace, the size of tokens in 14 px text; prose is narrower. */
const CHARACTER = 7.6;
const PROSE = 6.6;
const SUM = 72;

interface Layout {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a finger needs; a page that is wide is pointed at with a mouse, and can do with less. */
const leastCell = (available: number): number => (available < 480 ? 24 : 18);

/** Where everything stands: labels to the left and above, cells of at most 36 pixels. */
export function layoutMatrix(attention: Attention, language: Language, available: number): Layout {
  const longest = (widths: readonly number[]): number => Math.max(CHARACTER, ...widths);
  const tokenWidth = (token: Token): number => CHARACTER * tokenText(token, language).length;
  const rowWidth = ({ token, after }: Row): number =>
    after
      ? tokenWidth(token) + tokenWidth(after) + PROSE * words[language].around.length
      : tokenWidth(token);
  const left =
    Math.ceil(
      Math.max(longest(attention.rows.map(rowWidth)), PROSE * words[language].answers.length),
    ) + 12;
  const slanted = 0.72 * longest(attention.columns.map(tokenWidth));
  const { length } = attention.columns;
  const cell = Math.max(
    leastCell(available),
    Math.min(36, Math.floor((available - left - SUM) / length)),
  );
  const top = Math.ceil(slanted) + 24;
  const width = left + cell * length + Math.max(SUM, Math.ceil(slanted));
  return { cell, left, top, width, height: top + cell * attention.rows.length + 4 };
}

/** `writing ele · after porque looks at it 71 %, animal 12 %, the rest 17 %` */
function describeRow(attention: Attention, row: number, language: Language): JSX.Element {
  const { looksAt, rest } = words[language];
  const weights = rowOf(attention, row);
  const told = strongest(attention, row)
    .slice(0, 3)
    .filter((column, rank) => rank === 0 || weights[column] >= 0.05);
  const left = 1 - told.reduce((sum, column) => sum + weights[column], 0);
  return h(
    "span",
    null,
    rowElement(attention.rows[row], language),
    ` ${looksAt} `,
    told.map((column, rank) => [
      rank > 0 && ", ",
      tokenElement(attention.columns[column], language),
      ` ${formatPercent(weights[column])}`,
    ]),
    left >= 0.005 && `, ${rest} ${formatPercent(left)}`,
  );
}

function columnHeaders(
  attention: Attention,
  { cell, left, top }: Layout,
  language: Language,
): JSX.Element {
  const corner = { x: left - 12, "text-anchor": "end", "font-size": 12.5 } as const;
  return h(
    "g",
    { role: "row", "aria-rowindex": 1 },
    h(
      "g",
      { role: "columnheader", "aria-colindex": 1 },
      h("text", { class: "key", ...corner, y: top - 26 }, words[language].answers),
      h("text", { class: "query", ...corner, y: top - 8 }, words[language].asks),
    ),
    attention.columns.map((column, i) => {
      const x = left + (i + 0.5) * cell;
      return h(
        "g",
        { role: "columnheader", "aria-colindex": i + 2, "data-heading": i },
        h(
          "text",
          { x, y: top - 8, transform: `rotate(-45 ${x} ${top - 8})`, "font-size": FONT },
          tokenElement(column, language, "tspan"),
        ),
      );
    }),
    h(
      "g",
      { role: "columnheader", "aria-colindex": attention.columns.length + 2 },
      h(
        "text",
        {
          class: "muted",
          x: left + cell * attention.columns.length + 10,
          y: top - 8,
          "font-size": 12.5,
        },
        words[language].sum,
      ),
    ),
  );
}

function cells(
  attention: Attention,
  layout: Layout,
  selection: AttentionProperties["selection"],
  language: Language,
): JSX.Element[] {
  const { cell, left, top } = layout;
  const shape = attention.columns.length > DISCS_UP_TO ? "square" : "disc";
  return attention.rows.map((row, r) => {
    const y = top + (r + 0.5) * cell;
    const weights = rowOf(attention, r);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return h(
      "g",
      { role: "row", "aria-rowindex": r + 2, "aria-selected": String(selection?.row === r) },
      h(
        "g",
        { role: "rowheader", "aria-colindex": 1, class: "asker", "data-row": r },
        h("rect", { x: 0, y: y - cell / 2, width: left, height: cell, fill: "transparent" }),
        h(
          "text",
          { x: left - 12, y: y + 4.5, "text-anchor": "end", "font-size": FONT },
          rowElement(row, language, "tspan"),
        ),
      ),
      attention.columns.map((column, c) => {
        const masked = isMasked(attention, r, c);
        const weight = weights[c];
        const said = masked ? words[language].masked : formatPercent(weight);
        return h(
          "g",
          {
            role: "gridcell",
            id: `cell-${r}-${c}`,
            "aria-colindex": c + 2,
            "aria-label": `${tokenText(column, language)} ${said}`,
            "aria-selected": String(selection?.row === r && selection.column === c),
            "data-row": r,
            "data-column": c,
            "data-value": weight,
          },
          h("rect", {
            x: left + c * cell,
            y: y - cell / 2,
            width: cell,
            height: cell,
            fill: masked ? "url(#masked)" : "transparent",
          }),
          !masked && probabilityMark(weight, left + (c + 0.5) * cell, y, cell, shape),
        );
      }),
      h(
        "g",
        { role: "gridcell", "aria-colindex": attention.columns.length + 2, "data-sum": sum },
        h(
          "text",
          {
            class: "number muted",
            x: left + attention.columns.length * cell + 10,
            y: y + 4,
            "font-size": 12,
          },
          `Σ = ${formatFixed(sum, 2, language)}`,
        ),
      ),
    );
  });
}

/** Row and column of the active cell in a wash, the locked cell in a ring. */
function marks(
  attention: Attention,
  { cell, left, top }: Layout,
  active: { row: number; column: number | null } | null,
  selection: AttentionProperties["selection"],
): JSX.Element[] {
  const across = cell * attention.columns.length;
  const down = cell * attention.rows.length;
  const drawn: JSX.Element[] = [];
  if (active) {
    drawn.push(
      h("rect", {
        class: "wash",
        x: 0,
        y: top + active.row * cell,
        width: left + across,
        height: cell,
        rx: 3,
      }),
    );
    if (active.column !== null) {
      drawn.push(
        h("rect", {
          class: "wash",
          x: left + active.column * cell,
          y: top - 4,
          width: cell,
          height: down + 4,
          rx: 3,
        }),
      );
    }
  }
  if (selection) {
    drawn.push(
      selection.column === null
        ? h("rect", {
            class: "ring",
            x: left,
            y: top + selection.row * cell,
            width: across,
            height: cell,
            rx: 4,
          })
        : h("rect", {
            class: "ring",
            x: left + selection.column * cell,
            y: top + selection.row * cell,
            width: cell,
            height: cell,
            rx: 4,
          }),
    );
  }
  return drawn;
}

/** The cell that a pointer event is over. */
function cellAt(event: Event): { row: number; column: number | null } | null {
  const target = event.target instanceof Element ? event.target.closest("[data-row]") : null;
  if (!target) return null;
  const column = target.getAttribute("data-column");
  return {
    row: Number(target.getAttribute("data-row")),
    column: column === null ? null : Number(column),
  };
}

function AttentionMatrix(
  properties: AttentionProperties & { emit: Emit<AttentionEvents> },
): JSX.Element | null {
  const { attention, selection, preview, label, language, width, emit } = properties;
  const layout = useMemo(
    () => attention && layoutMatrix(attention, language, width),
    [attention, language, width],
  );
  const table = useMemo(
    () =>
      attention &&
      layout && [
        columnHeaders(attention, layout, language),
        cells(attention, layout, selection, language),
      ],
    [attention, layout, selection, language],
  );
  if (!attention || !layout) return null;

  const active = preview ?? selection;
  const cursor: Cell = { row: active?.row ?? 0, column: active?.column ?? 0 };
  const lock = (at: AttentionProperties["selection"]): void => {
    emit("selection", at);
    emit("preview", null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moveCell(
      event.key,
      event.ctrlKey,
      cursor,
      attention.rows.length,
      attention.columns.length,
    );
    if (next) emit("preview", next);
    else if (event.key === "Enter" || event.key === " ") lock(cursor);
    else if (event.key === "Escape" && (selection || preview)) lock(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const follow = (event: Event): void => {
    const at = cellAt(event);
    if (at?.row === preview?.row && at?.column === preview?.column) return;
    emit("preview", at && at.column !== null ? { row: at.row, column: at.column } : null);
  };
  const said = active ?? cursor;
  const value =
    said.column === null
      ? null
      : attention.weights[said.row * attention.columns.length + said.column];

  return h(
    "div",
    { class: "matrix" },
    h(
      "div",
      {
        class: "scroll",
        role: "grid",
        tabIndex: 0,
        "aria-label": label,
        "aria-rowcount": attention.rows.length + 1,
        "aria-colcount": attention.columns.length + 2,
        "aria-activedescendant": `cell-${cursor.row}-${cursor.column}`,
        onKeyDown,
        onBlur: () => preview && emit("preview", null),
        onPointerMove: follow,
        onPointerLeave: () => preview && emit("preview", null),
        onClick: (event: Event) => {
          const at = cellAt(event);
          if (at) lock(at);
        },
      },
      h(
        "svg",
        {
          role: "presentation",
          width: layout.width,
          height: layout.height,
          viewBox: `0 0 ${round(layout.width)} ${round(layout.height)}`,
        },
        h("defs", null, maskedPattern()),
        marks(attention, layout, active, selection),
        table,
      ),
    ),
    h(
      "p",
      { class: "readout", role: "status" },
      describeRow(attention, said.row, language),
      typeof value === "number" &&
        said.column !== null && [
          h("span", { class: "muted" }, " · "),
          tokenElement(attention.columns[said.column], language),
          " ",
          h(
            "span",
            { class: "number" },
            isMasked(attention, said.row, said.column)
              ? words[language].masked
              : formatNumber(value, language),
          ),
        ],
    ),
    legend(
      attention.columns.length > DISCS_UP_TO ? "square" : "disc",
      attention.masked?.includes(1) ? words[language].masked : null,
      language,
    ),
  );
}

/** One head's attention as a labelled matrix: rows ask, columns answer, each row sums to 1. */
export const attentionView: View<AttentionProperties, AttentionEvents> = {
  tag: "clearhead-attention",
  defaults: {
    attention: null,
    selection: null,
    preview: null,
    label: "",
    language: "en",
    width: 560,
  },
  component: AttentionMatrix,
};
