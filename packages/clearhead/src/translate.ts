import { readFile } from "node:fs/promises";
import {
  loadTranslator,
  TranslationError,
  WeightsError,
  type Translator,
} from "@clearhead/translator";
import { attentionTable, clearestHead, type HeadAttention } from "./attention-table.ts";
import { chooseMultiplier } from "./blas.ts";
import { crossAttention } from "./cross-attention.ts";
import { CommandError } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

export interface TranslateOptions {
  /** Also print where a head looked: the one named, else the clearest. */
  readonly attention?: true;
  /** `layer.head`, both counted from 1. */
  readonly head?: string;
  readonly json?: true;
  readonly weights?: string;
  /** Whether the system's BLAS multiplies matrices; where it can when left out. */
  readonly blas?: boolean;
}

/**
 * Translates the sentence of the command line, or each line of the input.
 *
 * @throws CommandError when a sentence, the head or the weights are refused, or a BLAS is asked for and there is none
 */
export async function translate(
  words: readonly string[],
  options: TranslateOptions,
  terminal: Terminal,
): Promise<void> {
  const sentences = words.length > 0 ? [words.join(" ")] : await readSentences(terminal);
  try {
    const translator = await load(options.weights);
    const multiplier = await chooseMultiplier(options.blas);
    for (const [at, sentence] of sentences.entries()) {
      const translation = await translateOne(translator, sentence, options);
      if (at === 0 && multiplier !== null) terminal.writeError(`clearhead: ${multiplier}\n`);
      terminal.write(`${translation}\n`);
    }
  } catch (error) {
    if (error instanceof TranslationError || error instanceof WeightsError) {
      throw new CommandError(error.message, { cause: error });
    }
    throw error;
  }
}

async function readSentences(terminal: Terminal): Promise<string[]> {
  const input = await terminal.readInput();
  if (input === undefined) {
    throw new CommandError('give a sentence: clearhead translate "the red car"');
  }
  return input.trim().split(/\s*\n\s*/);
}

async function load(path: string | undefined): Promise<Translator> {
  if (path === undefined) return loadTranslator();
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new CommandError(`cannot read the weights: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return loadTranslator(bytes);
}

async function translateOne(
  translator: Translator,
  sentence: string,
  { attention, head, json }: TranslateOptions,
): Promise<string> {
  const translation = await translator.translate(sentence);
  const shown =
    attention || head !== undefined
      ? chooseHead(await crossAttention(translator, translation), head)
      : undefined;
  if (json) return JSON.stringify(shown ? { ...translation, attention: shown } : translation);
  if (!shown) return translation.text;
  const written = translation.steps.map(({ token }) => token);
  return `${translation.text}\n\n${attentionTable(shown, translation.source.tokens, written)}`;
}

function chooseHead(heads: readonly HeadAttention[], name: string | undefined): HeadAttention {
  if (name === undefined) return clearestHead(heads);
  const head = heads.find((one) => `${one.layer}.${one.head}` === name);
  if (head) return head;
  const names = heads.map((one) => `${one.layer}.${one.head}`).join(", ");
  throw new CommandError(`there is no head ${name}; the heads (layer.head) are ${names}`);
}
