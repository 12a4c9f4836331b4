import { suites, type Case } from "@clearhead/bench";

/** What takes minutes on a phone, or more memory than a page gets, is left to the command. */
const left = ["2048", "T 4096", "6 layers × 6 heads"];

/** The suites of the benchmarks that a page runs. */
export const suiteNames = [
  "elementwise",
  "matmul",
  "matvec",
  "dispatch",
  "attention",
  "train",
] as const;
export type SuiteName = (typeof suiteNames)[number];

/** The cases of a suite that a page runs. */
export function casesOf(suite: SuiteName): readonly Case[] {
  return suites[suite].filter(({ name }) => !left.some((text) => name.startsWith(text)));
}
