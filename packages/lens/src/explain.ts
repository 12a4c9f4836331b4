import {
  explain,
  TensorError,
  type Explanation,
  type ProbeDeclaration,
  type Tensor,
} from "@clearhead/nn";
import type { Term } from "@clearhead/views";
import { evaluate } from "./evaluate.ts";
import type { Recorded } from "./record.ts";

type TensorTerm = Explanation["term"];

/** Where a number stands, as plain data. */
export interface Place {
  /** A weight's name or a probe's path; `undefined` for a number that has neither, such as a token's id. */
  readonly label: string | undefined;
  /** What made it: `softmax`, `linear`, …; `given` for a weight, an id, an input. */
  readonly operation: string;
  readonly index: readonly number[];
  /** What the probe declares of itself, where it is one. */
  readonly declaration: ProbeDeclaration | undefined;
}

/** One number, the arithmetic that made it, and the numbers that it read. */
export interface Explained {
  readonly place: Place;
  /** The operation in general, such as `y[i, j] = Σ_k a[i, k] · b[k, j]`. */
  readonly formula: string;
  readonly value: number;
  /** `null` for a number that is given. */
  readonly term: Term | null;
  /** What the term reads, each once: weights, probes' values, inputs. */
  readonly operands: readonly { readonly place: Place; readonly value: number }[];
  /** `value` minus the term in float64: what rounding to float32 left. */
  readonly remainder: number;
}

/** A number of a recorded run: an element of a probe's value, then which operand was followed from each number. */
export interface NumberAddress {
  readonly path: string;
  readonly index: readonly number[];
  readonly follow: readonly number[];
}

/**
 * The explanations along an address, from the probe's number to the last operand that was followed.
 *
 * What lies between two probes has no name, and so it is written out where it is read: a score is
 * `(q₀·k₀ + … + q₁₅·k₁₅) · 0.25`, not a product of two tensors that nobody has heard of.
 *
 * @throws TensorError `value` for a path that was not recorded or an operand that is not there, `index` outside a tensor
 * @example
 * explainAt(run, { path: "transformer.encoder.layers.0.self_attn.pattern", index: [0, 1, 2, 2], follow: [0] });
 */
export function explainAt(
  run: Recorded<unknown>,
  { path, index, follow }: NumberAddress,
): Explained[] {
  const probe = run.probes.get(path);
  if (!probe) {
    throw new TensorError(
      "value",
      `explainAt: "${path}" was not recorded; there are ${[...run.probes.keys()].join(", ")}`,
      { path },
    );
  }
  const chain: Explained[] = [];
  let telling = new Telling(run, explain(probe.value, index));
  chain.push(telling.explained());
  for (const operand of follow) {
    const next = telling.operands[operand];
    if (!next) {
      throw new TensorError(
        "value",
        `explainAt: step ${chain.length} follows operand ${operand}; there are ${telling.operands.length}`,
        { operand },
      );
    }
    telling = new Telling(run, next);
    chain.push(telling.explained());
  }
  return chain;
}

/** Tells one explanation as plain data, and collects the operands that it meets. */
class Telling {
  readonly operands: Explanation[] = [];
  readonly #run: Recorded<unknown>;
  readonly #told: Explanation;
  readonly #term: Term | null;
  readonly #operandOf = new Map<string, number>();
  // A term that stands in many places (softmax's max, in each of its terms) stays one object.
  readonly #known = new Map<TensorTerm, Term>();

  constructor(run: Recorded<unknown>, told: Explanation) {
    this.#run = run;
    this.#told = told;
    const term = told.term.operation === "given" ? null : this.#tell(told.term);
    // A probe that shows a table (positions) shows numbers that nothing here computes: it is told as given.
    const isTable = term?.operation === "read" && this.operands[0]?.tensor.label === undefined;
    this.#term = isTable ? null : term;
    if (isTable) this.operands.length = 0;
  }

  explained(): Explained {
    const { value, formula, term, operation } = this.#told;
    return {
      place: this.#placeOf(this.#told),
      // A view computes nothing: what it shows is told by its own arithmetic, which needs no formula.
      formula: operation === "given" || term.operation === "view" ? "" : formula,
      value,
      term: this.#term,
      operands: this.operands.map((operand) => ({
        place: this.#placeOf(operand),
        value: operand.value,
      })),
      remainder: this.#term === null || value === this.#term.value ? 0 : value - this.#term.value,
    };
  }

  #tell(term: TensorTerm): Term {
    const known = this.#known.get(term);
    if (known) return known;
    const told = this.#tellAnew(term);
    this.#known.set(term, told);
    return told;
  }

  #tellAnew(term: TensorTerm): Term {
    const { operation, children, read, name } = term;
    if (read) return this.#read(explain(read));
    if (operation === "view" && children[0]) return this.#tell(children[0]);
    const isEvaluated =
      evaluate(
        operation,
        term.children.map(({ value }) => value),
      ) !== undefined;
    const parts = children.map((child) => (isEvaluated ? this.#tell(child) : this.#quote(child)));
    const value =
      isEvaluated && parts.length > 0
        ? evaluate(
            operation,
            parts.map((part) => part.value),
          )
        : undefined;
    return {
      operation,
      value: value ?? term.value,
      children: parts,
      ...(name !== undefined && { name }),
    };
  }

  /** A child of an operation that cannot be evaluated anew keeps its value: what it reads is an operand, named or not. */
  #quote(term: TensorTerm): Term {
    return term.read ? this.#operand(explain(term.read)) : this.#tell(term);
  }

  #read(source: Explanation): Term {
    if (source.tensor.label !== undefined) return this.#operand(source);
    // A constant of the code, such as the scale 1 / √d: not a tensor that anybody gave.
    if (source.operation === "given" && source.index.length === 0) {
      return { operation: "number", value: source.value, children: [] };
    }
    return source.operation === "given" ? this.#operand(source) : this.#tell(source.term);
  }

  #operand(source: Explanation): Term {
    const key = elementKey(source.tensor, source.index);
    const operand = this.#operandOf.get(key) ?? this.operands.push(source) - 1;
    this.#operandOf.set(key, operand);
    return { operation: "read", value: source.value, children: [], operand };
  }

  #placeOf({ tensor: { label }, operation, index }: Explanation): Place {
    const probe = label === undefined ? undefined : this.#run.probes.get(label);
    return { label, operation, index, declaration: probe?.declaration };
  }
}

const storageNumbers = new WeakMap<object, number>();
let storages = 0;

/** Two aliases of a tensor hold the same element: it is known by its storage and its place there. */
function elementKey({ storage, strides, offset }: Tensor, index: readonly number[]): string {
  let number = storageNumbers.get(storage);
  if (number === undefined) {
    number = storages++;
    storageNumbers.set(storage, number);
  }
  return `${number}:${index.reduce((at, place, axis) => at + place * (strides[axis] ?? 0), offset)}`;
}
