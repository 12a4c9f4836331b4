import { TokenizerError, type Tokenizer, type UnknownToken } from "@clearhead/tokenizer";
import {
  generateSteps,
  Seq2SeqTransformer,
  tensor,
  type GenerateOptions,
  type Tensor,
} from "@clearhead/transformer";
import { TranslationError } from "./errors.ts";
import type { Candidate, Step, Tokens, Translation, WrittenWord } from "./translation.ts";

/** The sizes of the model; see `Seq2SeqTransformer`. */
export interface TranslatorShape {
  readonly dModel: number;
  readonly numHeads: number;
  /** Of the encoder, and of the decoder. */
  readonly numLayers: number;
  readonly dimFeedforward: number;
  readonly dropout: number;
  /** The most tokens of a sentence, English or Portuguese. */
  readonly maxLength: number;
}

/** What a translator is made of. */
export interface TranslatorParts {
  readonly shape: TranslatorShape;
  /** English words. */
  readonly source: Tokenizer;
  /** Portuguese words, stems and endings, with a start and an end. */
  readonly target: Tokenizer;
}

export interface TranslateOptions {
  /** How many candidates each step reports; 5 if not given. */
  readonly alternatives?: number;
  /** Called around each piece of computing, all of it synchronous: `(compute) => observe(model, observer, compute)`. */
  readonly within?: GenerateOptions["within"];
}

/** A token with this mark continues the word before it: `vermelh ·a` is *vermelha*. */
const continuationMark = "·";

/**
 * Translates English sentences of a small world into Brazilian Portuguese, with everything in the open: the model, its
 * two vocabularies, and how probable each written token was.
 *
 * @example
 * const { text } = await loadTranslator().translate("the red car"); // "o carro vermelho"
 */
export class Translator {
  readonly shape: TranslatorShape;
  readonly model: Seq2SeqTransformer;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
  /** With it every target begins. */
  readonly startId: number;
  /** With it every target ends. */
  readonly endId: number;

  /**
   * The model is new: its weights are random until it is trained, or loaded with `loadTranslator`.
   *
   * @throws TensorError `value` for sizes that do not fit each other
   * @throws TokenizerError `vocabulary` when a tokenizer lacks a special token
   */
  constructor({ shape, source, target }: TranslatorParts) {
    // Padding is the first special token wherever there is one: its id is the same in both.
    const paddingId = source.special("padding");
    target.special("padding");
    this.shape = shape;
    this.source = source;
    this.target = target;
    this.startId = target.special("start");
    this.endId = target.special("end");
    this.model = new Seq2SeqTransformer({
      ...shape,
      srcVocabSize: source.size,
      tgtVocabSize: target.size,
      normFirst: true,
      tied: "target",
      paddingId,
    });
  }

  /**
   * A sentence as the model reads it: lower case, clitics apart, a closing full stop or exclamation mark left out.
   *
   * @throws TranslationError when the sentence is empty, too long, or has words that the translator does not know
   */
  read(text: string): Tokens {
    const all = this.source.tokenize(text);
    const isClosing = (token: string): boolean =>
      /^[.!…]$/.test(token) && this.source.tokenToId(token) === undefined;
    while (isClosing(all.at(-1)?.text ?? "")) all.pop();
    const tokens = all.map((token) => token.text);
    const details = { length: tokens.length, limit: this.shape.maxLength };
    if (details.length === 0) {
      throw new TranslationError(
        "empty",
        "there is nothing to translate: give an English sentence",
        details,
      );
    }
    if (details.length > details.limit) {
      throw new TranslationError(
        "too long",
        `the sentence has ${details.length} words, the translator takes at most ${details.limit}: shorten it`,
        details,
      );
    }
    try {
      return { tokens, ids: this.source.encode(text.slice(0, all.at(-1)!.end)) };
    } catch (error) {
      if (!(error instanceof TokenizerError && error.code === "unknown")) throw error;
      const { unknown } = error;
      throw new TranslationError("unknown words", describe(unknown), { ...details, unknown });
    }
  }

  /**
   * Writes the likeliest translation, token by token.
   *
   * @throws TranslationError when the sentence is empty, too long, or has words that the translator does not know (each
   * with its nearest known ones)
   */
  async translate(
    text: string,
    { alternatives = 5, within }: TranslateOptions = {},
  ): Promise<Translation> {
    const source = this.read(text);
    const generation = generateSteps(this.model, [source.ids], {
      startId: this.startId,
      endId: this.endId,
      ...(within && { within }),
    });
    const steps: Step[] = [];
    for await (const { ids, probabilities } of generation) {
      const row = await probabilities.data();
      const [id] = ids as [number];
      steps.push({ ...this.#candidate(row, id), alternatives: this.#best(row, alternatives) });
    }
    const isFinished = steps.at(-1)?.id === this.endId;
    const written = isFinished ? steps.slice(0, -1) : steps;
    const target = { tokens: written.map(({ token }) => token), ids: written.map(({ id }) => id) };
    const words = joinWords(target.tokens);
    return { text: this.target.decode(target.ids), source, target, words, steps, isFinished };
  }

  /**
   * Runs the model over a whole translation at once: logits `[1, written tokens and the closing one, vocabulary]`, whose
   * row i wrote `steps[i]`. It is how to look inside: `record(translator.model, () => translator.replay(translation))`.
   */
  replay({ source, target }: Pick<Translation, "source" | "target">): Tensor {
    const row = (ids: readonly number[]): Tensor =>
      tensor(Int32Array.from(ids), { shape: [1, ids.length] });
    return this.model.forward(row(source.ids), row([this.startId, ...target.ids]));
  }

  /** The token that each row of the decoder was fed: the row that was fed *o* is the one that writes *animal*. */
  fed({ target }: Pick<Translation, "target">): string[] {
    return [this.target.idToToken(this.startId), ...target.tokens];
  }

  #candidate(probabilities: ArrayLike<number>, id: number): Candidate {
    return { id, token: this.target.idToToken(id), probability: probabilities[id] };
  }

  #best(probabilities: ArrayLike<number>, count: number): Candidate[] {
    return Array.from(probabilities, (_, id) => id)
      .sort((a, b) => probabilities[b] - probabilities[a])
      .slice(0, count)
      .map((id) => this.#candidate(probabilities, id));
  }
}

function joinWords(tokens: readonly string[]): WrittenWord[] {
  const words: WrittenWord[] = [];
  tokens.forEach((token, index) => {
    const last = words.at(-1);
    if (last && token.startsWith(continuationMark)) {
      const text = last.text + token.slice(continuationMark.length);
      words[words.length - 1] = { ...last, text, end: index + 1 };
    } else {
      words.push({ text: token, start: index, end: index + 1 });
    }
  });
  return words;
}

function describe(unknown: readonly UnknownToken[]): string {
  const shown = unknown.slice(0, 5).map(({ text, nearest }) => {
    const hint = nearest.length > 0 ? ` (did you mean ${nearest.join(", ")}?)` : "";
    return `“${text.length > 20 ? `${text.slice(0, 20)}…` : text}”${hint}`;
  });
  const rest = unknown.length > shown.length ? ` and ${unknown.length - shown.length} more` : "";
  return `the translator does not know ${shown.join(", ")}${rest}`;
}
