import { isFloatingPoint } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { spent, type Edge, type GradientNode } from "./graph.ts";
import { enableGrad, isGradEnabled, isTracing, noGrad } from "./modes.ts";
import { adopt, scope } from "./scope.ts";
import { rowMajorStrides, sameShape, show } from "./shape.ts";
import { Tensor } from "./tensor.ts";

export interface BackwardOptions {
  /** Keep saved tensors for another pass over the same graph. */
  readonly retainGraph?: boolean;
  /** Record the gradients themselves, so that they can be differentiated; implies `retainGraph`. */
  readonly createGraph?: boolean;
}

/** Walks the graph of gradient nodes. Made by `apply`, which alone knows how to run an operation. */
export interface Engine {
  /** Accumulates into the `grad` of every leaf. */
  backward(root: Tensor, gradient: Tensor | undefined, options: BackwardOptions): void;
  /** Gives the gradients with respect to `inputs`, leaves or not, and leaves every `grad` alone. */
  differentiate(
    root: Tensor,
    inputs: readonly Tensor[],
    gradient: Tensor | undefined,
    options: BackwardOptions,
  ): (Tensor | null)[];
}

type Add = (a: Tensor, b: Tensor) => Tensor;
/** Takes a gradient that has reached `edge`; returns whether it is done there. */
type Sink = (edge: Edge, gradient: Tensor) => void;

/** @param add - the operation that sums the gradients of a value used twice */
export function createEngine(add: Add): Engine {
  return {
    backward(root, gradient, options) {
      scope(() => {
        const leaves = new Map<Tensor, Tensor>();
        walk(add, root, gradient, options, (edge, arrived) => {
          if ("leaf" in edge) leaves.set(edge.leaf, sum(add, leaves.get(edge.leaf), arrived));
        });
        for (const [leaf, arrived] of leaves) {
          const total = leaf.grad ? within(options, () => sum(add, leaf.grad, arrived)) : arrived;
          leaf.grad = mayShare(options) ? total : owned(total);
        }
      });
    },

    differentiate(root, inputs, gradient, options) {
      return scope(() => {
        const found: (Tensor | null)[] = inputs.map(() => null);
        walk(add, root, gradient, options, (edge, arrived) => {
          inputs.forEach((input, i) => {
            if (leadsTo(edge, input)) found[i] = sum(add, found[i], arrived);
          });
        });
        return found.map((tensor) => tensor && (mayShare(options) ? tensor : owned(tensor)));
      });
    },
  };
}

function leadsTo(edge: Edge, input: Tensor): boolean {
  if ("leaf" in edge) return edge.leaf === input;
  return edge.node === input.node && edge.output === input.outputIndex;
}

function sum(add: Add, total: Tensor | null | undefined, arrived: Tensor): Tensor {
  return total ? add(total, arrived) : handle(arrived);
}

/** Another handle at the same place of the graph, so that each holder can dispose its own. */
function handle(tensor: Tensor): Tensor {
  return tensor.restored(tensor.node && { node: tensor.node, output: tensor.outputIndex });
}

/** A gradient with a history keeps it; a copy would have none. */
function mayShare(options: BackwardOptions): boolean {
  return options.createGraph === true || isTracing();
}

/** The tensor itself where nobody else holds its memory, else a row-major copy: gradients may be changed in place. */
function owned(tensor: Tensor): Tensor {
  if (tensor.isContiguous && tensor.storage.length === tensor.size && !tensor.storage.isShared) {
    return tensor;
  }
  const copy = empty(tensor);
  tensor.storage.device.copy(tensor, copy);
  return copy;
}

function empty(like: Tensor): Tensor {
  const storage = like.storage.device.allocate(like.dtype, like.size);
  const strides = rowMajorStrides(like.shape);
  const result = new Tensor(storage, { shape: like.shape, strides, offset: 0 });
  adopt(result);
  return result;
}

