import { createGenerator, tensor, type Generator, type Tensor } from "@clearhead/nn";

/**
 * Lists of token ids as one tensor `[batch, longest]` of int32, filled up with `paddingId`.
 *
 * @throws RangeError for an empty list, or a list longer than `length`
 *
 * @example
 * padSequences([[5, 6, 7], [8]], { paddingId: 0 }) // [[5, 6, 7], [8, 0, 0]]
 */
export function padSequences(
  sequences: readonly (readonly number[])[],
  options: { paddingId: number; length?: number },
): Tensor {
  const longest = Math.max(...sequences.map((sequence) => sequence.length));
  const { paddingId, length = longest } = options;
  if (sequences.length === 0) throw new RangeError("padSequences: there are no sequences");
  if (longest > length) {
    throw new RangeError(
      `padSequences: a sequence has ${longest} tokens, longer than length ${length}`,
    );
  }
  const ids = new Int32Array(sequences.length * length).fill(paddingId);
  sequences.forEach((sequence, row) => ids.set(sequence, row * length));
  return tensor(ids, { shape: [sequences.length, length] });
}

export interface BatchesOptions<Example> {
  batchSize: number;
  /** Another seed, another order. */
  seed: number;
  /**
   * The length of an example. Given, examples of like length are put together, which saves padding: the epoch is cut
   * into pools of `poolBatches` batches, each pool is sorted by length, and the batches of the epoch are shuffled.
   */
  length?: (example: Example) => number;
  poolBatches?: number;
}

/**
 * Shuffled batches, epoch after epoch, as a pure function of the step: where the data stands is told by the step
 * alone, so a resumed run needs no other state. What does not fill the last batch of an epoch is left out of it.
 *
 * @param examples - a list, or a function that makes the list of each epoch, all of one length: data without end
 * @throws RangeError when `batchSize` is not a positive integer, the examples do not fill one batch, or an epoch has
 * another number of batches than the first
 *
 * @example
 * const batch = batches(sentences, { batchSize: 32, seed: 0 });
 * batch(7); // the 32 sentences of step 7, the same whenever it is asked
 */
export function batches<Example>(
  examples: readonly Example[] | ((epoch: number) => readonly Example[]),
  options: BatchesOptions<Example>,
): (step: number) => Example[] {
  const { batchSize, seed } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batches: batchSize is ${batchSize}, give a positive integer`);
  }
  const examplesOf = typeof examples === "function" ? examples : () => examples;
  const batchesOf = (epoch: number): Example[][] =>
    batchesOfEpoch(examplesOf(epoch), createGenerator(seed + epoch), options);
  let epoch = 0;
  let order = batchesOf(0);
  const perEpoch = order.length;
  if (perEpoch === 0) {
    throw new RangeError(
      `batches: ${examplesOf(0).length} examples do not fill one batch of ${batchSize}`,
    );
  }
  return (step) => {
    if (Math.floor(step / perEpoch) !== epoch) {
      epoch = Math.floor(step / perEpoch);
      order = batchesOf(epoch);
      if (order.length !== perEpoch) {
        throw new RangeError(
          `batches: epoch ${epoch} has ${order.length} batches, the first one ${perEpoch}; every epoch needs as many`,
        );
      }
    }
    return order[step % perEpoch];
  };
}

function batchesOfEpoch<Example>(
  examples: readonly Example[],
  generator: Generator,
  { batchSize, length, poolBatches = 50 }: BatchesOptions<Example>,
): Example[][] {
  const order = [...generator.permutation(examples.length)];
  const used = order.slice(0, examples.length - (examples.length % batchSize));
  const shuffled = used.map((index) => examples[index]);
  if (!length) return chunks(shuffled, batchSize);
  const alike = chunks(shuffled, poolBatches * batchSize).flatMap((pool) =>
    chunks(
      pool.sort((a, b) => length(a) - length(b)),
      batchSize,
    ),
  );
  return Array.from(generator.permutation(alike.length), (index) => alike[index]);
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
