import { Module, softmax, type ProbeTable, type Tensor } from "@clearhead/transformer";
import { type Translation, type Translator } from "@clearhead/translator";
import { PROBABILITIES } from "./names.ts";

/** The translator with its last step in the open: from logits to probabilities. */
export class Reading extends Module<typeof PROBABILITIES> {
  static override readonly probes: ProbeTable<typeof PROBABILITIES> = {
    [PROBABILITIES]: {
      axes: ["batch", "positions", "vocabulary"],
      formula: "softmax(logits)",
      meaning: {
        en: "how probable each token is as the next one; they sum to 1",
        pt: "quão provável é cada token como o próximo; somam 1",
      },
    },
  };

  readonly model: Translator["model"];
  readonly #translator: Translator;

  constructor(translator: Translator) {
    super();
    this.model = translator.model;
    this.#translator = translator;
  }

  /** The model keeps its own names. */
  override nameOf(property: string): string {
    return property === "model" ? "" : super.nameOf(property);
  }

  /** A finished translation once more, every row of the decoder at once → `[1, written tokens, vocabulary]`. */
  forward(translation: Translation): Tensor {
    return this.probe(PROBABILITIES, softmax(this.#translator.replay(translation), -1));
  }
}
