import { refusePromise, TensorError } from "./errors.ts";
import { edgeOf, keepAlias, releaseEdge, restore, saving, type Edge, type Saved } from "./graph.ts";
import { enableGrad, isGradEnabled } from "./modes.ts";
import { repeatable } from "./random.ts";
import { scope } from "./scope.ts";
import { sameShape, show, type Shape } from "./shape.ts";
import { Shared } from "./shared.ts";
import type { Storage } from "./storage.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** What the first run would have saved at one place: enough to know it again, without its memory. */
interface Note {
  readonly shape: Shape;
  readonly storage: WeakRef<Storage>;
  readonly version: number;
  /** Its node needs it no more. */
  isDone: boolean;
}

/**
 * One call of {@link checkpoint}, held by its nodes. They are recorded as always, only that each keeps a place in a list where
 * it would keep a tensor; the first gradient that asks for one runs the function again, which fills the list.
 */
class Segment extends Shared {
  readonly #fn: (...inputs: Tensor[]) => unknown;
  readonly #inputs: readonly { saved: Saved; edge: Edge | null }[];
  readonly #notes: Note[] = [];
  #repeat: (again: () => void) => void = (again) => again();
  /** What nodes read: while the function runs, and from the first gradient on. */
  #tensors: Tensor[] | null = [];

  constructor(fn: (...inputs: Tensor[]) => unknown, inputs: readonly Tensor[]) {
    super();
    this.#fn = fn;
    this.#inputs = inputs.map((tensor) => ({ saved: saving.keep(tensor), edge: edgeOf(tensor) }));
  }

  /** The first run: notes what it would save. */
  run<Result>(fn: () => Result): Result {
    try {
      const { result, repeat } = repeatable(() => savingBy((tensor) => this.#note(tensor), fn));
      this.#repeat = repeat;
      return result;
    } finally {
      this.#forget();
    }
  }

  #note(tensor: Tensor): Saved {
    const { shape, storage } = tensor;
    const position = this.#notes.length;
    const note = { shape, storage: new WeakRef(storage), version: storage.version, isDone: false };
    this.#notes.push(note);
    // A function that differentiates inside of itself reads it at once.
    this.#tensors?.push(tensor.alias());
    const read = (): Tensor => (this.#tensors ??= this.#runAgain())[position];
    this.retain();
    return {
      owner: {
        dispose: () => {
          note.isDone = true;
          this.#tensors?.[position].dispose();
          this.release();
        },
      },
      get tensor() {
        return read();
      },
      get version() {
        const found = read().storage;
        // The same memory: it comes from outside of the function, and may have been written since.
        return found === note.storage.deref() ? note.version : found.version;
      },
    };
  }

  #forget(): void {
    for (const tensor of this.#tensors ?? []) tensor.dispose();
    this.#tensors = null;
  }

  #runAgain(): Tensor[] {
    const tensors: Tensor[] = [];
    let difference: string | undefined;
    const collect = (tensor: Tensor): Saved => {
      const note = this.#notes[tensors.length] as Note | undefined;
      if (!note || !sameShape(note.shape, tensor.shape)) {
        const before = note ? show(note.shape) : "none";
        difference ??= `a tensor ${show(tensor.shape)} was computed where the first time there was ${before}`;
      }
      tensors.push(tensor.alias());
      return keepAlias(tensor);
    };
    try {
      this.#repeat(() =>
        enableGrad(() =>
          scope(() => {
            const inputs = this.#inputs.map(({ saved, edge }, i) =>
              restore(saved, edge, "checkpoint", `input ${i}`),
            );
            savingBy(collect, () => void this.#fn(...inputs));
          }),
        ),
      );
      if (tensors.length < this.#notes.length) {
        difference ??= `${tensors.length} of ${this.#notes.length} tensors were computed`;
      }
      if (difference !== undefined) throw otherwise(difference);
      this.#notes.forEach(({ isDone }, position) => {
        if (isDone) tensors[position].dispose();
      });
    } catch (error) {
      for (const tensor of tensors) tensor.dispose();
      throw error;
    }
    return tensors;
  }

  protected override free(): void {
    this.#forget();
    for (const { saved, edge } of this.#inputs) {
      saved.owner.dispose();
      releaseEdge(edge);
    }
  }
}

function otherwise(what: string): TensorError {
  return new TensorError(
    "gradient",
    `checkpoint: the function, run again for the gradient, did something else: ${what}; ` +
      `it must depend on nothing that changes between the passes`,
  );
}

/** While `fn` runs, tensors are kept by another rule; leaves as always, for somebody holds them anyway. */
function savingBy<Result>(keep: (tensor: Tensor) => Saved, fn: () => Result): Result {
  const before = saving.keep;
  saving.keep = (tensor) =>
    tensor.isLeaf && tensor.requiresGrad ? keepAlias(tensor) : keep(tensor);
  try {
    return fn();
  } finally {
    saving.keep = before;
  }
}

function checkResult(result: unknown): void {
  refusePromise("checkpoint", result);
  if (isTensor(result) || (Array.isArray(result) && result.every(isTensor))) return;
  const what = Array.isArray(result) ? "an array of other things" : `a ${typeof result}`;
  throw new TensorError(
    "value",
    `checkpoint: the function returned ${what}; it must return a tensor or an array of tensors`,
  );
}

/**
 * `fn(...inputs)`, with less memory for more time: of what `fn` computes only the result is held until the backward pass, which
 * runs `fn` again for the values that gradients need. Second derivatives, `grad()` and checkpoints inside of it work as without.
 *
 * The second run draws the same random numbers (dropout drops the same), from whichever generators `fn` draws. Parameters may be
 * reached by closure; give activations as inputs, for one that is not an input may be freed by its scope before the second run.
 *
 * @param fn - a synchronous function that does the same whenever it is given the same
 * @throws TensorError `value` when the result is no tensor; `scope` when it is a promise; in the backward pass `gradient` when `fn`
 *   does something else in the second run, or an input was written in place since
 * @see torch.utils.checkpoint; Chen et al., Training Deep Nets with Sublinear Memory Cost, 2016
 * @example
 * const x = tensor([0, 1], { requiresGrad: true });
 * sum(checkpoint((x) => sigmoid(square(x)), x)).backward();
 * x.grad; // → tensor([0.0000, 0.3932])
 */
export function checkpoint<
  Inputs extends readonly Tensor[],
  Result extends Tensor | readonly Tensor[],
>(fn: (...inputs: Inputs) => Result, ...inputs: Inputs): Result {
  for (const input of inputs) {
    if (!isTensor(input)) {
      throw new TensorError(
        "value",
        `checkpoint: inputs are tensors, got a ${typeof input}; the function may reach other things by closure`,
      );
    }
    input.assertUsable("checkpoint");
  }
  const run = (): Result =>
    scope(() => {
      const result = fn(...inputs);
      checkResult(result);
      return result;
    });
  if (!isGradEnabled()) return run();
  const segment = new Segment(fn as unknown as (...inputs: Tensor[]) => unknown, inputs);
  try {
    return segment.run(run);
  } finally {
    segment.release();
  }
}
