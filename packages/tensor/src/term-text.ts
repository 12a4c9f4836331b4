import type { Explanation } from "./explain.ts";
import { show, type Index } from "./shape.ts";
import {
  abridged,
  choiceText,
  needsBrackets,
  reasonOf,
  shortNumber,
  tieText,
  type Strength,
} from "./term-layout.ts";
import type { Term } from "./terms.ts";

const signs: Partial<Record<Term["operation"], string>> = {
  plus: " + ",
  minus: " − ",
  times: " · ",
  divide: " / ",
  power: "^",
};
const strength: Strength = { plus: 1, minus: 1, sum: 1, times: 2, divide: 2, negate: 3, power: 4 };
const functionNames: Partial<Record<Term["operation"], string>> = { log: "ln", sqrt: "√" };

/**
 * A term as text: `exp(2.14 − max) / total`, numbers with four digits; a long sum shows its first terms and the last.
 *
 * @example
 * const y = trace(() => sigmoid(tensor([2])));
 * termText(explain(y, [0]).term); // → 1 / (1 + exp(−2))
 */
export function termText(term: Term): string {
  const { operation, children, name } = term;
  const bracketed = (child: Term, place: number): string => {
    const text = termText(child);
    return needsBrackets(child, term, place, strength) ? `(${text})` : text;
  };
  const sign = signs[operation];
  if (sign) return children.map(bracketed).join(sign);
  switch (operation) {
    case "number":
    case "read":
    case "given":
      return shortNumber(term.value);
    case "view":
    case "choose":
      return termText(children[children.length - 1]);
    case "named":
      return name ?? "";
    case "random":
      return `random(${shortNumber(term.value)})`;
    case "compare":
      return `${termText(children[0])} ${name} ${termText(children[1])}`;
    case "negate":
      return `−${bracketed(children[0], 1)}`;
    case "sum":
      if (children.length === 0) return "0";
      return joined(children, " + ", bracketed);
    case "largest":
      return `max(${joined(children, ", ", termText)})`;
    case "selection": {
      const { choice } = term;
      if (!choice) return shortNumber(term.value);
      const ties = tieText(choice, children);
      const row = joined(children, ", ", termText);
      return `${choiceText(choice)} ${row}${ties && ` (${ties})`}`;
    }
    default:
      return `${functionNames[operation] ?? operation}(${termText(children[0])})`;
  }
}

/** A list with a separator; of a long one the first parts, how many are left out, and the last. */
function joined(
  terms: readonly Term[],
  separator: string,
  text: (term: Term, place: number) => string,
): string {
  const { first, leftOut, last } = abridged(terms);
  const middle = leftOut > 0 ? [`… ${leftOut} more …`] : [];
  const end = last.map((term) => text(term, terms.length - 1));
  return [...first.map(text), ...middle, ...end].join(separator);
}

/** `x[0, 1]`; a scalar by its name alone. */
export function placeText(label: string, index: Index): string {
  return index.length > 0 ? label + show(index) : label;
}

/** How many operands the text of an explanation lists; the data has them all. */
const listedReads = 8;

/** An explanation as lines: the number, its named intermediates, and what was read. */
export function explanationText({
  label,
  index,
  value,
  term,
  named,
  reads,
  operation,
}: Omit<Explanation, "toString">): string {
  const head = `${placeText(label, index)} = ${shortNumber(value)}`;
  if (operation === "given") return head;
  const lines = [`${head} = ${termText(term)}${reasonText(term)}`];
  for (const part of named) {
    lines.push(`  ${part.name} = ${shortNumber(part.value)} = ${termText(part.children[0])}`);
  }
  const listed = reads
    .slice(0, listedReads)
    .map((read) => `${placeText(read.label, read.index)} = ${shortNumber(read.value)}`);
  if (reads.length > listedReads) listed.push(`… ${reads.length - listedReads} more`);
  if (listed.length > 0) lines.push(`  ${operation} reads ${listed.join(", ")}`);
  return lines.join("\n");
}

/** `, because random(0.31) < 0.5`: why a choice took its branch. */
function reasonText(term: Term): string {
  const reason = reasonOf(term);
  if (!reason) return "";
  const { left, mask, relation, right } = reason;
  const what = mask ? placeText(mask.label, mask.index) : termText(left);
  return `, because ${what} ${relation} ${termText(right)}`;
}
