import { attentionPath } from "./probes.ts";
import type { Cell, HeadPlace, Recording, Trace } from "./trace.ts";

/** One query and one key, and everything between them and the weight. */
export interface Pair {
  /** One number for each dimension of the head. */
  readonly query: Float32Array;
  readonly key: Float32Array;
  /** `1 / √d` */
  readonly scale: number;
  /** The scores and the weights of the whole row; a masked score is −∞. */
  readonly scores: Float32Array;
  readonly weights: Float32Array;
  readonly column: number;
  /** Where each number stands in the trace, so that it can be asked for. */
  readonly paths: {
    readonly query: string;
    readonly key: string;
    readonly scores: string;
    readonly pattern: string;
  };
  readonly head: number;
  readonly row: number;
}

/** An element of a probe's tensor. */
export interface NumberPlace {
  readonly path: string;
  readonly index: readonly number[];
}

/**
 * What one query and one key did to each other.
 *
 * @throws {RangeError} when the trace lacks the layer's `query`, `key`, `scores` or `pattern`, or the cell lies outside.
 */
export function pairOf(trace: Trace, place: HeadPlace, { row, column }: Cell): Pair {
  const find = (name: string): { path: string; recording: Recording } => {
    const path = attentionPath(trace, place, name);
    const recording = path === undefined ? undefined : trace.probes[path];
    if (path === undefined || !recording) {
      throw new RangeError(
        `pairOf: the trace holds no ${name} of ${place.kind} layer ${place.layer}`,
      );
    }
    return { path, recording };
  };
  const [query, key, scores, pattern] = [
    find("query"),
    find("key"),
    find("scores"),
    find("pattern"),
  ];
  const [, heads = 0, rows = 0, columns = 0] = pattern.recording.shape;
  if (!(place.head < heads && row >= 0 && row < rows && column >= 0 && column < columns)) {
    throw new RangeError(
      `pairOf: head ${place.head}, row ${row}, column ${column} of ${heads} heads of ${rows} × ${columns}`,
    );
  }
  const vector = (
    { recording: { shape, data } }: { recording: Recording },
    at: number,
  ): Float32Array => {
    const length = shape.at(-1) ?? 0;
    const from = (place.head * (shape[2] ?? 0) + at) * length;
    return data.slice(from, from + length);
  };
  return {
    query: vector(query, row),
    key: vector(key, column),
    scale: 1 / Math.sqrt(query.recording.shape.at(-1) ?? 1),
    scores: vector(scores, row),
    weights: vector(pattern, row),
    column,
    paths: { query: query.path, key: key.path, scores: scores.path, pattern: pattern.path },
    head: place.head,
    row,
  };
}

/** What the pair's numbers say one after the other; every value follows from the ones before it. */
export interface PairSteps {
  readonly products: readonly number[];
  readonly dot: number;
  readonly scaled: number;
  readonly isMasked: boolean;
  readonly largest: number;
  readonly exponential: number;
  readonly total: number;
  readonly weight: number;
}

/** `softmax(mask(q · k / √d))`, step by step in float64 from the recorded numbers. */
export function pairSteps({ query, key, scale, scores, column }: Pair): PairSteps {
  const products = Array.from(query, (q, i) => q * (key[i] ?? 0));
  const dot = products.reduce((sum, product) => sum + product, 0);
  const isMasked = scores[column] === -Infinity;
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const share = (score: number): number => (score === -Infinity ? 0 : Math.exp(score - largest));
  const total = scores.reduce((sum, score) => sum + share(score), 0);
  const exponential = share(scores[column] ?? -Infinity);
  return {
    products,
    dot,
    scaled: dot * scale,
    isMasked,
    largest,
    exponential,
    total,
    weight: total === 0 ? 0 : exponential / total,
  };
}
