// Adds up the reports that the test runners left in a folder: `N passed, N failed, N skipped`.
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

const [folder, failedChecks, failedSuites] = process.argv.slice(2);
if (!folder) throw new Error("usage: count-reports FOLDER [FAILED CHECKS] [FAILED SUITES]");

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
// A suite that failed before it could report a failed test (a lint error, a crash) counts as one.
if (total.failed === 0) total.failed = Number(failedSuites ?? 0);
total.failed += Number(failedChecks ?? 0);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
