import type { Arithmetic, Relation } from "./arithmetic.ts";
import { cos, exp, log, power, sin, tanh } from "./elementary.ts";
import { erf } from "./erf.ts";
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
    power,
    exp,
    log,
    sqrt: Math.sqrt,
    sin,
    cos,
    tanh,
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
