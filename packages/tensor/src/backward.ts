import { computeType } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { isNode, spent, type Edge, type GradientNode } from "./graph.ts";
import { enableGrad, isGradEnabled, isTracing, noGrad, watched } from "./modes.ts";
import { checkTensors } from "./operands.ts";
import { adopt, scope } from "./scope.ts";
import { sameShape, show } from "./shape.ts";
import { Tensor, unownedTensor } from "./tensor.ts";

/** What a pass backwards keeps. */
export interface BackwardOptions {
  /** Keep saved tensors for another pass over the same graph. */
  readonly retainGraph?: boolean;
  /** Record the gradients themselves, so that they can be differentiated; implies `retainGraph`. */
  readonly createGraph?: boolean;
}

/** Accumulates into the `grad` of every leaf. Given to every node by `apply`, which alone knows how to run an operation. */
export type Backward = (
  root: Tensor,
  gradient: Tensor | undefined,
  options: BackwardOptions,
) => void;

type Add = (a: Tensor, b: Tensor) => Tensor;
/** What a gradient arrives at: the call that made a value, or a leaf. */
type Target = GradientNode | Tensor;
/** Takes the gradient of a leaf or of a call's output: once, all uses summed and hooks run. */
type Sink = (target: Target, output: number, gradient: Tensor) => void;

/** @param add - the operation that sums the gradients of a value used twice */
export function backwardWith(add: Add): Backward {
  return (root, gradient, options) => {
    scope(() => {
      const leaves: [Tensor, Tensor][] = [];
      const isRecorded = (edge: Edge | null): boolean => edge !== null;
      walk(add, root, gradient, options, isRecorded, (target, _, arrived) => {
        if (target instanceof Tensor) leaves.push([target, handle(add, arrived)]);
      });
      const totals = leaves.map(([{ grad }, arrived]) => {
        const total = grad ? within(options, () => add(grad, arrived)) : arrived;
        return mayShare(options) ? total : owned(total);
      });
      // At last, so that where memory ends no leaf has a gradient beside others that have none.
      leaves.forEach(([leaf], i) => (leaf.grad = totals[i]));
    });
  };
}

/** Gives the gradients with respect to `inputs`, leaves or not; computes only what leads to them, and leaves every `grad` alone. */
export function differentiate(
  add: Add,
  root: Tensor,
  inputs: readonly Tensor[],
  gradient: Tensor | undefined,
  options: BackwardOptions,
): (Tensor | null)[] {
  const start = root.node;
  if (!start) {
    throw new TensorError(
      "gradient",
      "grad: no operation was recorded for the output: it is a leaf, was made under noGrad(), or nothing it depends on requires a gradient",
    );
  }
  return scope(() => {
    const found: (Tensor | null)[] = inputs.map(() => null);
    const targets = inputs.map((input) => input.node ?? input);
    const wanted = new Set<Target>(targets);
    const leads = (edge: Edge | null): boolean => edge !== null && wanted.has(edge.target);
    for (const node of inOrder(start).reverse()) if (node.edges.some(leads)) wanted.add(node);
    walk(add, root, gradient, options, leads, (target, output, arrived) => {
      inputs.forEach((input, i) => {
        if (targets[i] === target && input.outputIndex === output) found[i] = handle(add, arrived);
      });
    });
    return found.map((tensor) => tensor && (mayShare(options) ? tensor : owned(tensor)));
  });
}

/** Another handle at the same place of the graph, so that each holder can dispose its own. */
function handle(add: Add, tensor: Tensor): Tensor {
  // An alias of a leaf would be another leaf: a second derivative must find this one.
  if (isGradEnabled() && tensor.isLeaf && tensor.requiresGrad)
    return add(tensor, filled(tensor, 0));
  return tensor.restored(tensor.node);
}

/** A gradient with a history keeps it; a copy would have none. */
function mayShare(options: BackwardOptions): boolean {
  return options.createGraph || isTracing();
}

/** The tensor itself where nobody else holds its memory, else a row-major copy: gradients may be changed in place. */
function owned(tensor: Tensor): Tensor {
  if (tensor.isContiguous && tensor.storage.length === tensor.size && !tensor.storage.isShared) {
    return tensor;
  }
  const copy = filled(tensor, 0);
  tensor.storage.device.copy(tensor, copy);
  copy.isComputed = true;
  return copy;
}

/** Like a gradient of the tensor, which is of the type that the tensor is computed in. */
function filled({ storage, dtype, shape }: Tensor, value: number): Tensor {
  const result = unownedTensor(shape, computeType(dtype), storage.device);
  result.storage.values().fill(value);
  adopt(result);
  return result;
}

