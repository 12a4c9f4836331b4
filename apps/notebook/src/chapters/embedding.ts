import { tensor } from "@clearhead/tensor";
import * as byHand from "../by-hand.ts";
import { ids } from "../notebook.ts";
import { table } from "../print.ts";
import * as withPackages from "../with-packages.ts";
import { type Chapter, figure } from "./chapter.ts";

export const embeddingChapter: Chapter = {
  name: "embedding",
  formula: "x[i] = table[ids[i]]",
  shapes: "ids [10], table [100, 64] → x [10, 64]",
  run(notebook, { captions, reading }) {
    const x = byHand.embedding(ids, notebook.table);
    const labels = reading.map((word, i) => `${word} (${ids[i]})`);
    return {
      figures: [figure(captions.table, table(x, labels))],
      steps: [
        {
          name: "embedding",
          byHand: x,
          withPackages: withPackages.embedding(ids, tensor(notebook.table)),
        },
      ],
    };
  },
};
