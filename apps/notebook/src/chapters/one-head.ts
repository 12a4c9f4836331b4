import { explain, tensor, trace } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { ids, readSentence } from "../notebook.ts";
import { numbered, pattern, row } from "../print.ts";
import { headModules } from "../weights.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

/** The second token, "saw", looks at its twin, the ninth. */
const [saw, twin] = [2, 8];

export const oneHeadChapter: Chapter = {
  name: "oneHead",
  formula: "pattern = softmax(Q Kᵀ / √d), output = pattern · V",
  shapes: "x [10, 64] → q, k, v [10, 16] → scores, pattern [10, 10] → output [10, 16]",
  run(notebook, { captions, reading }) {
    const { x, table, weights } = notebook;
    const words = byHand.embedding(ids, table);
    const placed = readSentence(notebook); // words and positions
    const [flat, twins, inPlaces] = [x, words, placed].map((v) => byHand.attention(v, v, v));
    const head = weights.encoder.selfAttention.heads[0];
    const learned = byHand.oneHead(placed, placed, head);

    const input = tensor(placed);
    input.label = "x";
    const traced = trace(() => withPackages.attention(input, input, input));
    const score = explain(traced.scores, [saw, twin]);
    const [product] = score.reads; // q·k, before it was scaled
    return {
      figures: [
        figure(captions.notebookInput, pattern(flat.pattern, numbered(x), numbered(x))),
        figure(captions.twins, pattern(twins.pattern, reading, reading)),
        figure(captions.twinsInPlaces, pattern(inPlaces.pattern, reading, reading)),
        figure(
          captions.softmax,
          row(inPlaces.scores[saw], reading),
          row(inPlaces.pattern[saw], reading),
        ),
        figure(captions.explain, String(explain(traced.pattern, [saw, twin]))),
        figure(
          captions.explainScore,
          String(score),
          String(explain(product.tensor, product.index)),
        ),
        figure(captions.learned, pattern(learned.pattern, reading, reading)),
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
