import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The numbers that vitest's JSON reporter writes. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: unknown[];
  }[];
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds up the reports that test runners left in a folder. */
export function countReports(folder: string): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const file of readdirSync(folder)) {
    const report = JSON.parse(readFileSync(join(folder, file), "utf8")) as Report;
    // A file that does not load has no tests to fail: it counts as one failure.
    const unloaded = report.testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests + unloaded.length;
    total.skipped += report.numPendingTests + report.numTodoTests;
  }
  return total;
}

/** `N passed, N failed, N skipped` */
export function countText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
