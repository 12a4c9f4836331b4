import { h, type JSX } from "preact";
import { useState } from "preact/hooks";
import {
  type Arithmetic,
  firstOperand,
  isLong,
  type Section,
  sectionsOf,
  taken,
  type Term,
  waterfall,
} from "./arithmetic-data.ts";
import { formula, type FormulaContext, referenceName } from "./arithmetic-formula.ts";
import type { Emit, View } from "./element.ts";
import { decimalsFor, equalsSign, formatFixed, formatNumber, type Language } from "./format.ts";
import { round } from "./legend.ts";

const words = {
  en: {
    others: (count: number, value: string) => `the other ${count} add ${value}`,
    below: (count: number, value: string) => `the other ${count} are at most ${value}`,
    all: "show all",
    fewer: "show fewer",
    rounding: "float32 rounding",
    exact: "no rounding: the terms give this number exactly",
    reads: "It reads",
    sum: (count: number) => `the sum of ${count} terms`,
    largest: (count: number) => `the largest of ${count}`,
  },
  "pt-BR": {
    others: (count: number, value: string) => `as outras ${count} somam ${value}`,
    below: (count: number, value: string) => `as outras ${count} são no máximo ${value}`,
    all: "mostrar todas",
    fewer: "mostrar menos",
    rounding: "arredondamento float32",
    exact: "sem arredondamento: as parcelas dão exatamente este número",
    reads: "Lê",
    sum: (count: number) => `a soma de ${count} parcelas`,
    largest: (count: number) => `o maior de ${count}`,
  },
} as const;

/** What `<clearhead-arithmetic>` draws. */
export interface ArithmeticProperties {
  arithmetic: Arithmetic | null;
  language: Language;
}

/** `clearhead-operand`: the place of the chosen number among the operands. */
export interface ArithmeticEvents {
  operand: number;
}

/** A waterfall shows so many terms until it is asked for all. */
const SHOWN = 6;

/** Each bar begins where the one before it ended, so that the last one ends at the sum. */
function steps(values: readonly number[]): { from: number; to: number }[] {
  let total = 0;
  return values.map((value) => ({ from: total, to: (total += value) }));
}

function waterfallBar(
  { from, to }: { from: number; to: number },
  least: number,
  most: number,
): JSX.Element {
  const span = most - least || 1;
  const place = (value: number): number => round((100 * (value - least)) / span);
  const left = Math.min(place(from), place(to));
  return h(
    "svg",
    { class: "bar", width: "100%", height: 12, "aria-hidden": "true" },
    h("rect", {
      class: to < from ? "negative" : "positive",
      x: `${left}%`,
      y: 1,
      width: `${round(Math.max(0.6, Math.abs(place(to) - place(from))))}%`,
      height: 10,
    }),
    h("line", { class: "rule", x1: `${place(0)}%`, x2: `${place(0)}%`, y1: 0, y2: 12 }),
  );
}

function Waterfall({ term, context }: { term: Term; context: FormulaContext }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const { language } = context;
  const w = words[language];
  const { terms, rest } = waterfall(term, isWhole ? Infinity : SHOWN);
  const isSum = term.operation === "sum";
  const decimals = decimalsFor(terms.map(({ value }) => value));
  const bars = steps([...terms.map(({ value }) => value), ...(rest ? [rest.value] : [])]);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return h(
    "div",
    { class: "waterfall", "data-operation": term.operation, "data-value": term.value },
    h(
      "ol",
      { class: "terms" },
      terms.map((child, i) =>
        h(
          "li",
          { key: term.children.indexOf(child) },
          h("span", { class: "short muted" }, context.operands[firstOperand(child) ?? -1]?.short),
          h("span", { class: "term" }, formula(child, context, 2)),
          isSum && waterfallBar(bars[i], least, most),
          // An operand alone has said its number already.
          taken(child).operand === undefined &&
            h("span", { class: "number" }, formatFixed(child.value, decimals, language)),
        ),
      ),
      rest &&
        h(
          "li",
          { class: "muted", "data-rest": rest.value },
          h(
            "span",
            { class: "others" },
            (isSum ? w.others : w.below)(rest.count, formatFixed(rest.value, decimals, language)),
          ),
          isSum && waterfallBar(bars.at(-1)!, least, most),
          h("span", { class: "number" }, formatFixed(rest.value, decimals, language)),
        ),
    ),
    term.children.length > SHOWN &&
      h(
        "button",
        {
          type: "button",
          class: "more",
          "aria-expanded": String(isWhole),
          onClick: () => setWhole(!isWhole),
        },
        isWhole ? w.fewer : `${w.all} (${term.children.length})`,
      ),
  );
}

