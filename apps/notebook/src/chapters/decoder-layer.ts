import { tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { readSentence, writtenSentence } from "../notebook.ts";
import { pattern, table } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const decoderLayerChapter: Chapter = {
  name: "decoderLayer",
  formula:
    "x = norm1(x + manyHeads(x, causal)), x = norm2(x + manyHeads(x, memory)), x = norm3(x + feedForward(x))",
  shapes: "x [5, 64], memory [10, 64] → pattern [5, 5], pattern [5, 10] → [5, 64]",
  run(notebook, { captions, reading, writing }) {
    const { weights, modules } = notebook;
    const { selfAttention, crossAttention, norm1 } = weights.decoder;
    const memory = byHand.encoderLayer(readSentence(notebook), weights.encoder);
    const x = writtenSentence(notebook);
    const back = byHand.oneHead(x, x, selfAttention.heads[0], true);
    const afterBack = byHand.layerNorm(
      byHand.add(x, byHand.manyHeads(x, x, selfAttention, true)),
      norm1,
    );
    const across = byHand.oneHead(afterBack, memory, crossAttention.heads[0]);
    const output = byHand.decoderLayer(x, memory, weights.decoder);
    return {
      figures: [
        figure(captions.back, pattern(back.pattern, writing, writing)),
        figure(captions.across, pattern(across.pattern, writing, reading)),
        figure(captions.written, table(output, writing)),
      ],
      steps: [
        {
          name: "decoderLayer",
          byHand: output,
          withPackages: withPackages.decoderLayer(tensor(x), tensor(memory), modules.decoder),
        },
      ],
    };
  },
};
