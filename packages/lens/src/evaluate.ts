import type { Explanation } from "@clearhead/nn";

type Operation = Explanation["term"]["operation"];

/** What an operation gives for numbers, for those through which an intermediate can be written out. */
const operations: Partial<Record<Operation, (...values: number[]) => number>> = {
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  abs: Math.abs,
  negate: (a) => -a,
  floor: Math.floor,
  sum: (...values) => values.reduce((total, value) => total + value, 0),
  largest: (...values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  // the condition, then the branch that was taken
  choose: (_, branch) => branch,
  named: (value) => value,
};

/** The value of an operation on `values` in float64, or `undefined` for one that is only ever quoted (`erf`, `random`). */
export function evaluate(operation: Operation, values: readonly number[]): number | undefined {
  return operations[operation]?.(...values);
}
