import { attentionPath } from "./probes.ts";
import type { Attention, AttentionKind, HeadPlace, Row, Token, Trace } from "./trace.ts";

/**
 * Attention from nested numbers and words, for pages that have no trace.
 *
 * @throws {RangeError} when the weights do not have one row for each word that asks and one column for each that answers.
 * @example
 * attentionFrom([[1, 0], [0.25, 0.75]], ["the", "cat"], ["the", "cat"])
 */
export function attentionFrom(
  weights: readonly (readonly number[])[],
  rows: readonly (string | Token)[],
  columns: readonly (string | Token)[],
): Attention {
  if (weights.length !== rows.length || weights.some((row) => row.length !== columns.length)) {
    const found = weights.map((row) => row.length).join(", ");
    throw new RangeError(
      `attentionFrom: ${rows.length} rows of ${columns.length} weights are needed, one for each word; there are ${weights.length} rows (of ${found})`,
    );
  }
  return {
    rows: rows.map((row) => ({ token: asToken(row) })),
    columns: columns.map(asToken),
    weights: Float32Array.from(weights.flat()),
  };
}

const asToken = (word: string | Token): Token => (typeof word === "string" ? { text: word } : word);

/** The words that ask (rows) and answer (columns) in one kind of attention. */
export function sides(
  trace: Trace,
  kind: AttentionKind,
): { rows: Row[]; columns: readonly Token[] } {
  if (kind === "encoder") {
    return { rows: trace.source.map((token) => ({ token })), columns: trace.source };
  }
  const rows = trace.target.map((after, i): Row => ({ token: trace.written[i] ?? after, after }));
  return { rows, columns: kind === "cross" ? trace.source : trace.target };
}

/**
 * One head's pattern out of a trace. A cell whose score is −∞ is masked.
 *
 * @throws {RangeError} when the trace holds no such pattern or no such head.
 */
export function attentionOf(trace: Trace, place: HeadPlace): Attention {
  const path = attentionPath(trace, place, "pattern");
  const pattern = path === undefined ? undefined : trace.probes[path];
  if (!pattern) {
    throw new RangeError(
      `attentionOf: the trace holds no pattern of ${place.kind} layer ${place.layer}`,
    );
  }
  // [batch, heads, queries, keys], the batch being one sentence
  const [, heads = 0, queries = 0, keys = 0] = pattern.shape;
  if (place.head < 0 || place.head >= heads) {
    throw new RangeError(`attentionOf: head ${place.head} of a layer with ${heads} heads`);
  }
  const from = place.head * queries * keys;
  const part = (data: Float32Array): Float32Array => data.slice(from, from + queries * keys);
  const scoresPath = attentionPath(trace, place, "scores");
  const scores = scoresPath === undefined ? undefined : trace.probes[scoresPath];
  return {
    ...sides(trace, place.kind),
    weights: part(pattern.data),
    ...(scores && {
      masked: Uint8Array.from(part(scores.data), (score) => (score === -Infinity ? 1 : 0)),
    }),
  };
}

/** One row of weights. */
export function rowOf(attention: Attention, row: number): Float32Array {
  const { length } = attention.columns;
  return attention.weights.subarray(row * length, (row + 1) * length);
}

export const isMasked = (attention: Attention, row: number, column: number): boolean =>
  attention.masked?.[row * attention.columns.length + column] === 1;

/** The columns of a row, the most looked-at first. */
export function strongest(attention: Attention, row: number): number[] {
  const weights = rowOf(attention, row);
  return [...weights.keys()].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
}
