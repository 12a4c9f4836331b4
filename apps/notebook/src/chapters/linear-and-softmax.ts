import { tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { readSentence, writtenSentence } from "../notebook.ts";
import { likeliest } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const linearAndSoftmaxChapter: Chapter = {
  name: "linearAndSoftmax",
  formula: "probabilities = softmax(x Wᵀ + b)",
  shapes: "x [5, 64] → logits [5, 100] → probabilities [5, 100]",
  run(notebook, { captions, writing }) {
    const { weights, modules } = notebook;
    const memory = byHand.encoderLayer(readSentence(notebook), weights.encoder);
    const x = byHand.decoderLayer(writtenSentence(notebook), memory, weights.decoder);
    const probabilities = byHand.linearAndSoftmax(x, weights.out);
    return {
      figures: [figure(captions.likeliest, likeliest(probabilities, writing))],
      steps: [
        {
          name: "linearAndSoftmax",
          byHand: probabilities,
          withPackages: withPackages.linearAndSoftmax(tensor(x), modules.out),
        },
      ],
    };
  },
};
