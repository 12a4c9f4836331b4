import { median } from "./measure.ts";
import type { Measured } from "./report.ts";

/** Below this speed-up of two independent copies the machine was busy with something else, and two threads cannot show theirs. */
const leastControl = 1.5;

/** How much faster two threads are than one, beside what two independent copies reach in the same rounds; `null` where one of the three is missing. */
export function scalingLine(measured: readonly Measured[]): string | null {
  const find = (name: string, threads: number): readonly number[] | undefined =>
    measured.find((one) => one.name === name && one.threads === threads)?.samples;
  const one = find("clearhead-wasm", 1);
  const two = find("clearhead-wasm", 2);
  const copies = find("two-copies", 2);
  if (!one || !two || !copies) return null;
  const rounds = Math.min(one.length, two.length, copies.length);
  const overRounds = (of: (round: number) => number): number =>
    median(Array.from({ length: rounds }, (_, round) => of(round)));
  const threads = overRounds((round) => one[round] / two[round]);
  const control = overRounds((round) => (2 * one[round]) / copies[round]);
  const share = overRounds((round) => copies[round] / (2 * two[round]));
  const figures = `two threads ${threads.toFixed(2)} × one, two copies ${control.toFixed(2)} × (control)`;
  if (control < leastControl) return `  ${figures}: void, the control is below ${leastControl} ×`;
  return `  ${figures}: ${(share * 100).toFixed(0)} % of it`;
}
