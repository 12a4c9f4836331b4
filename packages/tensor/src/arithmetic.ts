import type { Index } from "./shape.ts";

/** How two numbers are compared. */
export type Relation = "=" | "≠" | "<" | "≤" | ">" | "≥";
/** Functions of one number. */
export type Function1 =
  | "exp"
  | "log"
  | "sqrt"
  | "sin"
  | "cos"
  | "tanh"
  | "erf"
  | "abs"
  | "negate"
  | "floor";
/** Functions of two numbers. */
export type Function2 = "plus" | "minus" | "times" | "divide" | "power";

/**
 * The arithmetic that definitions are written in. Read with numbers (`evaluate.ts`) a definition is the reference
 * device; read with terms (`explain.ts`) it is the explanation of one element.
 */
export interface Arithmetic<T>
  extends Record<Function1, (a: T) => T>, Record<Function2, (a: T, b: T) => T> {
  /** A constant. */
  number(value: number): T;
  /** 1 where the relation holds, else 0. */
  compare(relation: Relation, a: T, b: T): T;
  /** The first branch where the condition is not 0; the other branch is not read, so it cannot poison. */
  choose(condition: T, whenTrue: () => T, whenFalse: () => T): T;
  /** Σ over k in 0 … count-1 */
  sum(count: number, term: (k: number) => T): T;
  /** Σ over the k for which `belongs(k)` is not 0; the terms of the others are not read. */
  sumWhere(count: number, belongs: (k: number) => T, term: (k: number) => T): T;
  /** The largest of k = 0 … count-1, −∞ of none. */
  largest(count: number, term: (k: number) => T): T;
  /** Reads a whole number, to be used as an index; the read is part of the explanation. */
  integer(a: T): number;
  /** Uniform in [0, 1): word `element` of Philox4x32-10 under `seed` and `offset`. */
  random(seed: number, offset: number, element: number): T;
  /** An intermediate that a reader should meet by name, computed once for each `key`. */
  named(name: string, key: Index, compute: () => T): T;
}

/**
 * Reads one element of an operand. An index longer than the operand's rank is aligned at the last axis, and an axis
 * of size 1 is read at 0: broadcasting, as in every tensor library.
 */
export type Input<T> = (index: Index) => T;

/** What one element of the output is. */
export type Element<T> = (index: Index) => T;
