// Asks Debian's dictionary whether it knows every Portuguese word that the grammar writes. Needs
// apt-get install hunspell hunspell-pt-br; run as npx tsx scripts/spelling.ts; exit code 1 and the words where it does not.
import { spawnSync } from "node:child_process";
import { joinPieces } from "../src/translation/example.ts";
import { translationGrammar } from "../src/translation/grammar.ts";
import { fixedExamples } from "../src/translation/phrases.ts";
import { targetVocabulary } from "../src/translation/vocabulary.ts";

const sentences = 1_000_000;

const forms = new Set<string>();
const pieces = new Set<string>();
const read = (target: readonly string[]): void => {
  for (const piece of target) pieces.add(piece);
  for (const form of joinPieces(target).replace("?", "").split(" ")) forms.add(form);
};
for (const example of fixedExamples) read(example.target);
const stream = translationGrammar({ split: "train", seed: 3 });
for (let index = 0; index < sentences; index++) read(stream.next().target);

const missed = targetVocabulary.filter((piece) => !piece.startsWith("<") && !pieces.has(piece));
const hunspell = spawnSync("hunspell", ["-d", "pt_BR", "-i", "utf-8", "-l"], {
  input: [...forms].join("\n"),
  encoding: "utf8",
});
if (hunspell.error) throw hunspell.error;
if (hunspell.status !== 0) throw new Error(`hunspell: ${hunspell.stderr}`);
const unknown = hunspell.stdout.split("\n").filter(Boolean);
console.log(`${forms.size} Portuguese forms, ${unknown.length} unknown to the dictionary`);
if (missed.length > 0)
  console.log(`pieces that no sentence of this sample had: ${missed.join(" ")}`);
for (const form of unknown) console.log(form);
process.exitCode = unknown.length > 0 ? 1 : 0;
