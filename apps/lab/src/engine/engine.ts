import { explainAt, record, toTrace, type Recorded } from "@clearhead/lens";
import type { Tensor } from "@clearhead/transformer";
import {
  saveTranslator,
  TranslationError,
  type Translation,
  type Translator,
} from "@clearhead/translator";
import type { About, Answer, Question, Refusal, Run, Step } from "./messages.ts";
import { Reading } from "./reading.ts";
import { pieceToken, wordToken } from "./tokens.ts";

/** How many tokens a step tells apart; the others are summed. */
const CANDIDATES = 5;
/** What a picture draws; everything else is asked for one number at a time. */
const DRAWN = /\.(query|key|scores|pattern)$/;

/** Answers the page's questions. It lives in a worker, and in the tests beside them. */
export class Engine {
  readonly #load: () => Translator;
  #reading: { readonly translator: Translator; readonly model: Reading } | null = null;
  #last: { readonly text: string; readonly recorded: Recorded<Tensor> } | null = null;

  /** `load` is called once, at the first question. */
  constructor(load: () => Translator) {
    this.#load = load;
  }

  /** Never rejects: what goes wrong is an answer too. */
  async answer(question: Question): Promise<Answer> {
    try {
      switch (question.type) {
        case "translate":
          return { type: "translated", run: await this.#translate(question.text) };
        case "explain":
          return {
            type: "explained",
            chain: explainAt(await this.#recorded(question.text), question.address),
          };
        case "about":
          return { type: "about", about: await aboutOf(this.#open().translator) };
      }
    } catch (error) {
      if (error instanceof TranslationError) return { type: "refused", refusal: refusalOf(error) };
      return { type: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  #open(): { readonly translator: Translator; readonly model: Reading } {
    if (!this.#reading) {
      const translator = this.#load();
      this.#reading = { translator, model: new Reading(translator) };
    }
    return this.#reading;
  }

  async #translate(text: string): Promise<Run> {
    const { translator, model } = this.#open();
    const translation = await translator.translate(text);
    const recorded = record(model, () => model.forward(translation));
    this.#last?.recorded.dispose();
    this.#last = { text, recorded };
    const written = translation.steps.map(({ token }) => pieceToken(token));
    const trace = await toTrace(
      recorded,
      {
        source: translation.source.tokens.map(wordToken),
        target: translator.fed(translation).slice(0, written.length).map(pieceToken),
        written,
      },
      (path) => DRAWN.test(path),
    );
    return {
      text,
      translation: translation.text,
      steps: await stepsOf(translation, recorded.result, translator),
      trace,
    };
  }

  /** The run of a text: the last one is kept, any other is made again. */
  async #recorded(text: string): Promise<Recorded<Tensor>> {
    if (this.#last?.text !== text) await this.#translate(text);
    return this.#last!.recorded;
  }
}

async function stepsOf(
  translation: Translation,
  probabilities: Tensor,
  translator: Translator,
): Promise<Step[]> {
  const all = await probabilities.data();
  const size = probabilities.shape.at(-1)!;
  return translation.steps.map(({ token }, i) => {
    const row = all.subarray(i * size, (i + 1) * size);
    const best = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, CANDIDATES);
    const candidates = best.map((id) => ({
      id,
      token: pieceToken(translator.target.idToToken(id)),
      probability: row[id],
    }));
    const told = candidates.reduce((sum, { probability }) => sum + probability, 0);
    return {
      written: pieceToken(token),
      candidates,
      rest: { count: size - best.length, probability: Math.max(0, 1 - told) },
    };
  });
}

function refusalOf({ reason, length, limit, unknown }: TranslationError): Refusal {
  if (reason === "empty") return { reason: "empty" };
  if (reason === "too long") return { reason: "long", words: length, limit };
  return {
    reason: "unknown",
    words: unknown.map(({ text, nearest }) => ({ word: text, nearest })),
  };
}

async function aboutOf(translator: Translator): Promise<About> {
  const { source, target } = translator;
  const { length } = await saveTranslator(translator);
  return {
    bytes: length,
    source: source.vocabulary.map(wordToken),
    target: target.vocabulary.map(pieceToken),
  };
}
