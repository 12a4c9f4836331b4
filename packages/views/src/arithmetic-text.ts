import {
  type Arithmetic,
  findSection,
  isLong,
  type Section,
  sectionsOf,
  taken,
  type Term,
} from "./arithmetic-data.ts";

const SIGNS: Readonly<Record<string, string>> = {
  plus: " + ",
  sum: " + ",
  minus: " - ",
  times: " * ",
  divide: " / ",
  power: " ** ",
};

/**
 * A number and its arithmetic as text with every digit, for a clipboard: one line for the number, one for each
 * intermediate, one for each operand.
 */
export function arithmeticText({ label, value, term, given, operands }: Arithmetic): string {
  const lines = [`${label} = ${value}`];
  if (term === null) return [...lines, given].join("\n");
  const sections = sectionsOf(term);
  for (const section of sections) {
    lines.push(`${sectionName(section, label)} = ${text(section.term, sections, false)}`);
  }
  for (const { label: name, value: operand } of operands) lines.push(`${operand}: ${name}`);
  return lines.join("\n");
}

const sectionName = ({ id, name, term }: Section, label: string): string =>
  id === 0 ? label : name || `${term.operation} ${id}`;

function text(outer: Term, sections: readonly Section[], isInner: boolean): string {
  const term = taken(outer);
  const { operation, children, value } = term;
  const section =
    isInner && (operation === "named" || isLong(term)) ? findSection(sections, term) : undefined;
  if (section) return sectionName(section, "");
  if (children.length === 0) return String(value);
  const parts = children.map((child) => text(child, sections, true));
  const sign = SIGNS[operation];
  if (sign) {
    const joined = parts.join(sign);
    return isInner ? `(${joined})` : joined;
  }
  return operation === "named" ? (parts[0] ?? "") : `${operation}(${parts.join(", ")})`;
}
