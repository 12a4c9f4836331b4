import { setNumThreads, useDeterministicAlgorithms } from "@clearhead/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCases, type CaseSource } from "./report.ts";
import { settle, type Settings } from "./settings.ts";

/** Declares a test for each group of cases, computed in a way; skipped where there are no cases. */
export function goldenTests(way: string, cases: readonly CaseSource[], settings: Settings): void {
  const isRun = cases.length > 0;
  const groups = isRun ? [...new Set(cases.map(({ group }) => group))] : ["no cases are here"];

  describe.runIf(isRun)(`goldens, ${way}`, () => {
    beforeAll(() => settle(settings));
    afterAll(() => {
      useDeterministicAlgorithms(false);
      setNumThreads(1);
    });

    it.each(groups)("%s", async (group) => {
      const lines: string[] = [];
      const chosen = cases.filter((each) => each.group === group);
      const { passed } = await runCases(chosen, "cpu", (line) => lines.push(line));
      expect({ passed, lines }).toMatchObject({ passed: chosen.length });
    });
  });
}
