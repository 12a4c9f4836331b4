import type { Arithmetic, Relation } from "./arithmetic.ts";
import { cos, exp, log, power, sin, tanh } from "./elementary.ts";
import { erf, erfWith } from "./erf.ts";
import { philoxUniform } from "./random/philox.ts";

/** The six relations on numbers; with NaN only `≠` holds, as IEEE 754 says. */
export function holds(relation: Relation, a: number, b: number): boolean {
  switch (relation) {
    case "=":
      return a === b;
    case "≠":
      return a !== b;
    case "<":
      return a < b;
    case "≤":
      return a <= b;
    case ">":
      return a > b;
    case "≥":
      return a >= b;
  }
}

/** The first reader of a definition: float64 numbers. One evaluator serves one call, so its memo needs no clearing. */
export function evaluator(): Arithmetic<number> {
  const memo = new Map<string, Map<string, number>>();
  return {
    number: (value) => value,
    plus: (a, b) => a + b,
    minus: (a, b) => a - b,
    times: (a, b) => a * b,
    divide: (a, b) => a / b,
    // As in C: 1 to any power is 1, and so is −1 to an infinite one; JavaScript says NaN.
    power: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
    exp: Math.exp,
    log: Math.log,
    sqrt: Math.sqrt,
    sin: Math.sin,
    cos: Math.cos,
    tanh: Math.tanh,
    abs: Math.abs,
    floor: Math.floor,
    negate: (a) => -a,
    erf,
    compare: (relation, a, b) => (holds(relation, a, b) ? 1 : 0),
    choose: (condition, whenTrue, whenFalse) => (condition === 0 ? whenFalse() : whenTrue()),
    sum(count, term) {
      let total = 0;
      for (let k = 0; k < count; k++) total += term(k);
      return total;
    },
    sumWhere(count, belongs, term) {
      let total = 0;
      for (let k = 0; k < count; k++) if (belongs(k) !== 0) total += term(k);
      return total;
    },
    largest(count, term) {
      let most = -Infinity;
      for (let k = 0; k < count; k++) most = Math.max(most, term(k));
      return most;
    },
    integer: (a) => a,
    random: philoxUniform,
    named(name, key, compute) {
      let values = memo.get(name);
      if (values === undefined) memo.set(name, (values = new Map()));
      const place = key.join();
      let value = values.get(place);
      if (value === undefined) values.set(place, (value = compute()));
      return value;
    },
  };
}

/** The same in arithmetic that has the same bits in every engine, at twice the time: for the `cpu` device. */
export function portableEvaluator(): Arithmetic<number> {
  return { ...evaluator(), exp, log, sin, cos, tanh, power, erf: (a) => erfWith(exp, a) };
}
