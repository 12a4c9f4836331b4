import { inject } from "vitest";
import type { CaseSource } from "./report.ts";
import { goldenTests } from "./testing.ts";

const cases = inject("goldens").map(({ group, name, text }): CaseSource => ({
  group,
  name,
  read: () => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
}));
goldenTests("relaxed-simd kernels", cases, { kernels: "relaxed-simd" });
goldenTests("simd kernels", cases, { kernels: "simd" });
goldenTests("two threads", cases, { threads: 2 });
