import type { Prepared } from "./contestant.ts";

export interface MeasureOptions {
  /** How often each contestant's turn comes. */
  readonly rounds: number;
  /** A turn repeats the task until it lasts about this long. */
  readonly turnMilliseconds: number;
  /** No contestant is given more than about this for one case: a slow one takes part in the first rounds only, or in none. */
  readonly capMilliseconds: number;
}

export const defaults: MeasureOptions = {
  rounds: 15,
  turnMilliseconds: 20,
  capMilliseconds: 6000,
};

/** A slow contestant takes part in at least so many rounds, unless a single run is above the cap. */
const fewestRounds = 3;

/**
 * Milliseconds of one run, a list for each contestant, position r from round r. In a round every contestant has its turn, each
 * round beginning with another, so that what the machine does meanwhile meets all alike. The list is shorter for a contestant
 * that reached the cap, and empty for one of which a single run is above it.
 */
export async function interleave(
  contestants: readonly Prepared[],
  options: MeasureOptions = defaults,
): Promise<number[][]> {
  const counts: number[] = [];
  const rounds: number[] = [];
  for (const contestant of contestants) {
    // oxlint-disable-next-line no-await-in-loop -- two contestants at once would disturb each other
    const once = await warm(contestant, options.capMilliseconds);
    const affordable = Math.floor(
      options.capMilliseconds / Math.max(once, options.turnMilliseconds),
    );
    counts.push(Math.max(1, Math.round(options.turnMilliseconds / once)));
    rounds.push(
      once > options.capMilliseconds
        ? 0
        : Math.min(options.rounds, Math.max(fewestRounds, affordable)),
    );
  }
  const samples: number[][] = contestants.map(() => []);
  for (let round = 0; round < options.rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const who = (place + round) % contestants.length;
      if (round >= rounds[who]) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      samples[who].push((await turn(contestants[who], counts[who])) / counts[who]);
    }
  }
  return samples;
}

/** A turn begins when the event loop has had its own: workers start only then, and nobody pays for what another left to it. */
async function turn(contestant: Prepared, count: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve));
  return contestant.time(count);
}

/** Runs until two runs in a row take about the same, and tells how long one takes then. */
async function warm(contestant: Prepared, capMilliseconds: number): Promise<number> {
  let last = Infinity;
  for (let attempt = 0; attempt < 8; attempt++) {
    const count = attempt < 3 ? 1 : 3;
    // oxlint-disable-next-line no-await-in-loop -- each attempt needs the one before
    const now = (await turn(contestant, count)) / count;
    const isSteady = attempt >= 2 && (now > last * 0.8 || now > 500);
    if (isSteady || now > capMilliseconds) return Math.max(now, 1e-5);
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

/** How many times as fast as `other` the first is: the median of the ratios within a round, over the rounds of both. */
export function pairedRatio(ours: readonly number[], other: readonly number[]): number {
  const rounds = Math.min(ours.length, other.length);
  return median(ours.slice(0, rounds).map((milliseconds, round) => other[round] / milliseconds));
}
