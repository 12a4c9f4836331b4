// Writes src/translation/vocabulary.ts: every English token and Portuguese piece of the grammar, counted over many seeded
// sentences. Run after any change of the grammar: npx tsx scripts/vocabulary.ts
import { writeFileSync } from "node:fs";
import { translationGrammar } from "../src/translation/grammar.ts";

const sentences = 2_000_000;
/** A piece that a training run of a million sentences meets less often than this cannot be learned. */
const rarest = 20;

const source = new Map<string, number>();
const target = new Map<string, number>();
const count = (counts: Map<string, number>, tokens: readonly string[]): void => {
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
};
const stream = translationGrammar({ split: "train", seed: 20_261_123 });
for (let index = 0; index < sentences; index++) {
  const example = stream.next();
  count(source, example.source);
  count(target, example.target);
}
for (const [token, times] of [...source, ...target])
  if (times < rarest) console.warn(`rare: ${token} came ${times} times in ${sentences} sentences`);

const list = (counts: Map<string, number>): string =>
  [...counts.keys()]
    .sort()
    .map((token) => `  ${JSON.stringify(token)},\n`)
    .join("");
writeFileSync(
  new URL("../src/translation/vocabulary.ts", import.meta.url),
  `// Made by scripts/vocabulary.ts from ${sentences.toLocaleString("en")} sentences of the grammar; a test finds it complete.

const specials = ["<pad>", "<bos>", "<eos>"] as const;

/** Every English token of the grammar in the order of its id: \`<pad>\` 0, \`<bos>\` 1, \`<eos>\` 2, then sorted. */
export const sourceVocabulary: readonly string[] = [
  ...specials,
${list(source)}];

/** Every Portuguese piece of the grammar in the order of its id: \`<pad>\` 0, \`<bos>\` 1, \`<eos>\` 2, then sorted. */
export const targetVocabulary: readonly string[] = [
  ...specials,
${list(target)}];
`,
);
console.log(`${source.size} English tokens, ${target.size} Portuguese pieces`);
