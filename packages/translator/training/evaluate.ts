import { translationGrammar, type Example, type Split } from "@clearhead/tasks";
import { generate } from "@clearhead/transformer";
import type { Translator } from "../src/translator.ts";

/** How many of some sentences were translated exactly. */
export interface Score {
  readonly exact: number;
  readonly total: number;
}

/** What became of the sentences of a split. */
export interface Evaluation extends Score {
  /** The sentences by what they show. */
  readonly phenomena: ReadonlyMap<string, Score>;
  /** What was written otherwise than it should be. */
  readonly mistakes: readonly { example: Example; written: readonly string[] }[];
}

const batchSize = 100;
/** No training draws from this seed. */
const seed = 999;

/** Translates sentences of a split and compares every piece with the grammar's. */
export async function evaluate(
  translator: Translator,
  split: Split,
  count: number,
): Promise<Evaluation> {
  const examples = translationGrammar({ split, seed }).take(count);
  const phenomena = new Map<string, Score>();
  const mistakes: { example: Example; written: readonly string[] }[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const part = examples.slice(start, start + batchSize);
    const translations = await translateAll(translator, part);
    part.forEach((example, index) => {
      const written = translations[index];
      const isExact = written.join(" ") === example.target.join(" ");
      if (!isExact) mistakes.push({ example, written });
      for (const name of example.phenomena) {
        const { exact, total } = phenomena.get(name) ?? { exact: 0, total: 0 };
        phenomena.set(name, { exact: exact + Number(isExact), total: total + 1 });
      }
    });
  }
  return { exact: count - mistakes.length, total: count, phenomena, mistakes };
}

async function translateAll(
  { model, source, target, startId, endId }: Translator,
  examples: readonly Example[],
): Promise<string[][]> {
  const ids = examples.map((example) => source.encodeTokens(example.source));
  const written = await generate(model, ids, { startId, endId });
  return written.ids.map((row) => row.map((id) => target.idToToken(id)));
}

/** `98.50 %` */
export function percent({ exact, total }: Score): string {
  return `${((100 * exact) / total).toFixed(2)} %`;
}
