// Adds up the reports that the test runners left in a folder: `N passed, N failed, N skipped`.
import { countReports, countText } from "./reports.ts";

const [folder, failedChecks, failedSuites] = process.argv.slice(2);
if (!folder) throw new Error("usage: count-reports FOLDER [FAILED CHECKS] [FAILED SUITES]");

const total = countReports(folder);
// A suite that failed before it could report a failed test (a lint error, a crash) counts as one.
if (total.failed === 0) total.failed = Number(failedSuites ?? 0);
total.failed += Number(failedChecks ?? 0);
console.log(countText(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
