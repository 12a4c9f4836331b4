import type { Explanation } from "./explain.ts";
import type { Index } from "./shape.ts";
import {
  abridged,
  choiceText,
  needsBrackets,
  reasonOf,
  shortNumber,
  shown,
  tieText,
  type Strength,
} from "./term-layout.ts";
import { placeText } from "./term-text.ts";
import type { Read, Term } from "./terms.ts";

/**
 * A term as one `<math>` element of MathML Core: fractions, powers and roots as mathematics writes them, numbers with the
 * digits of `termText`.
 *
 * A number that was read carries its place (`data-read="scores[1]"`), so that a page can point at it. Names are escaped: the
 * markup may be set as `innerHTML`.
 *
 * @example
 * const y = trace(() => neg(tensor([2])));
 * termMathML(explain(y, [0]).term);
 * // → <math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow><mo>−</mo><mn data-read="given[0]">2</mn></mrow></math>
 */
export function termMathML(term: Term): string {
  return `<math xmlns="${namespace}" display="block">${markup(term)}</math>`;
}

/**
 * An explanation as one `<math>` element: a line for the number, one for each named intermediate, and one for what was
 * read, as its text has them.
 *
 * @example
 * const y = trace(() => neg(tensor([2])));
 * explanationMathML(explain(y, [0])).startsWith("<math "); // → true
 */
export function explanationMathML(explanation: Explanation): string {
  const { label, index, value, term, named, reads, operation } = explanation;
  const isGiven = operation === "given";
  const rest = isGiven ? "" : `${operator("=")}${markup(term)}${reason(term)}`;
  const rows = [line(place(label, index), `${number(value)}${rest}`)];
  for (const part of named) {
    const told = `${number(part.value)}${operator("=")}${markup(part.children[0])}`;
    rows.push(line(identifier(part.name ?? ""), told));
  }
  if (reads.length > 0) {
    const { first, leftOut, last } = abridged(reads);
    const middle = leftOut > 0 ? [more(leftOut)] : [];
    const listed = [...first.map(reading), ...middle, ...last.map(reading)].join(operator(","));
    rows.push(line(words(`${operation} reads`), listed, ""));
  }
  const table = `<mtable displaystyle="true">${rows.join("")}</mtable>`;
  return `<math xmlns="${namespace}" display="block">${table}</math>`;
}

const namespace = "http://www.w3.org/1998/Math/MathML";

function line(left: string, right: string, sign: string = operator("=")): string {
  return `<mtr>${cell(left)}${cell(row(`${sign}${right}`))}</mtr>`;
}

/** MathML Core aligns by style alone. */
function cell(content: string): string {
  return `<mtd style="text-align: left">${content}</mtd>`;
}

function reading({ label, index, value }: Read): string {
  return `<mrow>${place(label, index)}${operator("=")}${number(value)}</mrow>`;
}

const signs: Partial<Record<Term["operation"], string>> = { plus: "+", minus: "−", times: "·" };
// A fraction's bar brackets what stands above and below; it needs brackets itself only under an exponent.
const strength: Strength = {
  plus: 1,
  minus: 1,
  sum: 1,
  times: 2,
  divide: 2,
  negate: 3,
  exp: 4,
  power: 5,
};

