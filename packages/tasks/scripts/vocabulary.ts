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

/** Sorted and wrapped; no token has a space in it. */
const list = (counts: Map<string, number>): string => {
  const lines = [""];
  for (const token of [...counts.keys()].sort()) {
    const line = lines.at(-1);
    if (line && line.length + token.length < 95) lines[lines.length - 1] = `${line} ${token}`;
    else lines.push(`  ${token}`);
  }
  return lines.slice(1).join("\n");
};
writeFileSync(
  new URL("../src/translation/vocabulary.ts", import.meta.url),
  `// Made by scripts/vocabulary.ts from ${sentences.toLocaleString("en")} sentences of the grammar; a test finds it complete.

const specials = ["<pad>", "<bos>", "<eos>"] as const;

/** Every English token of the grammar in the order of its id: \`<pad>\` 0, \`<bos>\` 1, \`<eos>\` 2, then sorted. */
export const sourceVocabulary: readonly string[] = tokens(\`
${list(source)}
\`);

/** Every Portuguese piece of the grammar in the order of its id: \`<pad>\` 0, \`<bos>\` 1, \`<eos>\` 2, then sorted. */
export const targetVocabulary: readonly string[] = tokens(\`
${list(target)}
\`);

function tokens(text: string): string[] {
  return [...specials, ...text.trim().split(/\\s+/)];
}
`,
);
console.log(`${source.size} English tokens, ${target.size} Portuguese pieces`);
