import type { AttentionKind, HeadPlace, Trace } from "./trace.ts";

/** `transformer.decoder.layers.1.multihead_attn.pattern`, as PyTorch names the parts of its layers. */
const ATTENTION = /(?:^|\.)layers\.(\d+)\.(self_attn|multihead_attn)\.(\w+)$/;

/** What the path of a probe inside an attention layer says, or `null` for a probe elsewhere. */
export function parseAttentionPath(
  path: string,
): { kind: AttentionKind; layer: number; name: string } | null {
  const match = ATTENTION.exec(path);
  if (!match) return null;
  const [, layer, attention, name = ""] = match;
  const own = /(?:^|\.)encoder\./.test(path) ? "encoder" : "decoder";
  return { kind: attention === "multihead_attn" ? "cross" : own, layer: Number(layer), name };
}

/** The path of a probe (`pattern`, `scores`, `query`, …) of a head's layer, where the trace has it. */
export function attentionPath(
  trace: Trace,
  place: Omit<HeadPlace, "head">,
  name: string,
): string | undefined {
  return Object.keys(trace.probes).find((path) => {
    const found = parseAttentionPath(path);
    return found?.kind === place.kind && found.layer === place.layer && found.name === name;
  });
}

/** Every head whose pattern the trace holds: encoder, decoder, cross, from the first layer to the last. */
export function headsOf(trace: Trace): HeadPlace[] {
  const layers = Object.entries(trace.probes).flatMap(([path, { shape }]) => {
    const found = parseAttentionPath(path);
    return found?.name === "pattern" ? [{ ...found, heads: shape[1] ?? 0 }] : [];
  });
  return KINDS.flatMap((kind) =>
    layers
      .filter((layer) => layer.kind === kind)
      .sort((a, b) => a.layer - b.layer)
      .flatMap(({ layer, heads }) =>
        Array.from({ length: heads }, (_, head) => ({ kind, layer, head })),
      ),
  );
}

const KINDS = ["encoder", "decoder", "cross"] as const satisfies readonly AttentionKind[];