/** The elements for a term, always one element or an `<mrow>`, so that it can stand in a fraction or a root. */
function markup(term: Term): string {
  const { operation, children } = term;
  const bracketed = (child: Term, at: number): string => {
    const isFraction = shown(child).operation === "divide" && operation !== "power";
    const isBracketed = !isFraction && needsBrackets(child, term, at, strength);
    return isBracketed ? fenced("(", markup(child), ")") : markup(child);
  };
  const sign = signs[operation];
  if (sign) return row(children.map(bracketed).join(operator(sign)));
  switch (operation) {
    case "number":
    case "given":
      return number(term.value);
    case "read":
      return number(term.value, term.read);
    case "view":
    case "choose":
      return markup(children[children.length - 1]);
    case "named":
      return identifier(term.name ?? "");
    case "divide":
      return `<mfrac>${children.map(markup).join("")}</mfrac>`;
    case "power":
      return `<msup>${bracketed(children[0], 0)}${markup(children[1])}</msup>`;
    case "exp":
      return `<msup>${identifier("e")}${markup(children[0])}</msup>`;
    case "sqrt":
      return `<msqrt>${markup(children[0])}</msqrt>`;
    case "abs":
      return fenced("|", markup(children[0]), "|");
    case "floor":
      return fenced("⌊", markup(children[0]), "⌋");
    case "negate":
      return row(`${operator("−")}${bracketed(children[0], 1)}`);
    case "compare":
      return row(`${markup(children[0])}${operator(term.name ?? "")}${markup(children[1])}`);
    case "random":
      return applied("random", number(term.value));
    case "sum":
      if (children.length === 0) return number(0);
      return row(joined(children, "+", bracketed));
    case "largest":
      return applied("max", joined(children, ",", markup));
    case "selection":
      return selection(term);
    default:
      return applied(operation === "log" ? "ln" : operation, markup(children[0]));
  }
}

function selection({ choice, children, value }: Term): string {
  if (!choice) return number(value);
  const ties = tieText(choice, children);
  const list = joined(children, ",", markup);
  return row(`${words(`${choiceText(choice)} `)}${list}${ties && words(` (${ties})`)}`);
}

/** `, because random(0.31) < 0.5`: why a choice took its branch. */
function reason(term: Term): string {
  const found = reasonOf(term);
  if (!found) return "";
  const { left, mask, relation, right } = found;
  const what = mask ? place(mask.label, mask.index) : markup(left);
  const sign = relation.startsWith("not ") ? words(` ${relation} `) : operator(relation);
  return `${words(", because ")}${what}${sign}${markup(right)}`;
}

/** A list with a sign between its parts; of a long one the first parts, how many are left out, and the last. */
function joined(
  terms: readonly Term[],
  sign: string,
  part: (term: Term, place: number) => string,
): string {
  const { first, leftOut, last } = abridged(terms);
  const middle = leftOut > 0 ? [more(leftOut)] : [];
  const end = last.map((term) => part(term, terms.length - 1));
  return [...first.map(part), ...middle, ...end].join(operator(sign));
}

function more(count: number): string {
  return `<munder>${operator("⋯")}${words(`${count} more`)}</munder>`;
}

/** A label with its index as a subscript. */
function place(label: string, index: Index): string {
  if (index.length === 0) return identifier(label);
  const numbers = index.map((at) => `<mn>${at}</mn>`).join(operator(","));
  return `<msub>${identifier(label)}${row(numbers)}</msub>`;
}

/** With a true minus, which is a sign before the digits. */
function number(value: number, read?: Read): string {
  const attribute = read ? ` data-read="${escaped(placeText(read.label, read.index))}"` : "";
  const text = shortNumber(value);
  if (!text.startsWith("−")) return `<mn${attribute}>${text}</mn>`;
  return `<mrow${attribute}>${operator("−")}<mn>${text.slice(1)}</mn></mrow>`;
}

/** U+2061, which a screen reader reads as "of". */
const functionApplication = "\u2061";

function applied(name: string, argument: string): string {
  return row(`${identifier(name)}${operator(functionApplication)}${fenced("(", argument, ")")}`);
}

function fenced(open: string, content: string, close: string): string {
  return row(`${operator(open)}${content}${operator(close)}`);
}

function row(content: string): string {
  return `<mrow>${content}</mrow>`;
}

function operator(sign: string): string {
  return `<mo>${escaped(sign)}</mo>`;
}

function identifier(name: string): string {
  return `<mi>${escaped(name)}</mi>`;
}

/** Words keep their spaces, which MathML would drop at the ends and break lines at. */
function words(text: string): string {
  return `<mtext>${escaped(text).replaceAll(" ", "\u00a0")}</mtext>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** No name may end an element or an attribute. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}
