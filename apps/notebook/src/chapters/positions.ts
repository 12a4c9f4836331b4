import * as byHand from "../by-hand.ts";
import { dModel, ids, readSentence } from "../notebook.ts";
import { numbered, table } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const positionsChapter: Chapter = {
  name: "positions",
  formula: "p[t, 2i] = sin(t / 10000^(2i/dModel)), p[t, 2i+1] = cos(t / 10000^(2i/dModel))",
  shapes: "p [10, 64]; x + p [10, 64]",
  run(notebook, { captions, reading }) {
    const positions = byHand.sinusoidalPositions(ids.length, dModel);
    const products = positions.map((position) => byHand.dot(positions[0], position));
    return {
      figures: [
        figure(captions.positions, table(positions, numbered(positions))),
        figure(captions.sum, table(readSentence(notebook), reading)),
        figure(captions.distance, `  ${products.map((product) => product.toFixed(1)).join("  ")}`),
      ],
      steps: [
        {
          name: "sinusoidalPositions",
          byHand: positions,
          withPackages: withPackages.sinusoidalPositions(ids.length, dModel),
        },
      ],
    };
  },
};
