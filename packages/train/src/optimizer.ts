import { copy, keep, noGrad, scope, TensorError, zerosLike, type Tensor } from "@clearhead/nn";

/** What an optimizer remembers about one parameter. */
export interface ParameterState {
  /** How many updates the parameter had; the first update sees 1. */
  step: number;
  /** Tensors of the parameter's shape under torch's names (`exp_avg`). */
  readonly buffers: Readonly<Record<string, Tensor>>;
}

/** A parameter that has a gradient, and what the optimizer remembers about it. */
export interface Update {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly state: ParameterState;
}

/** How one optimizer changes parameters; everything else about optimizers is {@link Optimizer}. */
export interface UpdateRule {
  /** The optimizer's name in messages. */
  readonly name: string;
  /** The buffers that each parameter needs; they begin as zeros. */
  readonly buffers: readonly string[];
  /** Writes the parameters in place. It runs under `noGrad` and in a scope. */
  update(updates: readonly Update[], learningRate: number): void;
}

/** Everything an optimizer needs to go on: numbers as data, buffers under `INDEX.NAME` (`3.exp_avg`). */
export interface OptimizerState {
  learningRate: number;
  /** How many updates each parameter had. */
  steps: number[];
  buffers: Record<string, Tensor>;
}

/**
 * What all optimizers share: `step()` updates every parameter that has a gradient, `zeroGrad()` forgets the gradients.
 *
 * A parameter without a gradient is skipped: no update, no decay, no state (as in torch).
 */
export class Optimizer {
  readonly parameters: readonly Tensor[];
  /** Read at every step, so that a schedule can set it. */
  learningRate: number;
  readonly #rule: UpdateRule;
  #states: (ParameterState | undefined)[];

  /**
   * @throws TensorError `value` for an empty list or a negative learning rate, `gradient` for a parameter that is not
   * a leaf that requires a gradient
   */
  constructor(parameters: Iterable<Tensor>, learningRate: number, rule: UpdateRule) {
    this.parameters = [...parameters];
    this.learningRate = learningRate;
    this.#rule = rule;
    this.#states = this.parameters.map(() => undefined);
    requireThat(this.parameters.length > 0, `${rule.name}: the list of parameters is empty`);
    requireThat(
      learningRate >= 0,
      `${rule.name}: learningRate is ${learningRate}, it cannot be negative`,
    );
    this.parameters.forEach((parameter, index) => {
      if (parameter.isLeaf && parameter.requiresGrad) return;
      throw new TensorError(
        "gradient",
        `${rule.name}: parameter ${index} of shape ${show(parameter.shape)} cannot be trained: ` +
          (parameter.isLeaf
            ? "set its requiresGrad"
            : "it is the result of an operation, give the leaves"),
        { index, shape: parameter.shape },
      );
    });
  }

  /** One update of every parameter that has a gradient. */
  step(): void {
    noGrad(() =>
      scope(() => {
        const updates: Update[] = [];
        this.parameters.forEach((parameter, index) => {
          const gradient = parameter.grad;
          if (gradient === null) return;
          const state = (this.#states[index] ??= this.#newState(parameter, 0));
          state.step++;
          updates.push({ parameter, gradient, state });
        });
        this.#rule.update(updates, this.learningRate);
      }),
    );
  }

  /** Forgets all gradients and frees them. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  /** The state as it is now; the buffers are the optimizer's own, not copies. */
  state(): OptimizerState {
    const buffers: Record<string, Tensor> = {};
    this.#states.forEach((state, index) => {
      for (const name of this.#rule.buffers) {
        if (state) buffers[`${index}.${name}`] = state.buffers[name]!;
      }
    });
    const steps = this.#states.map((state) => state?.step ?? 0);
    return { learningRate: this.learningRate, steps, buffers };
  }

  /**
   * Whether {@link loadState} would take a state.
   *
   * @throws TensorError `value`, with what does not fit
   */
  checkState({ learningRate, steps, buffers }: OptimizerState): void {
    const { name, buffers: bufferNames } = this.#rule;
    requireThat(learningRate >= 0, `${name}: the state's learning rate is ${learningRate}`);
    requireThat(
      steps.length === this.parameters.length,
      `${name}: the state is of ${steps.length} parameters, this optimizer has ${this.parameters.length}`,
    );
    const expected = this.parameters.flatMap((parameter, index) =>
      steps[index] === 0
        ? []
        : bufferNames.map((buffer) => [`${index}.${buffer}`, show(parameter.shape)] as const),
    );
    for (const [buffer, shape] of expected) {
      const given = buffers[buffer];
      requireThat(given !== undefined, `${name}: ${buffer} is missing from the state`);
      requireThat(
        show(given.shape) === shape,
        `${name}: ${buffer} is ${show(given.shape)} in the state, its parameter is ${shape}`,
      );
    }
    const unexpected = Object.keys(buffers).filter(
      (key) => !expected.some(([buffer]) => buffer === key),
    );
    requireThat(
      unexpected.length === 0,
      `${name}: the state is of another optimizer, it has ${unexpected.slice(0, 3).join(", ")}`,
    );
  }

  /**
   * Continues from a saved state; the buffers are copied.
   *
   * @throws TensorError `value` when the state is of other parameters or another optimizer; nothing changes then
   */
  loadState(state: OptimizerState): void {
    this.checkState(state);
    this.dispose();
    this.learningRate = state.learningRate;
    this.#states = this.parameters.map((parameter, index) => {
      const step = state.steps[index];
      if (step === 0) return undefined;
      const fresh = this.#newState(parameter, step);
      noGrad(() => {
        for (const [name, buffer] of Object.entries(fresh.buffers))
          copy(buffer, state.buffers[`${index}.${name}`]);
      });
      return fresh;
    });
  }

  /** Frees the buffers; the optimizer begins anew at the next step. */
  dispose(): void {
    for (const state of this.#states) {
      for (const buffer of Object.values(state?.buffers ?? {})) buffer.dispose();
    }
    this.#states = this.parameters.map(() => undefined);
  }

  #newState(parameter: Tensor, step: number): ParameterState {
    const buffers = this.#rule.buffers.map((name) => [name, keep(zerosLike(parameter))] as const);
    return { step, buffers: Object.fromEntries(buffers) };
  }
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** Throws a TensorError `value` with the message unless the condition holds. */
export function requireThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new TensorError("value", message);
}
