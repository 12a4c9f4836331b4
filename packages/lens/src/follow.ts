import type { Term } from "@clearhead/views";
import type { Explained } from "./explain.ts";

/**
 * The operand behind the largest part of a number: the largest term of a sum, of a product the factor that was computed
 * rather than learned, of a quotient the numerator. Following it again and again leads from a probability to a weight.
 *
 * @returns its place among the operands, or `null` for a number that reads none.
 */
export function largestOperand({ term, operands }: Explained): number | null {
  const isLearned = (operand: number): boolean => operands[operand]?.place.operation === "given";
  return term && find(term, isLearned);
}

function find(term: Term, isLearned: (operand: number) => boolean): number | null {
  const { operation, children, operand } = term;
  if (operand !== undefined) return operand;
  const found = (candidates: readonly Term[]): number | null => {
    for (const candidate of candidates) {
      const inner = find(candidate, isLearned);
      if (inner !== null) return inner;
    }
    return null;
  };
  if (operation === "choose") return found(children.slice(1));
  if (operation === "plus" || operation === "sum") {
    return found([...children].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)));
  }
  if (operation === "largest") return found([...children].sort((a, b) => b.value - a.value));
  if (operation === "times") {
    const operandsOf = children.map((child) => find(child, isLearned)).filter((at) => at !== null);
    return operandsOf.find((at) => !isLearned(at)) ?? operandsOf[0] ?? null;
  }
  // a − mean, exp(a) ÷ total: what stands first is what the rest is measured against
  return found(children);
}
