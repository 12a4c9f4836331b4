import type { Example } from "./translation/example.ts";

/** How many of some sentences were translated exactly. */
export interface Score {
  readonly exact: number;
  readonly total: number;
}

/** A sentence that was translated otherwise than the grammar does. */
export interface Mistake {
  readonly example: Example;
  /** The pieces that were written. */
  readonly written: readonly string[];
}

/** What became of some sentences. */
export interface Evaluation extends Score {
  /** The sentences by what they show; a sentence counts for each of its phenomena. */
  readonly phenomena: ReadonlyMap<string, Score>;
  readonly mistakes: readonly Mistake[];
}

/**
 * Compares translations with the grammar's, piece by piece: a sentence is exact or it is a mistake.
 *
 * Throws a RangeError unless there is one translation for each example.
 *
 * @example
 * const examples = translationGrammar({ split: "heldOut", seed: 1 }).take(2);
 * exactMatch(examples, examples.map((example) => example.target)).exact; // 2
 */
export function exactMatch(
  examples: readonly Example[],
  translations: readonly (readonly string[])[],
): Evaluation {
  if (examples.length !== translations.length)
    throw new RangeError(
      `exactMatch: needs one translation for each example, got ${translations.length} for ${examples.length}`,
    );
  const phenomena = new Map<string, Score>();
  const mistakes: Mistake[] = [];
  for (const [index, example] of examples.entries()) {
    const written = translations[index] ?? [];
    const isExact =
      written.length === example.target.length &&
      written.every((piece, place) => piece === example.target[place]);
    if (!isExact) mistakes.push({ example, written });
    for (const name of example.phenomena) {
      const { exact, total } = phenomena.get(name) ?? { exact: 0, total: 0 };
      phenomena.set(name, { exact: exact + Number(isExact), total: total + 1 });
    }
  }
  return { exact: examples.length - mistakes.length, total: examples.length, phenomena, mistakes };
}

/**
 * A share as a percentage with two decimals; a dash where there was nothing to count.
 *
 * @example
 * percent({ exact: 197, total: 200 }); // "98.50 %"
 */
export function percent({ exact, total }: Score): string {
  return total === 0 ? "–" : `${((100 * exact) / total).toFixed(2)} %`;
}

/** The phenomena of an evaluation as lines of a table, the weakest first. */
export function phenomenaTable({ phenomena }: Evaluation): string {
  const rows = [...phenomena].sort(
    ([name, score], [otherName, other]) =>
      score.exact / score.total - other.exact / other.total || (name < otherName ? -1 : 1),
  );
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows
    .map(
      ([name, score]) => `${name.padEnd(width)}  ${percent(score).padStart(8)} of ${score.total}`,
    )
    .join("\n");
}
