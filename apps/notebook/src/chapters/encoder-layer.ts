import { tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { readSentence } from "../notebook.ts";
import { spread } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const encoderLayerChapter: Chapter = {
  name: "encoderLayer",
  formula: "x = norm1(x + manyHeads(x)), x = norm2(x + feedForward(x))",
  shapes: "x [10, 64] → manyHeads [10, 64] → feedForward [10, 256] → [10, 64]",
  run(notebook, { captions, reading }) {
    const x = readSentence(notebook);
    const output = byHand.encoderLayer(x, notebook.weights.encoder);
    return {
      figures: [figure(captions.beforeAfter, spread(x, output, reading))],
      steps: [
        {
          name: "encoderLayer",
          byHand: output,
          withPackages: withPackages.encoderLayer(tensor(x), notebook.modules.encoder),
        },
      ],
    };
  },
};
