import { explain, tensor, trace } from "@clearhead/nn";
import * as byHand from "../by-hand.ts";
import { ids, readSentence } from "../notebook.ts";
import { pattern, row } from "../print.ts";
import { headModules } from "../weights.ts";
import * as withPackages from "../with-packages.ts";
import type { Chapter } from "./chapter.ts";

/** The second token, "saw", looks at its twin, the ninth. */
const [saw, twin] = [2, 8];

export const oneHeadChapter: Chapter = {
  name: "oneHead",
  formula: "pattern = softmax(Q Kᵀ / √d), output = pattern · V",
  shapes:
    "q, k, v [10, 64] → scores, pattern [10, 10] → output [10, 64]; a head of four: q, k, v [10, 16]",
  run(notebook, { captions, reading }) {
    const { x, table, weights } = notebook;
    const words = byHand.embedding(ids, table);
    const placed = readSentence(notebook); // words and positions
    const [flat, twins, inPlaces] = [x, words, placed].map((v) => byHand.attention(v, v, v));
    const head = weights.encoder.selfAttention.heads[0];
    const learned = byHand.oneHead(placed, placed, head);

    const input = tensor(placed);
    const traced = trace(() => withPackages.attention(input, input, input));
    return {
      numbers: [
        captions.notebookInput,
        pattern(flat.pattern, reading, reading),
        captions.twins,
        pattern(twins.pattern, reading, reading),
        captions.twinsInPlaces,
        pattern(inPlaces.pattern, reading, reading),
        captions.softmax,
        row(inPlaces.scores[saw], reading),
        row(inPlaces.pattern[saw], reading),
        captions.explain,
        String(explain(traced.pattern, [saw, twin])),
        captions.learned,
        pattern(learned.pattern, reading, reading),
      ],
      steps: [
        { name: "attention", byHand: inPlaces.output, withPackages: traced.output },
        { name: "pattern", byHand: inPlaces.pattern, withPackages: traced.pattern },
        {
          name: "oneHead",
          byHand: learned.output,
          withPackages: withPackages.oneHead(input, input, headModules(head)).output,
        },
      ],
    };
  },
};
