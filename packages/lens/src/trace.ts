import type { Recording, Trace } from "@clearhead/views";
import type { Recorded } from "./record.ts";

/** The words of a run: what the encoder read, what the decoder read, and what each row of the decoder wrote. */
export type TraceTokens = Pick<Trace, "source" | "target" | "written">;

/**
 * A run as plain data that views draw, that a worker sends and that a file holds.
 *
 * @param only - which probes are wanted; all of them, if not given
 * @example
 * const trace = await toTrace(run, { source, target, written });
 * document.querySelector("clearhead-attention").attention = attentionOf(trace, { kind: "cross", layer: 1, head: 2 });
 */
export async function toTrace(
  run: Recorded<unknown>,
  tokens: TraceTokens,
  only: (path: string) => boolean = () => true,
): Promise<Trace> {
  const wanted = [...run.probes.values()].filter(({ path }) => only(path));
  const probes = await Promise.all(
    wanted.map(async ({ path, value, declaration }): Promise<[string, Recording]> => {
      const { axes, formula, meaning } = declaration;
      const data = await value.data();
      return [path, { shape: value.shape, data: Float32Array.from(data), axes, formula, meaning }];
    }),
  );
  return { ...tokens, probes: Object.fromEntries(probes) };
}
