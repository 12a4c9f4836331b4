export type ChapterName =
  | "embedding"
  | "positions"
  | "oneHead"
  | "manyHeads"
  | "encoderLayer"
  | "decoderLayer"
  | "linearAndSoftmax"
  | "model";

/** Everything that the notebook says in one language; a missing sentence is a type error. */
export interface Words {
  /** The title, and what the notebook is. */
  title: string;
  introduction: string;
  closing: string;
  /** The sentence that is read, ten tokens; the same pattern of repeats in every language. */
  reading: string[];
  /** The sentence that is being written, five tokens. */
  writing: string[];
  /** Headings of the parts that each chapter has. */
  parts: { formula: string; shapes: string; look: string };
  /** Says that both columns agree; `name` is the step, `difference` a number such as `1.2e-7`. */
  agree: (name: string, difference: string) => string;
  chapters: Record<ChapterName, { title: string; what: string; look: string }>;
  captions: Record<Caption, string> & {
    logits: (shape: string) => string;
    parameters: (size: number) => string;
    /** `nats` is the mean cross-entropy of the model's own ids. */
    surprise: (nats: string) => string;
    /** How far two calls with the same ids are apart. */
    repeated: (atRest: string, inTraining: string) => string;
  };
}

/** The lines above the printed numbers. */
type Caption =
  | "table"
  | "positions"
  | "sum"
  | "distance"
  | "notebookInput"
  | "twins"
  | "twinsInPlaces"
  | "softmax"
  | "learned"
  | "explain"
  | "explainScore"
  | "heads"
  | "mixed"
  | "beforeAfter"
  | "back"
  | "across"
  | "written"
  | "likeliest"
  | "repr"
  | "attentionRepr";