function within<Result>(options: BackwardOptions, fn: () => Result): Result {
  return options.createGraph ? enableGrad(fn) : noGrad(fn);
}

/** @param leads - whether the gradient is wanted on the other side of an edge */
function walk(
  add: Add,
  root: Tensor,
  gradient: Tensor | undefined,
  options: BackwardOptions,
  leads: (edge: Edge | null) => boolean,
  sink: Sink,
): void {
  const arrived = new Map<Target, (Tensor | undefined)[]>();
  const deliver = (target: Target, output: number, value: Tensor): Tensor => {
    let slots = arrived.get(target);
    if (!slots) arrived.set(target, (slots = []));
    const before = slots[output];
    const total = before ? add(before, value) : handle(add, value);
    before?.dispose();
    return (slots[output] = total);
  };
  /** The summed gradients of a target, after its hooks. */
  const take = (target: Target): (Tensor | undefined)[] => {
    const slots = arrived.get(target) ?? [];
    arrived.delete(target);
    slots.forEach((slot, output) => {
      let whole = slot!;
      for (const { hook } of target.hooks?.[output] ?? []) {
        const changed = hook(whole) as Tensor | undefined;
        if (!changed) continue;
        checkLike("registerHook", changed, whole);
        slots[output] = handle(add, changed);
        drop(whole);
        whole = slots[output];
      }
      sink(target, output, whole);
    });
    return slots;
  };
  within(options, () => {
    const start = root.node!;
    deliver(start, root.outputIndex, seedOf(root, gradient));
    for (const node of inOrder(start)) {
      const gradients = take(node);
      const needs = node.edges.map(leads);
      if (gradients.length > 0 && needs.includes(true)) {
        scope(() =>
          evaluate(node, gradients, needs, options).map((result, i) => {
            const edge = node.edges[i];
            return needs[i] && result && deliver(edge!.target, edge!.output, result);
          }),
        );
        if (!options.retainGraph && !options.createGraph) node.spend();
      }
      gradients.forEach(drop);
    }
    for (const leaf of arrived.keys()) take(leaf).forEach(drop);
  });
}

/** Frees a gradient, unless a hook keeps it. */
function drop(gradient: Tensor | undefined): void {
  if (gradient && !gradient.isKept) gradient.dispose();
}

function seedOf(root: Tensor, gradient: Tensor | undefined): Tensor {
  if (gradient) {
    checkLike("backward", gradient, root);
    return gradient;
  }
  if (root.size !== 1) {
    throw new TensorError(
      "gradient",
      `backward: a tensor of shape ${show(root.shape)} has ${root.size} elements; call it on a scalar loss (sum or mean), or pass the gradient of each element`,
      { shape: root.shape },
    );
  }
  return filled(root, 1);
}

function checkLike(caller: string, gradient: Tensor, tensor: Tensor): void {
  checkTensors(caller, [gradient, tensor]);
  const dtype = computeType(tensor.dtype);
  if (sameShape(gradient.shape, tensor.shape) && gradient.dtype === dtype) return;
  throw new TensorError(
    "shape",
    `${caller}: the gradient ${show(gradient.shape)} ${gradient.dtype} must be like the tensor, ${show(tensor.shape)} ${dtype}`,
    { shapes: [gradient.shape, tensor.shape] },
  );
}

/** Every node below `start`, those made later first. */
function inOrder(start: GradientNode): GradientNode[] {
  const seen = new Set([start]);
  for (const node of seen) {
    for (const edge of node.edges) if (edge && isNode(edge.target)) seen.add(edge.target);
  }
  return [...seen].sort((a, b) => b.sequence - a.sequence);
}

function evaluate(
  node: GradientNode,
  gradients: readonly (Tensor | undefined)[],
  needs: readonly boolean[],
  options: BackwardOptions,
): readonly (Tensor | null)[] {
  const { operation } = node;
  if (node.isSpent) throw spent(operation.name);
  const { device } = gradients.find((tensor) => tensor)!.storage;
  const mayFuse = device.name === "cpu" && !options.createGraph && !isTracing();
  const fused = mayFuse && operation.fusedGradient;
  const rule = fused || operation.gradient;
  const given = node.context(gradients, needs);
  // Kernels read what is decoded; the written gradient reads what was saved, at its place in the graph.
  const context = fused ? { ...given, input: (i: number) => device.decode(given.input(i)) } : given;
  return (watched.rule?.(operation, rule) ?? rule)?.(context) ?? [];
}
