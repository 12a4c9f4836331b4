import type { DeviceName } from "@clearhead/tensor";
import { Unsupported } from "./arguments.ts";
import { readCase } from "./cases.ts";
import { type Result, runCase } from "./run-case.ts";

/** A case before it is read. */
export interface CaseSource {
  readonly group: string;
  readonly name: string;
  readonly read: () => Uint8Array;
}

/** What became of one case. */
type Outcome =
  | { readonly kind: "passed"; readonly results: readonly Result[] }
  | { readonly kind: "failed" | "skipped"; readonly why: readonly string[] };

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Runs cases and writes a line a group, with its worst error, then what failed or was skipped and
 * why, and the totals alone in the last line.
 */
export async function runCases(
  cases: readonly CaseSource[],
  device: DeviceName,
  write: (line: string) => void,
): Promise<Totals> {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const [group, files] of groups(cases)) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const details: string[] = [];
    let worst: { result: Result; file: CaseSource } | undefined;
    for (const file of files) {
      const outcome = await runFile(file, device);
      counts[outcome.kind]++;
      totals[outcome.kind]++;
      if (outcome.kind === "passed") {
        for (const result of outcome.results) {
          if (worst === undefined || share(result) > share(worst.result)) worst = { result, file };
        }
      } else {
        for (const why of outcome.why) details.push(`  ${outcome.kind}: ${file.name}: ${why}`);
      }
    }
    const error =
      worst === undefined
        ? ""
        : `, worst error ${errorText(worst.result)} in ${worst.file.name} ${worst.result.name}`;
    write(`${group}: ${countText(counts)}${error}`);
    for (const line of details) write(line);
  }
  write(countText(totals));
  return totals;
}

async function runFile(file: CaseSource, device: DeviceName): Promise<Outcome> {
  try {
    const results = await runCase(readCase(file.read()), device);
    const wrong = results.filter(({ error, tolerance }) => !(error <= tolerance));
    if (wrong.length === 0) return { kind: "passed", results };
    return {
      kind: "failed",
      why: wrong.map(
        (result) => `${result.name} ${result.problem ?? `is off by ${errorText(result)}`}`,
      ),
    };
  } catch (error) {
    const why = [error instanceof Error ? error.message : String(error)];
    return { kind: error instanceof Unsupported ? "skipped" : "failed", why };
  }
}

function groups(files: readonly CaseSource[]): Map<string, CaseSource[]> {
  const byGroup = new Map<string, CaseSource[]>();
  for (const file of files) byGroup.set(file.group, [...(byGroup.get(file.group) ?? []), file]);
  return byGroup;
}

/** The share of what is allowed that an error takes up. */
function share({ error, tolerance }: Result): number {
  return error === 0 ? 0 : error / tolerance;
}

function errorText({ error, tolerance }: Result): string {
  if (tolerance === 0 && error > 0) return `${error} different elements`;
  return `${error === 0 ? 0 : error.toExponential(1)} of ${tolerance === 0 ? 0 : tolerance.toExponential(0)}`;
}

function countText({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
