import type { Contestant, Prepared } from "./contestant.ts";
import { interleave, type MeasureOptions } from "./measure.ts";
import type { Measured } from "./report.ts";
import type { Measurable } from "./suites.ts";

/** A case, measured. */
export interface Comparison {
  /** Those that took part, in the order in which they were given. */
  readonly measured: readonly Measured[];
  /** Those that did not, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** What each that was measured computed, `null` where there is nothing to compare. */
  readonly results: readonly (Float32Array | null)[];
}

/** Sums of float32 in another order, and approximations of exp and erf, differ by this much of the largest element. */
const tolerance = 1e-3;

/**
 * Makes every contestant ready, compares what they compute, and only then measures them.
 *
 * @throws Error when one computes something else than the first
 */
export async function compare<T>(
  item: Measurable<T>,
  contestants: readonly Contestant<T>[],
  options: MeasureOptions,
): Promise<Comparison> {
  const ready: { contestant: Contestant<T>; prepared: Prepared }[] = [];
  const skipped: { name: string; reason: string }[] = [];
  try {
    const results: (Float32Array | null)[] = [];
    for (const contestant of contestants) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after another, as they are measured
        const prepared = await contestant.prepare(item.task);
        if (typeof prepared === "string") {
          skipped.push({ name: contestant.name, reason: prepared });
          continue;
        }
        // oxlint-disable-next-line no-await-in-loop -- as above
        results[ready.push({ contestant, prepared }) - 1] = await prepared.result();
      } catch (error) {
        // What is compared with has to work; another's failure is told, and the others are measured.
        if (contestant === contestants[0]) throw error;
        if (results.length < ready.length) ready.pop()?.prepared.dispose();
        skipped.push({ name: contestant.name, reason: `fails: ${messageOf(error)}` });
      }
    }
    const known = results.find((result) => result !== null);
    const within = item.tolerance ?? tolerance;
    const stranger = results.findIndex((result) => result && !agree(known!, result, within));
    if (stranger >= 0) {
      throw new Error(`${ready[stranger].contestant.name} computes something else in ${item.name}`);
    }
    const samples = await interleave(
      ready.map(({ prepared }) => prepared),
      options,
    );
    const took = ready.map(({ contestant: { name, threads } }, i) => ({
      name,
      threads,
      samples: samples[i],
      result: results[i],
    }));
    const reason = `a single run takes longer than the ${options.capMilliseconds / 1000} s of a case`;
    skipped.push(
      ...took.filter((one) => one.samples.length === 0).map((one) => ({ name: one.name, reason })),
    );
    const measured = took.filter((one) => one.samples.length > 0);
    return { measured, skipped, results: measured.map(({ result }) => result) };
  } finally {
    for (const { prepared } of ready) prepared.dispose();
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Whether two results agree: to `tolerance` of the largest element. */
export function agree(a: Float32Array, b: Float32Array, tolerance: number): boolean {
  if (a.length !== b.length) return false;
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every((value, i) => Math.abs(value - b[i]) <= tolerance * scale);
}
