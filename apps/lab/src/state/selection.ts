import { attentionOf, headsOf, rowOf, type Attention, type HeadPlace } from "@clearhead/views";
import type { Run } from "../engine/messages.ts";
import type { View } from "./view.ts";

/** What is on the screen: a view in which the sentence has decided what the reader left open. */
export interface Selection {
  readonly step: number;
  readonly head: HeadPlace;
  /** The row that asks: a source token for the encoder, else the row that writes this step's token. */
  readonly row: number;
  readonly answer: number | null;
  readonly attention: Attention;
}

/** The pronouns that English leaves open: the words most worth asking why. */
const ASKED = new Set(["ele", "ela", "eles", "elas"]);

/** Fits a view to a run; what does not exist in it falls back to what the sentence decides. */
export function select(view: View, run: Run): Selection {
  const step = within(view.step, run.steps.length) ?? defaultStep(run);
  const heads = headsOf(run.trace);
  const head =
    heads.find(
      ({ kind, layer, head: index }) =>
        kind === view.head?.kind && layer === view.head.layer && index === view.head.head,
    ) ?? defaultHead(run, heads);
  const row =
    head.kind === "encoder"
      ? (within(view.asker, run.trace.source.length) ?? defaultAsker(run))
      : step;
  const attention = attentionOf(run.trace, head);
  return { step, head, row, answer: within(view.answer, attention.columns.length), attention };
}

const within = (place: number | null, length: number): number | null =>
  place !== null && place < length ? place : null;

/** A pronoun inside the sentence, else the last word. */
function defaultStep({ steps }: Run): number {
  const pronoun = steps.findIndex(({ written }, i) => i > 0 && ASKED.has(written.text));
  if (pronoun > 0) return pronoun;
  const isWord = ({ written }: Run["steps"][number]): boolean =>
    written.special === undefined && /\p{L}/u.test(written.text);
  return Math.max(0, steps.findLastIndex(isWord));
}

/** *it*, whose meaning the sentence decides; else the last word. */
function defaultAsker({ trace: { source } }: Run): number {
  const pronoun = source.findIndex(({ text }, i) => i > 0 && text === "it");
  if (pronoun > 0) return pronoun;
  const last = source.findLastIndex(({ special }) => special === undefined);
  return Math.max(0, last);
}

/**
 * The head that decides most clearly where to look when the word worth asking about is written: in the last layer of
 * cross-attention, just before the word is chosen.
 */
function defaultHead(run: Run, heads: readonly HeadPlace[]): HeadPlace {
  const last = heads.at(-1);
  if (!last) throw new RangeError("the trace holds no attention");
  const step = defaultStep(run);
  const sharpness = (head: HeadPlace): number =>
    Math.max(...rowOf(attentionOf(run.trace, head), step));
  // headsOf lists cross-attention last, from the first layer to the last
  const candidates = heads.filter(({ kind, layer }) => kind === last.kind && layer === last.layer);
  return candidates.reduce(
    (best, head) => (sharpness(head) > sharpness(best) ? head : best),
    candidates[0] ?? last,
  );
}
