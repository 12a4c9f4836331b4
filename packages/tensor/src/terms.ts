import type { Function1, Function2 } from "./arithmetic.ts";
import type { Index } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** One element of an operand, which can be explained in turn: `explain(read)`. */
export interface Read {
  /** The operand. */
  readonly tensor: Tensor;
  /** The tensor's own name, else that of the operation that made it. */
  readonly label: string;
  /** Which of its elements. */
  readonly index: Index;
  /** What it holds. */
  readonly value: number;
}

/** What a selection (sort, topk, argmax) took from a row; the row itself is the term's children. */
export interface Choice {
  /** `"sort"`, `"topk"`, …: what chose. */
  readonly operation: string;
  /** Where in the row the chosen element stands. */
  readonly position: number;
  /** 0 for the one that was chosen first. */
  readonly rank: number;
  /** Whether the tensor holds the chosen element or its position. */
  readonly holds: "values" | "positions";
  /** How equal elements and NaN are ordered. */
  readonly rule: string;
}

/** A number and how it came to be: an operation on other numbers, an element that was read, or a constant. */
export interface Term {
  /** What was done with the children. */
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
  /** The number, in float64. */
  readonly value: number;
  /** Operands in order; of a choice its condition, then the branch that was taken. */
  readonly children: readonly Term[];
  /** The element, where `operation` is `"read"`. */
  readonly read?: Read;
  /** What was chosen, where `operation` is `"selection"`. */
  readonly choice?: Choice;
  /** The intermediate's name where `operation` is `"named"`, the relation where it is `"compare"`, else words for a person. */
  readonly name?: string;
}
