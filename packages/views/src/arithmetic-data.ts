/** The role of a number; the role decides its colour, everywhere. */
export type Role = "query" | "key" | "value" | "plain";

/** A number that a term reads, and that can be explained in turn. */
export interface Operand {
  /** In the reader's language: `key of it, dimension 3`. */
  readonly label: string;
  /** What tells it from its neighbours in a long sum: `it`, `dim. 3`. */
  readonly short: string;
  readonly role: Role;
  readonly value: number;
}

/** A piece of arithmetic with its value: a tree of operations over constants and operands. */
export interface Term {
  /** `plus`, `exp`, `sum`, … ; `number` for a constant, `read` for an operand, `named` for what has a name. */
  readonly operation: string;
  readonly value: number;
  readonly children: readonly Term[];
  /** For `read`: which of the operands. */
  readonly operand?: number;
  /** For `named`: `max`, `total`, `mean`. */
  readonly name?: string;
}

/** One number and how it came to be. */
export interface Arithmetic {
  readonly label: string;
  readonly role: Role;
  /** The operation in general: `y[i] = exp(x[i] − max) / Σ_k exp(x[k] − max)`; empty for a number that is given. */
  readonly formula: string;
  readonly value: number;
  /** `null` for a number that is given: a weight of the model, a token. */
  readonly term: Term | null;
  /** What a given number is, in the reader's language: `a weight of the model, learned in training`. */
  readonly given: string;
  readonly operands: readonly Operand[];
  /** The value minus what the terms give in float64: what rounding to float32 left. */
  readonly remainder: number;
}

/** A part of the arithmetic that is told on its own: the number itself, a named intermediate, or a long sum. */
export interface Section {
  readonly id: number;
  /** `max`; empty for the number itself and for sums without a name. */
  readonly name: string;
  readonly term: Term;
}

/** Sums and rows with more terms than this are told on their own, as a waterfall. */
const SHORT = 3;

/** What a term shows in its place: itself, or a reference to the section that tells it. */
export const isLong = (term: Term): boolean =>
  (term.operation === "sum" || term.operation === "largest") && term.children.length > SHORT;

/** A choice is told by the branch that was taken. */
export function taken(term: Term): Term {
  const last = term.children.at(-1);
  return term.operation === "choose" && last ? taken(last) : term;
}

/** The number's own section, then each intermediate that it refers to, in the order in which a reader meets them. */
export function sectionsOf(root: Term): Section[] {
  const sections: Section[] = [{ id: 0, name: "", term: root }];
  // The list grows while it is walked: a section can refer to others.
  for (const { term } of sections) {
    for (const reference of referencesIn(taken(term).children)) {
      if (findSection(sections, reference)) continue;
      const told =
        reference.operation === "named" ? (reference.children[0] ?? reference) : reference;
      sections.push({ id: sections.length, name: reference.name ?? "", term: told });
    }
  }
  return sections;
}

/** The section that tells a reference; two intermediates of the same name and value are one. */
export function findSection(sections: readonly Section[], reference: Term): Section | undefined {
  return sections.find(({ name, term }) =>
    reference.operation === "named"
      ? name === reference.name && term.value === reference.value
      : term === reference,
  );
}

function* referencesIn(terms: readonly Term[]): Generator<Term> {
  for (const term of terms) {
    const shown = taken(term);
    if (shown.operation === "named" || isLong(shown)) yield shown;
    else yield* referencesIn(shown.children);
  }
}

/** The first operand of a term, by which the term is called in a long sum. */
export function firstOperand(term: Term): number | undefined {
  const shown = taken(term);
  if (shown.operand !== undefined) return shown.operand;
  if (shown.operation === "named") return undefined;
  for (const child of shown.children) {
    const found = firstOperand(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The terms of a waterfall by size: the largest, and what the others add together. */
export function waterfall(
  term: Term,
  shown: number,
): { readonly terms: readonly Term[]; readonly rest: { count: number; value: number } | null } {
  const bySize = [...term.children].sort((a, b) =>
    term.operation === "largest" ? b.value - a.value : Math.abs(b.value) - Math.abs(a.value),
  );
  const terms = bySize.slice(0, shown);
  const others = bySize.slice(shown);
  if (others.length === 0) return { terms, rest: null };
  const value =
    term.operation === "largest"
      ? (others[0]?.value ?? -Infinity)
      : others.reduce((sum, other) => sum + other.value, 0);
  return { terms, rest: { count: others.length, value } };
}
