import type { Relation } from "./arithmetic.ts";
import { holds } from "./evaluate.ts";
import type { Choice, Read, Term } from "./terms.ts";

// What the printers of terms have in common: which part of a term a reader sees, and what is left out.

/**
 * Four significant digits with a true minus: how explanations write numbers.
 *
 * @example shortNumber(-1234.567); // → −1235
 */
export function shortNumber(value: number): string {
  const text = Number.isFinite(value)
    ? String(Number(value.toPrecision(4)))
    : String(value).replace("Infinity", "∞");
  return text.replaceAll("-", "−");
}

/** A choice is shown by the branch that was taken, a view by the element behind it. */
export function shown(term: Term): Term {
  const inner =
    term.operation === "choose" || term.operation === "view" ? term.children.at(-1) : undefined;
  return inner ? shown(inner) : term;
}

/** Whether what a reader sees first is a minus, which brackets keep apart from another sign. */
function startsWithMinus(term: Term): boolean {
  const { operation, value, children } = shown(term);
  switch (operation) {
    case "number":
    case "read":
    case "given":
      return value < 0;
    case "negate":
      return true;
    case "plus":
    case "minus":
    case "times":
    case "divide":
    case "power":
    case "sum":
    case "compare":
      return children.length > 0 && startsWithMinus(children[0]);
    default:
      return false;
  }
}

/** How strongly each operation binds its operands; what is not listed needs no brackets anywhere. */
export type Strength = Readonly<Partial<Record<Term["operation"], number>>>;

/** Whether a child stands in brackets: where the parent binds as strongly and its place matters, and after a sign. */
export function needsBrackets(
  child: Term,
  parent: Term,
  place: number,
  strength: Strength,
): boolean {
  const own = strength[shown(child).operation] ?? (startsWithMinus(child) ? negative : atom);
  const needed = strength[parent.operation] ?? 0;
  const isRight = place > 0 && !associative.has(parent.operation);
  return own < needed || (own === needed && isRight) || (place > 0 && startsWithMinus(child));
}

/** Where brackets around an operand of the same kind change nothing. */
const associative: ReadonlySet<Term["operation"]> = /* @__PURE__ */ new Set([
  "plus",
  "times",
  "sum",
]);
const negative = 3;
const atom = 9;

/** How many terms of a sum are written out: the first and the last stand for long ones. */
const shownTerms = 6;

/** What is written of a list: its first parts and the last, with the number of those between. */
export function abridged<Part>(parts: readonly Part[]): {
  readonly first: readonly Part[];
  readonly leftOut: number;
  readonly last: readonly Part[];
} {
  if (parts.length <= shownTerms) return { first: parts, leftOut: 0, last: [] };
  return {
    first: parts.slice(0, shownTerms - 2),
    leftOut: parts.length - shownTerms + 1,
    last: parts.slice(-1),
  };
}

/** Why a choice took its branch, as a relation that holds. */
export interface Reason {
  readonly left: Term;
  /** The element of a mask that decided, which a reader knows by its name rather than its value. */
  readonly mask: Read | undefined;
  /** `"not <"` where neither the relation nor its opposite holds: a comparison with NaN. */
  readonly relation: string;
  readonly right: Term;
}

const opposites: Readonly<Record<Relation, Relation>> = {
  "=": "≠",
  "≠": "=",
  "<": "≥",
  "≥": "<",
  ">": "≤",
  "≤": ">",
};

/** The reason behind a choice; `null` for what is none, and where nothing but an exception (`max = −∞`) did not happen. */
export function reasonOf(term: Term): Reason | null {
  if (term.operation !== "choose") return null;
  const [condition] = term.children;
  const [left, right] = condition.children;
  if (condition.operation !== "compare") {
    const right: Term = { operation: "number", value: condition.value, children: [] };
    return { left: condition, mask: condition.read, relation: "=", right };
  }
  const mask = undefined;
  const relation = condition.name as Relation;
  if (condition.value !== 0) return { left, mask, relation, right };
  if (relation === "=") return null;
  const opposite = opposites[relation];
  const isOpposite = holds(opposite, left.value, right.value);
  return { left, mask, relation: isOpposite ? opposite : `not ${relation}`, right };
}

/** What was chosen, in words: `element 3, number 2 by topk, of`. */
export function choiceText({ operation, position, rank, holds: what }: Choice): string {
  const chosen = what === "values" ? "element" : "position";
  return `${chosen} ${position}, number ${rank + 1} by ${operation}, of`;
}

/** Which elements of the row are NaN or equal to the chosen one, and what then decides; empty where nothing did. */
export function tieText({ position, rule }: Choice, row: readonly Term[]): string {
  const chosen = row[position].value;
  const at = (is: (value: number) => boolean): number[] =>
    row.flatMap(({ value }, k) => (is(value) ? [k] : []));
  const nan = at(Number.isNaN);
  const equal = at((value) => value === chosen);
  const told: string[] = [];
  if (nan.length > 0) told.push(`${count(nan)} NaN`);
  if (equal.length > 1) told.push(`${count(equal)} equal`);
  return told.length > 0 ? `${told.join(", ")}: ${rule}` : "";
}

function count(positions: readonly number[]): string {
  const { first, leftOut, last } = abridged(positions);
  const middle = leftOut > 0 ? [`… ${leftOut} more …`] : [];
  const numbers = [...first, ...middle, ...last].join(", ");
  return positions.length === 1 ? `element ${numbers} is` : `elements ${numbers} are`;
}
