import type { Tensor } from "@clearhead/nn";
import type { Matrix } from "../by-hand.ts";
import type { Notebook } from "../notebook.ts";
import type { ChapterName, Words } from "../words.ts";

/** One step of the Transformer, computed both ways. */
export interface Step {
  name: string;
  byHand: Matrix;
  withPackages: Tensor;
}

/** What a chapter computed: numbers to look at under their captions, and the steps to compare. */
export interface Page {
  numbers: string[];
  steps: Step[];
}

export interface Chapter {
  name: ChapterName;
  formula: string;
  shapes: string;
  run: (notebook: Notebook, words: Words) => Page | Promise<Page>;
}
