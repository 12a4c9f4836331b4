import {
  createScope,
  inference,
  observe,
  trace,
  type Module,
  type ProbeDeclaration,
  type Tensor,
} from "@clearhead/nn";

/** What passed one probe. */
export interface Observed {
  /** `transformer.decoder.layers.1.multihead_attn.pattern` */
  readonly path: string;
  readonly value: Tensor;
  readonly declaration: ProbeDeclaration;
}

/** A run that was watched: its result and everything that passed a probe, held until `dispose()`. */
export interface Recorded<Result> extends Disposable {
  readonly result: Result;
  /** By path, in the order in which the values passed; of a probe that was passed twice, the last value. */
  readonly probes: ReadonlyMap<string, Observed>;
  /** Frees every tensor of the run; nothing of it can be explained any more. */
  dispose(): void;
}

/**
 * Runs `fn` in evaluation mode and keeps every value that passes a probe of `model`, and who was made from what, so that
 * `explainAt` can walk from any of their numbers to the weights.
 *
 * @throws TensorError `scope` when `fn` returns a promise: computing is synchronous, reading comes after
 * @example
 * using run = record(model, () => model.forward(source, target));
 * run.probes.get("transformer.encoder.layers.0.self_attn.pattern")?.value.shape; // [batch, heads, queries, keys]
 */
export function record<Result>(model: Module<string>, fn: () => Result): Recorded<Result> {
  const scope = createScope();
  const probes = new Map<string, Observed>();
  const watch = (): Result =>
    observe(
      model,
      ({ path, value, declaration }) => {
        probes.set(path, { path, value, declaration });
      },
      () => inference(model, fn),
    );
  try {
    const result = scope.run(() => trace(watch));
    const dispose = (): void => scope.dispose();
    return { result, probes, dispose, [Symbol.dispose]: dispose };
  } catch (error) {
    scope.dispose();
    throw error;
  }
}
