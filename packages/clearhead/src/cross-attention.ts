import { record } from "@clearhead/lens";
import type { Translation, Translator } from "@clearhead/translator";
import type { HeadAttention } from "./attention-table.ts";

const patternPath = /decoder\.layers\.(\d+)\.multihead_attn\.pattern$/;

/** Where every head of the cross-attention looked while a translation was written, a row for each written token. */
export async function crossAttention(
  translator: Translator,
  translation: Translation,
): Promise<HeadAttention[]> {
  using run = record(translator.model, () => translator.replay(translation));
  const heads: HeadAttention[] = [];
  for (const [path, { value }] of run.probes) {
    const layer = patternPath.exec(path)?.[1];
    if (layer === undefined) continue;
    const [, headCount, queries, keys] = value.shape as [number, number, number, number]; // batch of 1
    const weights = await value.data();
    for (let head = 0; head < headCount; head++) {
      // A translation that was cut off has a last row that wrote nothing.
      const pattern = Array.from(
        { length: Math.min(queries, translation.steps.length) },
        (_, row) => {
          const start = (head * queries + row) * keys;
          return [...weights.slice(start, start + keys)];
        },
      );
      heads.push({ layer: Number(layer) + 1, head: head + 1, pattern });
    }
  }
  return heads;
}
