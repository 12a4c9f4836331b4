import type { Prepared } from "./contestant.ts";

export interface MeasureOptions {
  /** How often each contestant's turn comes. */
  readonly rounds: number;
  /** A turn repeats the task until it lasts about this long. */
  readonly turnMilliseconds: number;
  /** No contestant is given more than this for one case; fewer rounds are then made. */
  readonly capMilliseconds: number;
}

export const defaults: MeasureOptions = {
  rounds: 15,
  turnMilliseconds: 20,
  capMilliseconds: 6000,
};

/**
 * Milliseconds of one run, a list for each contestant, position r from round r. In a round every contestant has its turn, each
 * round beginning with another, so that what the machine does meanwhile meets all alike.
 */
export async function interleave(
  contestants: readonly Prepared[],
  options: MeasureOptions = defaults,
): Promise<number[][]> {
  const counts: number[] = [];
  let slowest = 0;
  for (const contestant of contestants) {
    // oxlint-disable-next-line no-await-in-loop -- two contestants at once would disturb each other
    const once = await warm(contestant);
    counts.push(Math.max(1, Math.round(options.turnMilliseconds / once)));
    slowest = Math.max(slowest, once, options.turnMilliseconds);
  }
  const rounds = Math.max(
    3,
    Math.min(options.rounds, Math.floor(options.capMilliseconds / slowest)),
  );
  const samples: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const who = (turn + round) % contestants.length;
      // oxlint-disable-next-line no-await-in-loop -- as above
      samples[who].push((await contestants[who].time(counts[who])) / counts[who]);
    }
  }
  return samples;
}

/** Runs until two runs in a row take about the same, and tells how long one takes then. */
async function warm(contestant: Prepared): Promise<number> {
  let last = Infinity;
  for (let attempt = 0; attempt < 8; attempt++) {
    const count = attempt < 3 ? 1 : 3;
    // oxlint-disable-next-line no-await-in-loop -- each attempt needs the one before
    const now = (await contestant.time(count)) / count;
    if (attempt >= 2 && (now > last * 0.8 || now > 500)) return Math.max(now, 1e-5);
    last = now;
  }
  return Math.max(last, 1e-5);
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("median: there are no values");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many times as fast as `other` the first is: the median over the rounds of the ratios within a round. */
export function pairedRatio(ours: readonly number[], other: readonly number[]): number {
  return median(ours.map((milliseconds, round) => other[round] / milliseconds));
}
