import type { Arithmetic, Function1, Function2, Relation } from "./arithmetic.ts";
import { evaluator } from "./evaluate.ts";
import type { Index } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** One element of an operand, which can be explained in turn. */
export interface Read {
  readonly tensor: Tensor;
  /** The tensor's own name, else that of the operation that made it. */
  readonly label: string;
  readonly index: Index;
  readonly value: number;
}

/** A number and how it came to be: an operation on other numbers, an element that was read, or a constant. */
export interface Term {
  readonly operation:
    | Function1
    | Function2
    | "number"
    | "sum"
    | "largest"
    | "compare"
    | "choose"
    | "random"
    | "named"
    | "read"
    | "view"
    | "selection"
    | "given";
  readonly value: number;
  readonly children: readonly Term[];
  /** The element, where `operation` is `"read"`. */
  readonly read?: Read;
  /** The intermediate's name where `operation` is `"named"`, the relation where it is `"compare"`, else words for a person. */
  readonly name?: string;
}

const numbers = evaluator();

function one(operation: Function1): (a: Term) => Term {
  return (a) => ({ operation, value: numbers[operation](a.value), children: [a] });
}

function two(operation: Function2): (a: Term, b: Term) => Term {
  return (a, b) => ({ operation, value: numbers[operation](a.value, b.value), children: [a, b] });
}

function constant(value: number): Term {
  return { operation: "number", value, children: [] };
}

/**
 * The second reader of a definition: terms instead of numbers. `named` lists the intermediates in the order they are met,
 * `indices` the whole numbers that decided which element was read (an id in an embedding).
 */
export function explainer(): { arithmetic: Arithmetic<Term>; named: Term[]; indices: Term[] } {
  const memo = new Map<string, Term>();
  const named: Term[] = [];
  const indices: Term[] = [];
  const many = (operation: "sum" | "largest", count: number, term: (k: number) => Term): Term => {
    const children = Array.from({ length: count }, (_, k) => term(k));
    return { operation, value: numbers[operation](count, (k) => children[k].value), children };
  };
  const arithmetic: Arithmetic<Term> = {
    number: constant,
    plus: two("plus"),
    minus: two("minus"),
    times: two("times"),
    divide: two("divide"),
    power: two("power"),
    exp: one("exp"),
    log: one("log"),
    sqrt: one("sqrt"),
    sin: one("sin"),
    cos: one("cos"),
    tanh: one("tanh"),
    erf: one("erf"),
    abs: one("abs"),
    floor: one("floor"),
    negate: one("negate"),
    compare: (relation: Relation, a, b) => ({
      operation: "compare",
      value: numbers.compare(relation, a.value, b.value),
      children: [a, b],
      name: relation,
    }),
    choose(condition, whenTrue, whenFalse) {
      const chosen = condition.value === 0 ? whenFalse() : whenTrue();
      return { operation: "choose", value: chosen.value, children: [condition, chosen] };
    },
    sum: (count, term) => many("sum", count, term),
    largest: (count, term) => many("largest", count, term),
    integer(a) {
      indices.push(a);
      return a.value;
    },
    random: (seed, offset, element) => ({
      operation: "random",
      value: numbers.random(seed, offset, element),
      children: [],
      name: `random ${element} of mask ${offset}, seed ${seed}`,
    }),
    named(name, key, compute) {
      const place = `${name} ${key.join()}`;
      let term = memo.get(place);
      if (!term) {
        const inner = compute();
        term = { operation: "named", value: inner.value, children: [inner], name };
        memo.set(place, term);
        named.push(term);
      }
      return term;
    },
  };
  return { arithmetic, named, indices };
}

/** Four significant digits with a true minus; `…` never hides a sign or a power of ten. */
export function shortNumber(value: number): string {
  const text = Number.isFinite(value)
    ? String(Number(value.toPrecision(4)))
    : String(value).replace("Infinity", "∞");
  return text.replaceAll("-", "−");
}

const signs: Partial<Record<Term["operation"], string>> = {
  plus: " + ",
  minus: " − ",
  times: " · ",
  divide: " / ",
  power: "^",
};
const strength: Partial<Record<Term["operation"], number>> = {
  plus: 1,
  minus: 1,
  sum: 1,
  times: 2,
  divide: 2,
  negate: 3,
  power: 4,
};
const functionNames: Partial<Record<Term["operation"], string>> = { log: "ln", sqrt: "√" };

/** How many terms of a sum are written out: the first and the last stand for long ones. */
const shownTerms = 6;

/** A term as text: `exp(2.14 − max) / total`. */
export function termText(term: Term): string {
  const { operation, children, name } = term;
  const sign = signs[operation];
  if (sign) return children.map((child, i) => bracketed(child, term, i)).join(sign);
  switch (operation) {
    case "number":
    case "read":
    case "given":
      return shortNumber(term.value);
    case "view":
      return termText(children[0]);
    case "named":
      return name ?? "";
    case "random":
      return `random(${shortNumber(term.value)})`;
    case "compare":
      return `${termText(children[0])} ${name} ${termText(children[1])}`;
    case "choose":
      return termText(children[1]);
    case "negate":
      return `−${bracketed(children[0], term, 1)}`;
    case "sum":
      return children.length === 0
        ? "0"
        : shorten(
            children.map((child) => bracketed(child, term, 0)),
            " + ",
          );
    case "largest":
      return `max(${shorten(children.map(termText), ", ")})`;
    case "selection":
      return `${name} of ${shorten(children.map(termText), ", ")}`;
    default:
      return `${functionNames[operation] ?? operation}(${termText(children[0])})`;
  }
}

function shorten(parts: readonly string[], separator: string): string {
  if (parts.length <= shownTerms) return parts.join(separator);
  const shown = [
    ...parts.slice(0, shownTerms - 2),
    `… ${parts.length - shownTerms + 1} more …`,
    parts[parts.length - 1],
  ];
  return shown.join(separator);
}

/** A child in brackets where the parent binds as strongly and its place matters. */
function bracketed(child: Term, parent: Term, place: number): string {
  const text = termText(child);
  const inner =
    child.operation === "choose" || child.operation === "view"
      ? (child.children.at(-1) ?? child)
      : child;
  const own = strength[inner.operation] ?? (inner.value < 0 && text.startsWith("−") ? 3 : 9);
  const needed = strength[parent.operation] ?? 0;
  const isRight = place > 0 && parent.operation !== "plus" && parent.operation !== "times";
  const isNegativeRight = place > 0 && text.startsWith("−");
  return own < needed || (own === needed && isRight) || isNegativeRight ? `(${text})` : text;
}