function within<Result>(options: BackwardOptions, fn: () => Result): Result {
  return options.createGraph ? enableGrad(fn) : noGrad(fn);
}

function walk(
  add: Add,
  root: Tensor,
  gradient: Tensor | undefined,
  options: BackwardOptions,
  sink: Sink,
): void {
  const start = root.node;
  if (!start) throw new TensorError("gradient", "grad: no operation was recorded for this tensor");
  if (start.isSpent) throw spent(start.operation.name);
  const seed = within(options, () => seedOf(add, root, gradient));
  const arrived = new Map<GradientNode, (Tensor | null)[]>();
  const deliver = (edge: Edge, value: Tensor): void => {
    sink(edge, value);
    if (!("node" in edge)) return;
    let slots = arrived.get(edge.node);
    if (!slots) arrived.set(edge.node, (slots = edge.node.outputSpecs.map(() => null)));
    slots[edge.output] = sum(add, slots[edge.output], value);
  };
  within(options, () => {
    deliver({ node: start, output: root.outputIndex }, seed);
    for (const node of inOrder(start)) {
      const gradients = arrived.get(node);
      if (!gradients) continue;
      arrived.delete(node);
      const results = scope(() => evaluate(node, gradients, options));
      results.forEach((result, i) => {
        const edge = node.edges[i];
        if (result && edge) deliver(edge, result);
      });
      for (const tensor of [...results, ...gradients])
        if (tensor && !options.createGraph) tensor.dispose();
      if (!options.retainGraph && !options.createGraph) node.spend();
    }
  });
}

function seedOf(add: Add, root: Tensor, gradient: Tensor | undefined): Tensor {
  if (gradient) {
    gradient.assertUsable("backward");
    if (sameShape(gradient.shape, root.shape) && gradient.dtype === root.dtype) {
      if (!isGradEnabled() || !gradient.isLeaf || !gradient.requiresGrad) return handle(gradient);
      // The gradients will depend on this leaf, so it needs a place in their graph, which an alias has not.
      const zeros = empty(root);
      zeros.storage.values().fill(0);
      return add(gradient, zeros);
    }
    throw new TensorError(
      "shape",
      `backward: the gradient ${show(gradient.shape)} ${gradient.dtype} must be like the tensor, ${show(root.shape)} ${root.dtype}`,
      { shapes: [gradient.shape, root.shape] },
    );
  }
  if (root.size !== 1) {
    throw new TensorError(
      "gradient",
      `backward: a tensor of shape ${show(root.shape)} has ${root.size} elements; call it on a scalar loss (sum or mean), or pass the gradient of each element`,
      { shape: root.shape },
    );
  }
  const ones = empty(root);
  ones.storage.values()[0] = 1;
  return ones;
}

/** Every node below `start`, those made later first. */
function inOrder(start: GradientNode): GradientNode[] {
  const seen = new Set([start]);
  for (const node of seen) {
    for (const edge of node.edges) if (edge && "node" in edge) seen.add(edge.node);
  }
  return [...seen].sort((a, b) => b.sequence - a.sequence);
}

function evaluate(
  node: GradientNode,
  gradients: readonly (Tensor | null)[],
  options: BackwardOptions,
): (Tensor | null)[] {
  const { operation } = node;
  if (node.isSpent) throw spent(operation.name);
  const device = gradients.find((tensor) => tensor !== null)?.device;
  const mayFuse = device === "cpu" && !options.createGraph && !isTracing();
  const rule = mayFuse && operation.fusedGradient ? operation.fusedGradient : operation.gradient;
  const results = rule?.(node.context(gradients)) ?? [];
  return node.edges.map((edge, i) => {
    const result = results[i];
    if (!edge || !result) return null;
    const { shape, dtype } = node.specs[i];
    if (!sameShape(result.shape, shape) || !isFloatingPoint(dtype)) {
      throw new Error(
        `${operation.name}: gradient ${i} is ${show(result.shape)}, input is ${show(shape)}`,
      );
    }
    return result;
  });
}
