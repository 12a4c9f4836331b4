import type { Chapter } from "./chapter.ts";
import { decoderLayerChapter } from "./decoder-layer.ts";
import { embeddingChapter } from "./embedding.ts";
import { encoderLayerChapter } from "./encoder-layer.ts";
import { linearAndSoftmaxChapter } from "./linear-and-softmax.ts";
import { manyHeadsChapter } from "./many-heads.ts";
import { modelChapter } from "./model.ts";
import { oneHeadChapter } from "./one-head.ts";
import { positionsChapter } from "./positions.ts";

/** In the order in which they are read. */
export const chapters: readonly Chapter[] = [
  embeddingChapter,
  positionsChapter,
  oneHeadChapter,
  manyHeadsChapter,
  encoderLayerChapter,
  decoderLayerChapter,
  linearAndSoftmaxChapter,
  modelChapter,
];
