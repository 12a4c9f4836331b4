import type { TestProject } from "vitest/node";
import { useDeterministicAlgorithms } from "../deterministic.ts";
import { digests } from "./digests.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly digestsOfNode: Readonly<Record<string, string>>;
  }
}

/** Computes in Node what a test in Chromium compares its own results with. */
export default function provideDigests(project: TestProject): void {
  useDeterministicAlgorithms(true);
  project.provide("digestsOfNode", digests());
}
