import type { Answer } from "./messages.ts";

/** The arrays of an answer, which move to the page instead of being copied. */
export function transferables(answer: Answer): ArrayBuffer[] {
  if (answer.type !== "translated") return [];
  const buffers = Object.values(answer.run.trace.probes).map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter(
    (buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer,
  );
}
