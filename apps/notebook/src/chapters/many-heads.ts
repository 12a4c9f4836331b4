import { tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { readSentence } from "../notebook.ts";
import { numbered, table, thumbnails } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const manyHeadsChapter: Chapter = {
  name: "manyHeads",
  formula: "concat(head₁, …, head₄) · W_O, headᵢ = attention(x W_Qᵢ, x W_Kᵢ, x W_Vᵢ)",
  shapes: "x [10, 64] → 4 × [10, 16] → concat [10, 64] → output [10, 64]",
  run(notebook, { captions, reading }) {
    const x = readSentence(notebook);
    const weights = notebook.weights.encoder.selfAttention;
    const patterns = weights.heads.map((head) => byHand.oneHead(x, x, head).pattern);
    const output = byHand.manyHeads(x, x, weights);
    const input = tensor(x);
    return {
      figures: [
        figure(captions.heads, thumbnails(patterns, numbered(patterns, 1))),
        figure(captions.mixed, table(output, reading)),
      ],
      steps: [
        {
          name: "manyHeads",
          byHand: output,
          withPackages: withPackages.manyHeads(input, input, notebook.modules.encoder.selfAttn)
            .output,
        },
      ],
    };
  },
};
