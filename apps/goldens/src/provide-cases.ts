import type { TestProject } from "vitest/node";
import { usualCases } from "./files.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The files in base64: a page has no files. */
    readonly goldens: readonly {
      readonly group: string;
      readonly name: string;
      readonly text: string;
    }[];
  }
}

export default function provideCases(project: TestProject): void {
  const goldens = usualCases().map(({ group, name, read }) => ({
    group,
    name,
    text: Buffer.from(read()).toString("base64"),
  }));
  project.provide("goldens", goldens);
}
