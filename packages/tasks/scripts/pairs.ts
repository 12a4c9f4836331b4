// Writes pairs/seed-1.txt: 200 seeded sentence pairs for people to read. A test holds the file equal to what the grammar gives.
import { writeFileSync } from "node:fs";
import { joinPieces } from "../src/translation/example.ts";
import { translationGrammar } from "../src/translation/grammar.ts";

const lines = translationGrammar({ split: "train", seed: 1 })
  .take(200)
  .map((example) => `${example.source.join(" ")}\t${joinPieces(example.target)}\n`);
writeFileSync(new URL("../pairs/seed-1.txt", import.meta.url), lines.join(""));
