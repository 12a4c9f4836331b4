import type { Report } from "./report.ts";
import { startRun } from "./run.ts";

/** What repeating the first steps gave. */
export interface Verification {
  /** The largest difference between a loss and the one of the report. */
  readonly largestDifference: number;
  readonly isEqual: boolean;
}

/** SIMD builds round in different places (fused or not), so the losses of two machines differ in the last digits. */
export const tolerance = 1e-4;

/** Repeats the first steps of the training that a report describes, and compares the losses. */
export async function verify(
  { recipe, firstLosses }: Pick<Report, "recipe" | "firstLosses">,
  onStep: (step: number, loss: number, expected: number) => void,
): Promise<Verification> {
  const { trainer } = startRun(recipe);
  let largestDifference = 0;
  for await (const { step, loss } of trainer.run({ until: firstLosses.length })) {
    const expected = firstLosses[step - 1];
    largestDifference = Math.max(largestDifference, Math.abs(loss - expected));
    onStep(step, loss, expected);
  }
  return { largestDifference, isEqual: largestDifference <= tolerance };
}
