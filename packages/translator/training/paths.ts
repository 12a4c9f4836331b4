import { fileURLToPath } from "node:url";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What a training reads and writes. */
export const paths: Readonly<Record<"checkpoint" | "weights" | "report" | "module", string>> = {
  /** To go on with after Ctrl-C; not part of the repository. */
  checkpoint: path("../weights/checkpoint.safetensors"),
  weights: path("../weights/translator.safetensors"),
  report: path("../weights/training.json"),
  /** The weights as text that can be imported. */
  module: path("../src/weights.ts"),
};