/** `max ≈ 8.958, the largest of 519`; the number itself has its value in the headline already. */
function sectionElement(section: Section, context: FormulaContext): JSX.Element {
  const { name, id } = section;
  const term = taken(section.term);
  const { language } = context;
  const w = words[language];
  const count = term.children.length;
  const told = term.operation === "sum" ? w.sum(count) : w.largest(count);
  const title = [
    h("em", null, name || referenceName(term, language)),
    ` ${equalsSign(term.value)} `,
    h("span", { class: "number", "data-value": term.value }, formatNumber(term.value, language)),
  ];
  return h(
    "section",
    { key: id, "data-section": id },
    h(
      "p",
      { class: "result" },
      id > 0 && title,
      !isLong(term) && [" = ", formula(section.term, context)],
      // A sum without a name is called by what it is already.
      isLong(term) &&
        (id === 0 || name !== "") &&
        h("span", { class: "muted" }, id > 0 && ", ", told),
    ),
    isLong(term) && h(Waterfall, { term, context }),
  );
}

/** The operands that stand in formulas and not in waterfalls, each once, in words. */
function reads(arithmetic: Arithmetic, context: FormulaContext): JSX.Element | null {
  const met = new Set<number>();
  const walk = (outer: Term): void => {
    const term = taken(outer);
    if (term.operand !== undefined) met.add(term.operand);
    if (!isLong(term)) term.children.forEach(walk);
  };
  if (arithmetic.term) walk(arithmetic.term);
  if (met.size === 0) return null;
  return h(
    "div",
    { class: "reads" },
    h("p", { class: "muted small" }, words[context.language].reads),
    h(
      "ul",
      null,
      [...met].map((operand) => {
        const { label, role, value } = arithmetic.operands[operand];
        return h(
          "li",
          { key: operand },
          h(
            "button",
            { type: "button", class: "row", onClick: () => context.choose(operand) },
            h("span", { class: `number ${role}` }, formatNumber(value, context.language)),
            h("span", { class: "small" }, label),
          ),
        );
      }),
    ),
  );
}

function ArithmeticView({
  arithmetic,
  language,
  emit,
}: ArithmeticProperties & { emit: Emit<ArithmeticEvents> }): JSX.Element | null {
  if (!arithmetic) return null;
  const w = words[language];
  const { value, term, label, role, remainder } = arithmetic;
  const sections = term ? sectionsOf(term) : [];
  const context: FormulaContext = {
    operands: arithmetic.operands,
    sections,
    language,
    choose: (operand) => emit("operand", operand),
  };
  return h(
    "div",
    { class: "arithmetic" },
    h("p", { class: "small muted" }, label),
    h(
      "p",
      { class: "headline" },
      h("span", { class: "muted" }, `${equalsSign(value)} `),
      h("span", { class: `number ${role}`, "data-value": value }, formatNumber(value, language)),
    ),
    term === null
      ? h("p", null, arithmetic.given)
      : [
          h("p", { class: "small muted formula" }, arithmetic.formula),
          sections.map((section) => sectionElement(section, context)),
          reads(arithmetic, context),
          h(
            "p",
            { class: "small muted", "data-remainder": remainder },
            remainder === 0 ? w.exact : `${w.rounding} ${formatNumber(remainder, language, 2)}`,
          ),
        ],
  );
}

/** One number and its whole arithmetic: formula, named intermediates, long sums as waterfalls, operands to follow. */
export const arithmeticView: View<ArithmeticProperties, ArithmeticEvents> = {
  tag: "clearhead-arithmetic",
  defaults: { arithmetic: null, language: "en" },
  component: ArithmeticView,
};
