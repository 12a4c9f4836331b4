import type { Arithmetic, Function1, Function2, Relation } from "./arithmetic.ts";
import { evaluator } from "./evaluate.ts";
import type { Term } from "./terms.ts";

const numbers = /* @__PURE__ */ evaluator();

function one(operation: Function1): (a: Term) => Term {
  return (a) => ({ operation, value: numbers[operation](a.value), children: [a] });
}

function two(operation: Function2): (a: Term, b: Term) => Term {
  return (a, b) => ({ operation, value: numbers[operation](a.value, b.value), children: [a, b] });
}

function constant(value: number): Term {
  return { operation: "number", value, children: [] };
}

function many(operation: "sum" | "largest", children: readonly Term[]): Term {
  const value = numbers[operation](children.length, (k) => children[k].value);
  return { operation, value, children };
}

function list(count: number, term: (k: number) => Term): Term[] {
  return Array.from({ length: count }, (_, k) => term(k));
}

/**
 * The second reader of a definition: terms instead of numbers. `named` lists the intermediates in the order they are met,
 * `deciding` what decided which elements were read (the id in an embedding).
 */
export function explainer(): { arithmetic: Arithmetic<Term>; named: Term[]; deciding: Term[] } {
  const memo = new Map<string, Term>();
  const named: Term[] = [];
  const deciding: Term[] = [];
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
    sum: (count, term) => many("sum", list(count, term)),
    sumWhere(count, belongs, term) {
      const children: Term[] = [];
      for (let k = 0; k < count; k++) {
        const condition = belongs(k);
        if (condition.value === 0) continue;
        deciding.push(condition);
        children.push(term(k));
      }
      return many("sum", children);
    },
    largest: (count, term) => many("largest", list(count, term)),
    integer(a) {
      deciding.push(a);
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
  return { arithmetic, named, deciding };
}
