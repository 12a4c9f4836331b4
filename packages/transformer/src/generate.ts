import {
  argmax,
  createScope,
  inference,
  reshape,
  slice,
  softmax,
  tensor,
  TensorError,
  type Scope,
  type Tensor,
} from "@clearhead/nn";
import type { Seq2SeqTransformer } from "./seq2seq-transformer.ts";

export interface GenerateOptions {
  /** The id with which every target begins; it is not part of the result. */
  readonly startId: number;
  /** The id that ends a target; it is not part of the result. */
  readonly endId: number;
  /** The most ids to write; by default 50 more than the longest source, as in the paper, as far as the model has positions. */
  readonly maxLength?: number;
  /** Called around each piece of computing, all of it synchronous: `(compute) => observe(model, observer, compute)`. */
  readonly within?: <Result>(compute: () => Result) => Result;
}

/** One token written in each row. */
export interface GenerationStep {
  /** 0 for the first token. */
  readonly index: number;
  /** `[batch, tgtVocabSize]`, of this step; freed when the next is asked for. */
  readonly logits: Tensor;
  /** `softmax(logits)`; freed when the next step is asked for. */
  readonly probabilities: Tensor;
  /** What each row wrote: the likeliest id; `endId` in a row that had ended. */
  readonly ids: readonly number[];
  /** Which rows have ended, with this step or before. */
  readonly finished: readonly boolean[];
}

export interface Generated {
  /** What each row wrote, without `startId` and `endId`. */
  readonly ids: readonly (readonly number[])[];
  /** Whether the row came to its end; otherwise `maxLength` cut it off. */
  readonly finished: readonly boolean[];
}

/**
 * Writes a target for each source, always the likeliest token (greedy decoding).
 *
 * @param source - ids, a row a sentence; shorter rows are filled with the model's `paddingId`
 * @throws TensorError `value` for sources or ids that the model cannot take
 * @see Attention Is All You Need, section 3.1: auto-regressive decoding
 * @example
 * const { ids } = await generate(model, [[5, 6, 7]], { startId: 1, endId: 2 });
 */
export async function generate(
  model: Seq2SeqTransformer,
  source: readonly (readonly number[])[],
  options: GenerateOptions,
): Promise<Generated> {
  const ids: number[][] = source.map(() => []);
  let finished: readonly boolean[] = source.map(() => false);
  for await (const step of generateSteps(model, source, options)) {
    step.ids.forEach((id, row) => {
      if (!finished[row] && id !== options.endId) ids[row]?.push(id);
    });
    finished = step.finished;
  }
  return { ids, finished };
}

/**
 * The same, one token at a time: for a page that shows probabilities, or a reader who wants to stop early.
 *
 * The source is encoded once. The model computes in evaluation mode without gradients; its mode is its own between steps.
 *
 * @throws TensorError `value` for sources or ids that the model cannot take
 * @example
 * for await (const { ids, probabilities } of generateSteps(model, [[5, 6, 7]], { startId: 1, endId: 2 })) {
 *   console.log(ids, await probabilities.data());
 * }
 */
export async function* generateSteps(
  model: Seq2SeqTransformer,
  source: readonly (readonly number[])[],
  { startId, endId, maxLength, within = (compute) => compute() }: GenerateOptions,
): AsyncGenerator<GenerationStep, void, undefined> {
  const most = longest(model, source, maxLength);
  for (const [name, id] of Object.entries({ startId, endId }))
    checkId(name, id, model.tgtVocabSize);
  if (source.length === 0) return;
  const compute = <Result>(scope: Scope, fn: () => Result): Result =>
    scope.run(() => within(() => inference(model, fn)));
  const sentence = createScope();
  let step = createScope();
  try {
    const encoded = compute(sentence, () => model.encode(idTensor(model, source)));
    const written = source.map(() => [startId]);
    let finished: readonly boolean[] = source.map(() => false);
    for (let index = 0; index < most && finished.includes(false); index++) {
      step.dispose();
      step = createScope();
      const { logits, probabilities, choice } = compute(step, () => {
        const all = model.decode(idTensor(model, written), encoded); // [batch, length, vocabulary]
        const last = slice(all, 1, -1); // [batch, 1, vocabulary]
        const logits = reshape(last, [source.length, model.tgtVocabSize]); // [batch, vocabulary]
        return { logits, probabilities: softmax(logits, -1), choice: argmax(logits, { dim: -1 }) };
      });
      // eslint-disable-next-line no-await-in-loop -- each token depends on the one before
      const best = await choice.data();
      const ids = finished.map((isFinished, row) => (isFinished ? endId : best[row]));
      ids.forEach((id, row) => written[row]?.push(id));
      finished = ids.map((id) => id === endId);
      yield { index, logits, probabilities, ids, finished };
    }
  } finally {
    step.dispose();
    sentence.dispose();
  }
}

/** How many ids a target may have. */
function longest(
  model: Seq2SeqTransformer,
  source: readonly (readonly number[])[],
  maxLength: number | undefined,
): number {
  const length = Math.max(0, ...source.map((row) => row.length));
  const isRagged = source.some((row) => row.length !== length);
  if (source.length > 0 && length === 0) {
    throw new TensorError("value", "generate: the source is empty; give at least one id");
  }
  if (isRagged && model.paddingId === undefined) {
    throw new TensorError(
      "value",
      "generate: the rows of the source differ in length, and the model has no paddingId to fill them with; give rows of one length",
    );
  }
  for (const row of source) for (const id of row) checkId("a source id", id, model.srcVocabSize);
  if (length > model.maxLength) {
    throw new TensorError(
      "value",
      `generate: the source has ${length} ids, the model has positions for ${model.maxLength} (maxLength); shorten it`,
      { length, maxLength: model.maxLength },
    );
  }
  const asked = maxLength ?? length + 50;
  if (!Number.isInteger(asked) || asked < 0) {
    throw new TensorError(
      "value",
      `generate: maxLength is ${maxLength}; give a whole number from 0`,
    );
  }
  return Math.min(asked, model.maxLength);
}

function checkId(name: string, id: number, vocabSize: number): void {
  if (Number.isInteger(id) && id >= 0 && id < vocabSize) return;
  throw new TensorError(
    "value",
    `generate: ${name} is ${id}; ids are whole numbers from 0 to ${vocabSize - 1}`,
    {
      id,
      vocabSize,
    },
  );
}

/** Rows of ids as a tensor `[batch, length]`, where the model is. */
function idTensor(
  { paddingId = 0, out }: Seq2SeqTransformer,
  rows: readonly (readonly number[])[],
): Tensor {
  const length = Math.max(...rows.map((row) => row.length));
  const padded = rows.flatMap((row) => [
    ...row,
    ...new Array<number>(length - row.length).fill(paddingId),
  ]);
  return tensor(Int32Array.from(padded), {
    shape: [rows.length, length],
    device: out.weight.device,
  });
}
