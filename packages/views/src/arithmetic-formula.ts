import { type ComponentChildren, h, type JSX } from "preact";
import {
  findSection,
  isLong,
  type Operand,
  type Section,
  taken,
  type Term,
} from "./arithmetic-data.ts";
import { formatNumber, type Language } from "./format.ts";

const words = {
  en: { sum: "sum", largest: "largest", of: (count: number) => `of ${count}`, because: "because" },
  "pt-BR": {
    sum: "soma",
    largest: "maior",
    of: (count: number) => `de ${count}`,
    because: "porque",
  },
} as const;

/** How tightly an operation binds; a child that binds less is put in brackets. */
const STRENGTH: Readonly<Record<string, number>> = {
  plus: 1,
  minus: 1,
  sum: 1,
  times: 2,
  divide: 2,
  negate: 3,
  power: 4,
};
const INFIX: Readonly<Record<string, string>> = {
  plus: " + ",
  minus: " − ",
  times: " × ",
  divide: " ÷ ",
};

export interface FormulaContext {
  readonly operands: readonly Operand[];
  readonly sections: readonly Section[];
  readonly language: Language;
  /** An operand was chosen. */
  readonly choose: (operand: number) => void;
}

/** Marks an element with its place in the arithmetic, so that what is drawn can be read back and evaluated. */
const part = (term: Term, content: ComponentChildren, attributes: object = {}): JSX.Element =>
  h("span", { "data-operation": term.operation, "data-value": term.value, ...attributes }, content);

/** A term in one line: constants, operands as buttons, intermediates by their names. */
export function formula(outer: Term, context: FormulaContext, around = 0): JSX.Element {
  const term = taken(outer);
  const { operation, children, value } = term;
  const reason = term === outer ? null : because(outer, context);
  if (reason) return h("span", null, formula(term, context, around), reason);
  const number = formatNumber(value, context.language);
  if (operation === "read") return operandButton(term, number, context);
  const section = findSection(context.sections, term);
  if (section && (operation === "named" || isLong(term))) return reference(term, section, context);

  const inner = (child: Term, strength = 0): JSX.Element => formula(child, context, strength);
  const strength = STRENGTH[operation] ?? 0;
  const sign = INFIX[operation === "sum" ? "plus" : operation];
  let content: ComponentChildren;
  // A constant is shown as it is written: 0.25, not 0.2500.
  if (children.length === 0)
    content = h("span", { class: "number" }, constantText(value, number, context.language));
  else if (sign !== undefined) {
    // a − (b − c) and a ÷ (b ÷ c) need their brackets, so the right side must bind more
    const right = operation === "minus" || operation === "divide" ? strength + 1 : strength;
    content = children.map((child, i) => [i > 0 && sign, inner(child, i > 0 ? right : strength)]);
  } else if (operation === "negate")
    content = ["−", children.map((child) => inner(child, strength))];
  else if (operation === "sqrt") content = ["√(", children.map((child) => inner(child)), ")"];
  else if (operation === "power") {
    const [base, exponent] = children;
    content = [base && inner(base, strength + 1), exponent && h("sup", null, inner(exponent))];
  } else {
    const name = operation === "largest" ? words[context.language].largest : operation;
    content = [`${name}(`, children.map((child, i) => [i > 0 && "; ", inner(child)]), ")"];
  }
  const isBracketed = sign !== undefined && strength < around;
  return part(term, isBracketed ? ["(", content, ")"] : content);
}

/** Why a choice took its first branch: `because 2 > 1`. What did not happen needs no reason. */
function because(choice: Term, context: FormulaContext): JSX.Element | null {
  const [condition] = choice.children;
  if (condition?.operation !== "compare" || condition.value === 0) return null;
  const [left, right] = condition.children;
  if (!left || !right) return null;
  const side = (term: Term): string => formatNumber(term.value, context.language);
  return h(
    "span",
    { class: "muted" },
    ` (${words[context.language].because} ${side(left)} ${condition.name ?? ""} ${side(right)})`,
  );
}

function constantText(value: number, rounded: string, language: Language): string {
  const written = formatNumber(value, language, 17)
    .replace(/([.,]\d*?)0+$/, "$1")
    .replace(/[.,]$/, "");
  return written.length < rounded.length ? written : rounded;
}

function operandButton(term: Term, text: string, context: FormulaContext): JSX.Element {
  const operand = context.operands[term.operand ?? -1];
  return h(
    "button",
    {
      type: "button",
      class: `number operand ${operand?.role ?? "plain"}`,
      title: operand?.label,
      "aria-label": `${text}, ${operand?.label ?? ""}`,
      "data-operation": "read",
      "data-value": term.value,
      onClick: () => term.operand !== undefined && context.choose(term.operand),
    },
    text,
  );
}

/** What a long sum is called where it stands in a formula: `sum of 16`. */
export function referenceName(term: Term, language: Language): string {
  const { sum, largest, of } = words[language];
  return `${term.operation === "sum" ? sum : largest} ${of(term.children.length)}`;
}

function reference(term: Term, section: Section, { language }: FormulaContext): JSX.Element {
  const name = section.name || referenceName(term, language);
  return part(term, h("em", null, name), { "data-section": section.id });
}
