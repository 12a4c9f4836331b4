import type { Backward } from "./backward.ts";
import { computeType } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import type { AnyOperation, GradientContext, TensorSpec } from "./operation.ts";
import { show } from "./shape.ts";
import { Shared } from "./shared.ts";
import type { Tensor } from "./tensor.ts";

/** Where a gradient goes: to an output of the node that made a value, or to a leaf (output 0). */
export interface Edge {
  readonly target: GradientNode | Tensor;
  readonly output: number;
}

/** Sees the gradient of a tensor when all its uses have given theirs; what it returns goes on in its place. */
export type GradientHook = (gradient: Tensor) => Tensor | void;
/** The hooks of a node's outputs, or of a leaf (output 0), in the order in which they were registered. */
export type Hooks = Set<{ readonly hook: GradientHook }>[];

let created = 0;

/**
 * One recorded call, for `backward`: which operation, what it saved, where gradients flow on. It holds the storage of what
 * it saved, so an activation may be disposed by its scope and is still there for the gradient.
 */
export class GradientNode extends Shared {
  /** Nodes are numbered as they are made: descending order is a topological order of the graph. */
  readonly sequence: number = created++;
  readonly backward: Backward;
  readonly operation: AnyOperation;
  readonly options: unknown;
  readonly specs: readonly TensorSpec[];
  readonly edges: readonly (Edge | null)[];
  hooks: Hooks | null = null;
  #inputs: readonly (Saved | null)[];
  #outputs: readonly (Saved | null)[] = [];
  #isSpent = false;

  constructor(
    backward: Backward,
    operation: AnyOperation,
    inputs: readonly Tensor[],
    options: unknown,
  ) {
    super();
    this.backward = backward;
    this.operation = operation;
    this.options = options;
    this.specs = specsOf(inputs);
    this.edges = inputs.map(edgeOf);
    this.#inputs = keep(inputs, operation.saves.inputs);
  }

  /** Keeps the outputs that the gradient reads. Apart from the constructor, as outputs know their node first. */
  saveOutputs(outputs: readonly Tensor[]): void {
    this.#outputs = keep(outputs, this.operation.saves.outputs);
  }

  /** What the gradient function sees; tensors it asks for belong to the scope that is open then. */
  context(
    gradients: readonly (Tensor | undefined)[],
    needs: readonly boolean[],
  ): GradientContext<unknown> {
    return {
      specs: this.specs,
      options: this.options,
      gradients: this.#outputs.map((_, i) => gradients[i] ?? null),
      // One output: the engine visits a node only when a gradient has arrived at it.
      gradient: gradients[0]!,
      needs,
      input: (i) => this.#restore(this.#inputs[i], this.edges[i], `input ${i}`),
      output: (i) => this.#restore(this.#outputs[i], { target: this, output: i }, `output ${i}`),
    };
  }

  #restore(saved: Saved | null | undefined, edge: Edge | null, what: string): Tensor {
    const name = this.operation.name;
    if (this.#isSpent) throw spent(name);
    if (!saved) {
      throw new TensorError(
        "gradient",
        `${name}: its gradient reads ${what}, which "saves" does not list`,
      );
    }
    return restore(saved, edge, name, what);
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Lets go of saved tensors after a backward pass; the node itself stays, to tell a second pass what happened. */
  spend(): void {
    if (this.#isSpent) return;
    this.#isSpent = true;
    // A hook's closure may hold the very tensors that hold this node.
    this.hooks = null;
    for (const saved of [...this.#inputs, ...this.#outputs]) saved?.owner.dispose();
    this.#inputs = [];
    this.#outputs = [];
  }

  protected override free(): void {
    this.spend();
    for (const edge of this.edges) releaseEdge(edge);
  }
}

/** What operations and gradients are told of tensors: their shapes, and the types that they are computed in. */
export function specsOf(tensors: readonly Tensor[]): TensorSpec[] {
  return tensors.map(({ shape, dtype }) => ({ shape, dtype: computeType(dtype) }));
}

export function spent(operation: string): TensorError {
  return new TensorError(
    "gradient",
    `backward: the saved tensors of ${operation} were freed by an earlier backward(); ` +
      `pass { retainGraph: true } to that one, or run the forward pass again`,
    { operation },
  );
}

/** A tensor that is kept for the gradient. */
export interface Saved {
  readonly tensor: Tensor;
  /** Of the tensor's storage, when it was read. */
  readonly version: number;
  /** Disposed when the gradient needs it no more. */
  readonly owner: { dispose(): void };
}

/** Holds the storage; the tensor itself may be disposed. */
export function keepAlias(tensor: Tensor): Saved {
  const alias = tensor.alias();
  return { tensor: alias, version: tensor.storage.version, owner: alias };
}

/** How tensors are kept: a checkpoint keeps them otherwise. */
export const saving: { keep: (tensor: Tensor) => Saved } = { keep: keepAlias };

function keep(
  tensors: readonly Tensor[],
  positions: readonly number[] | undefined,
): (Saved | null)[] {
  return tensors.map((tensor, i) => (positions?.includes(i) ? saving.keep(tensor) : null));
}

/** The tensor as it was read: a leaf itself, others at their place in the graph. */
export function restore(saved: Saved, edge: Edge | null, name: string, what: string): Tensor {
  const { tensor, version } = saved;
  if (tensor.storage.version !== version) {
    throw new TensorError(
      "gradient",
      `backward: ${what} of ${name}, shape ${show(tensor.shape)}, was changed in place after ${name} read it; ` +
        `write to a copy, or change it before the forward pass`,
      { operation: name },
    );
  }
  const target = edge && edge.target;
  return target && !isNode(target) ? target : tensor.restored(target);
}

/** Where a tensor's gradient goes; holds the node there. */
export function edgeOf(tensor: Tensor): Edge | null {
  if (!tensor.requiresGrad) return null;
  return { target: tensor.node?.retain() ?? tensor, output: tensor.outputIndex };
}

/** Lets go of the node that {@link edgeOf} held. */
export function releaseEdge(edge: Edge | null): void {
  if (edge && isNode(edge.target)) edge.target.release();
}

export function isNode(target: GradientNode | Tensor): target is GradientNode {
  return target instanceof GradientNode;
}

/** Who made a tensor inside `trace`: the operation and its operands, held so that `explain` can follow them. */
export class Origin extends Shared {
  readonly operation: AnyOperation;
  readonly options: unknown;
  readonly inputs: readonly Tensor[];
  /** Versions of the operands' storages when they were read. */
  readonly versions: readonly number[];

  constructor(operation: AnyOperation, inputs: readonly Tensor[], options: unknown) {
    super();
    this.operation = operation;
    this.options = options;
    this.inputs = inputs.map((tensor) => {
      const operand = tensor.alias();
      operand.isComputed = false; // what was computed before the trace is given to it
      return operand;
    });
    this.versions = inputs.map((tensor) => tensor.storage.version);
  }

  protected override free(): void {
    for (const tensor of this.inputs) tensor.dispose();
  }
}
