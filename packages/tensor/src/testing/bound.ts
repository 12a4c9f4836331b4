import type { Arithmetic, Function1, Function2, Relation } from "../arithmetic.ts";
import { evaluator } from "../evaluate.ts";
import { position } from "../shape.ts";
import type { Read, Term } from "../terms.ts";

/**
 * A number with what rounding may do to it. A computation in float32 may differ from `value` by
 * `4 · ε · depth · weight`: `weight` is Σ |terms|, every number that was met on the way weighed by how far it moves the result
 * (the first order of a forward error analysis), `depth` how many roundings follow each other, sums being added in pairs.
 */
export interface Bounded {
  readonly value: number;
  readonly weight: number;
  readonly depth: number;
}

/** Half the distance between neighbours of float32 around 1: what one rounding does. */
const epsilon = 2 ** -24;

/** How far a float32 result may lie from the number that its definition gives. */
export function boundOf({ weight, depth }: Bounded): number {
  return depth === 0 ? 0 : 4 * epsilon * depth * weight;
}

const numbers = evaluator();

/** What rounding a number is in proportion to; an infinity (a masked score) is exact. */
function rounded(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0;
}

/** |f′(x)| */
const slopes: Readonly<Record<Function1, (x: number, y: number) => number>> = {
  exp: (_, y) => y,
  log: (x) => 1 / Math.abs(x),
  sqrt: (_, y) => 0.5 / y,
  sin: (x) => Math.abs(Math.cos(x)),
  cos: (x) => Math.abs(Math.sin(x)),
  tanh: (_, y) => 1 - y * y,
  erf: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  abs: () => 1,
  negate: () => 1,
  floor: () => 0,
};

/** Operations that do not round. */
const exact: ReadonlySet<string> = new Set(["abs", "negate", "floor"]);

function one(operation: Function1): (a: Bounded) => Bounded {
  return (a) => {
    const value = numbers[operation](a.value);
    const moved = slopes[operation](a.value, value) * a.weight;
    if (exact.has(operation)) return { value, weight: moved, depth: a.depth };
    return { value, weight: rounded(value) + moved, depth: a.depth + 1 };
  };
}

function two(
  operation: Function2,
  moves: (a: number, b: number) => readonly [number, number],
): (a: Bounded, b: Bounded) => Bounded {
  return (a, b) => {
    const value = numbers[operation](a.value, b.value);
    const [left, right] = moves(a.value, b.value).map(Math.abs);
    const weight = rounded(value) + left * a.weight + right * b.weight;
    return { value, weight, depth: Math.max(a.depth, b.depth) + 1 };
  };
}

function leaf(value: number): Bounded {
  return { value, weight: rounded(value), depth: 0 };
}

function sumOf(terms: readonly Bounded[]): Bounded {
  let value = 0;
  let weight = 0;
  let depth = 0;
  for (const term of terms) {
    value += term.value;
    weight += term.weight;
    depth = Math.max(depth, term.depth);
  }
  return { value, weight, depth: depth + Math.ceil(Math.log2(Math.max(1, terms.length))) };
}

function largestOf(terms: readonly Bounded[]): Bounded {
  // Each may be off by its own error, and the largest of them by the largest error.
  return {
    value: numbers.largest(terms.length, (k) => terms[k].value),
    weight: Math.max(0, ...terms.map(({ weight }) => weight)),
    depth: Math.max(0, ...terms.map(({ depth }) => depth)),
  };
}

/** A third reader of definitions: numbers with their bounds. One serves one call, as the evaluator does. */
export function boundedArithmetic(): Arithmetic<Bounded> {
  const memo = new Map<string, Bounded>();
  const list = <Item>(count: number, term: (k: number) => Item): Item[] =>
    Array.from({ length: count }, (_, k) => term(k));
  return {
    number: leaf,
    plus: two("plus", () => [1, 1]),
    minus: two("minus", () => [1, 1]),
    times: two("times", (a, b) => [b, a]),
    divide: two("divide", (a, b) => [1 / b, a / (b * b)]),
    power: two("power", (a, b) => [b * a ** (b - 1), 0]),
    exp: one("exp"),
    log: one("log"),
    sqrt: one("sqrt"),
    sin: one("sin"),
    cos: one("cos"),
    tanh: one("tanh"),
    erf: one("erf"),
    abs: one("abs"),
    negate: one("negate"),
    floor: one("floor"),
    compare: (relation, a, b) => leaf(numbers.compare(relation, a.value, b.value)),
    choose: (condition, whenTrue, whenFalse) => (condition.value === 0 ? whenFalse() : whenTrue()),
    sum: (count, term) => sumOf(list(count, term)),
    sumWhere: (count, belongs, term) =>
      sumOf(list(count, (k) => k).flatMap((k) => (belongs(k).value === 0 ? [] : [term(k)]))),
    largest: (count, term) => largestOf(list(count, term)),
    integer: (a) => a.value,
    random: (seed, offset, element) => leaf(numbers.random(seed, offset, element)),
    named(name, key, compute) {
      const place = `${name} ${key.join()}`;
      const known = memo.get(place) ?? compute();
      memo.set(place, known);
      return known;
    },
  };
}

/** A term evaluated again from the elements that it read and from nothing else that it says of values. */
export function recompute(term: Term): Bounded {
  const arithmetic = boundedArithmetic();
  const memo = new Map<Term, Bounded>();
  const visit = (term: Term): Bounded => {
    const known = memo.get(term) ?? evaluate(term, term.children.map(visit));
    memo.set(term, known);
    return known;
  };
  const evaluate = ({ operation, name, read, value }: Term, parts: Bounded[]): Bounded => {
    const [a, b] = parts;
    switch (operation) {
      case "read":
        return leaf(elementOf(read!));
      case "number":
      case "random":
      case "given":
        return leaf(value);
      case "selection":
        return leaf(value);
      case "named":
      case "view":
        return a;
      case "choose":
        return b;
      case "compare":
        return arithmetic.compare(name as Relation, a, b);
      case "sum":
        return sumOf(parts);
      case "largest":
        return largestOf(parts);
      case "plus":
      case "minus":
      case "times":
      case "divide":
      case "power":
        return arithmetic[operation](a, b);
      default:
        return arithmetic[operation](a);
    }
  };
  return visit(term);
}

function elementOf({ tensor, index }: Read): number {
  return tensor.storage.values()[position(index, tensor.strides, tensor.offset)];
}
