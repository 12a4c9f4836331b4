import { createHash } from "node:crypto";
import { evaluate, percent, type Evaluation, type Score } from "./evaluate.ts";
import type { Recipe } from "./recipe.ts";
import type { Translator } from "../src/translator.ts";

/** What is committed beside the weights: how they were made, and what they can do. */
export interface Report {
  readonly recipe: Recipe;
  /** The losses of the first steps, which `--verify` repeats. */
  readonly firstLosses: readonly number[];
  /** The mean loss of the last hundred steps. */
  readonly lastLoss: number;
  /** Exact translations among sentences like those of the training. */
  readonly heldOut: Score;
  /** Among hero sentences whose animal and place never met in training. */
  readonly hero: Score;
  /** Among sentences with an adjective–noun or verb–object pair that no training sentence has. */
  readonly compositional: Score;
  /** The held-out sentences by what they show. */
  readonly phenomena: Readonly<Record<string, Score>>;
  /** The size of the weights' file. */
  readonly bytes: number;
  /** SHA-256 of the weights' file, in hexadecimal. */
  readonly sha256: string;
}

/** What the weights must reach to be kept, as shares of exact translations. */
export const required = { heldOut: 0.97, hero: 0.99 } as const;

const sentenceCounts = { heldOut: 3000, hero: 1000, compositional: 1000 } as const;
const shownMistakes = 20;

/** The three evaluations of a finished translator. */
export type Evaluations = Readonly<Record<keyof typeof sentenceCounts, Evaluation>>;

export async function evaluateAll(
  translator: Translator,
  say: (line: string) => void,
): Promise<Evaluations> {
  const run = async (split: keyof typeof sentenceCounts): Promise<Evaluation> => {
    const evaluation = await evaluate(translator, split, sentenceCounts[split]);
    say(`${split.padEnd(14)} ${percent(evaluation)} of ${evaluation.total}`);
    return evaluation;
  };
  return {
    heldOut: await run("heldOut"),
    hero: await run("hero"),
    compositional: await run("compositional"),
  };
}

/** A table of the phenomena, the weakest first, and some of the mistakes. */
export function describe({ heldOut, hero, compositional }: Evaluations): string {
  const rows = [...heldOut.phenomena]
    .sort(([, a], [, b]) => a.exact / a.total - b.exact / b.total)
    .map(([name, score]) => `  ${name.padEnd(28)} ${percent(score).padStart(9)} of ${score.total}`);
  const mistakes = [heldOut, hero, compositional]
    .flatMap((evaluation) => evaluation.mistakes.slice(0, shownMistakes))
    .map(({ example, written }) =>
      [example.source, example.target, written].map((tokens) => `  ${tokens.join(" ")}`).join("\n"),
    );
  return [
    "By phenomenon:",
    ...rows,
    "",
    "Mistakes (English, expected, written):",
    mistakes.join("\n\n"),
  ].join("\n");
}

/** The score without what is only shown. */
export function scoreOf({ exact, total }: Score): Score {
  return { exact, total };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The source of the module that holds the weights as text. */
export function weightsModule(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("base64");
  return `// Made by npm run train:translator: a safetensors file in base64.\nexport const weights: string =\n  "${text}";\n`;
}
