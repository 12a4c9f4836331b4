import type { Tensor } from "@clearhead/tensor";
import type { Matrix } from "../by-hand.ts";
import type { Notebook } from "../notebook.ts";
import type { ChapterName, Words } from "../words.ts";

/** One step of the Transformer, computed both ways. */
export interface Step {
  name: string;
  byHand: Matrix;
  withPackages: Tensor;
}

/** Printed numbers, with nothing but an empty line between those under one caption. */
export interface Figure {
  caption: string;
  bodies: string[];
}

/** What a chapter computed: numbers to look at, and the steps to compare. */
interface Page {
  figures: Figure[];
  steps: Step[];
}

export function figure(caption: string, ...bodies: string[]): Figure {
  return { caption, bodies };
}

export interface Chapter {
  name: ChapterName;
  formula: string;
  shapes: string;
  run: (notebook: Notebook, words: Words) => Page | Promise<Page>;
}
