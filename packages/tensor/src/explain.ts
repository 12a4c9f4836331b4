import type { Input } from "./arithmetic.ts";
import { TensorError } from "./errors.ts";
import type { Origin } from "./graph.ts";
import { checkTensors } from "./operands.ts";
import { along, broadcastIndex, position, show, type Index } from "./shape.ts";
import { explainer } from "./explainer.ts";
import { explanationText } from "./term-text.ts";
import type { Read, Term } from "./terms.ts";
import { isTensor, Tensor } from "./tensor.ts";

/** How one element of a tensor came to be, as data; `toString()` is one way to print it. */
export interface Explanation {
  /** What was asked about. */
  readonly tensor: Tensor;
  /** The tensor's own name, else that of the operation that made it. */
  readonly label: string;
  /** Which element, counted from the start. */
  readonly index: Index;
  /** The operation that made the tensor; `"given"` for a weight, an id, an input. */
  readonly operation: string;
  /** Its formula, for people. */
  readonly formula: string;
  /** What the tensor holds. */
  readonly value: number;
  /** How the value came to be. */
  readonly term: Term;
  /** Intermediates such as softmax's max and total: terms with a `name`. */
  readonly named: readonly Term[];
  /** The elements that were read, each once, in the order they were met; each can be explained in turn. */
  readonly reads: readonly Read[];
  /** The term evaluated in float64 from the elements that were read. */
  readonly recomputed: number;
  /** `value − recomputed`: what rounding in float32 left. */
  readonly remainder: number;
  /** The term, the named intermediates and the reads, as text. */
  toString(): string;
}

/**
 * Explains one element: the definition of the operation that made it, with the numbers that it read. Each of these can be
 * explained in turn, down to a weight, an id or an input: `explain(explanation.reads[0])`.
 *
 * A gradient is explained where `backward` (or `grad`) ran inside the trace: its rule is then evaluated operation by
 * operation, not by a fused kernel.
 *
 * @param tensor - made inside `trace`, or what such a tensor was made from
 * @param index - one number an axis; negative ones count from the end
 * @throws TensorError `trace` when the tensor was computed outside `trace`, or it or an operand was changed in place since; `index`; `disposed`
 * @example
 * const scores = tensor([0.3, 2.14, -1]);
 * scores.label = "scores";
 * const pattern = trace(() => softmax(scores, -1));
 * String(explain(pattern, [1]));
 * // → softmax[1] = 0.8319 = exp(2.14 − max) / total
 * // →   max = 2.14 = max(0.3, 2.14, −1)
 * // →   total = 1.202 = exp(0.3 − max) + exp(2.14 − max) + exp(−1 − max)
 * // →   softmax reads scores[1] = 2.14, scores[0] = 0.3, scores[2] = −1
 */
export function explain(tensor: Tensor, index: Index): Explanation;
/** Explains an element that another explanation read. */
export function explain(read: Read): Explanation;
export function explain(target: Tensor | Read, at: Index = []): Explanation {
  if (!isTensor(target) && !isTensor(target?.tensor)) checkTensors("explain", [target]);
  const { tensor, index } = isTensor(target) ? { tensor: target, index: at } : target;
  checkAlive(tensor);
  const place = resolveIndex(tensor, index);
  const { origin } = tensor;
  if (origin) return explainBy(origin, tensor, place);
  if (tensor.isComputed) {
    throw new TensorError(
      "trace",
      `explain: this tensor of shape ${show(tensor.shape)} was computed outside trace(), so nothing is known of its operands; ` +
        `compute it inside: const y = trace(() => …)`,
      { shape: tensor.shape },
    );
  }
  return told({
    tensor,
    label: nameOf(tensor),
    index: place,
    operation: "given",
    formula: "a weight, an id, an input: nothing inside trace() computed it",
    term: { operation: "given", value: elementOf(tensor, place), children: [] },
    named: [],
    reads: [],
  });
}

/** What explanations of given and of computed elements have in common. */
function told(parts: Omit<Explanation, "value" | "recomputed" | "remainder">): Explanation {
  const value = elementOf(parts.tensor, parts.index);
  const recomputed = parts.term.value;
  const explained = { ...parts, value, recomputed, remainder: remainderOf(value, recomputed) };
  return { ...explained, toString: () => explanationText(explained) };
}

/** 0 also where both are the same infinity or NaN. */
function remainderOf(value: number, recomputed: number): number {
  return Object.is(value, recomputed) ? 0 : value - recomputed;
}

/** Explains an element by a call that is known to have made it. */
export function explainBy(origin: Origin, tensor: Tensor, index: Index): Explanation {
  const { name, formula, meaning } = origin.operation;
  checkOperands(origin);
  if (meaning.kind !== "view" && tensor.storage.version > 0) {
    throw new TensorError(
      "trace",
      `explain: the result of ${name} was changed in place after it was computed; explain before the update, or trace again`,
      { operation: name },
    );
  }
  const { term, named, deciding } = derive(origin, tensor, index);
  const reads = readsOf([term, ...deciding]);
  return told({
    tensor,
    label: nameOf(tensor),
    index,
    operation: name,
    formula,
    term,
    named,
    reads,
  });
}

function checkAlive({ isDisposed, label, shape }: Tensor): void {
  if (!isDisposed) return;
  throw new TensorError(
    "disposed",
    `explain: ${label ? `"${label}"` : "the tensor"} of shape ${show(shape)} was freed, and with it what is known of its operands; ` +
      `keep() the result of trace() while you explain it, or trace again`,
    { shape },
  );
}

function resolveIndex(tensor: Tensor, index: Index): Index {
  const place = index.map((at, axis) => (at < 0 ? at + tensor.shape[axis] : at));
  const isInside =
    place.length === tensor.rank &&
    place.every((at, axis) => Number.isInteger(at) && at >= 0 && at < tensor.shape[axis]);
  if (isInside) return place;
  throw new TensorError(
    "index",
    `explain: index ${show(index)} is not a place in a tensor of shape ${show(tensor.shape)}: give ${tensor.rank} numbers, each below its axis' size`,
    { index, shape: tensor.shape },
  );
}

function elementOf(tensor: Tensor, index: Index): number {
  const { storage, strides } = tensor;
  const offset = position(index, strides, tensor.offset);
  const element = new Tensor(storage.retain(), { shape: [], strides: [], offset });
  const [value] = element.view();
  element.dispose();
  return value;
}

function checkOperands({ inputs, versions, operation }: Origin): void {
  inputs.forEach((input, i) => {
    if (input.storage.version === versions[i]) return;
    throw new TensorError(
      "trace",
      `explain: operand ${i} of ${operation.name} was changed in place after it was read; explain before the update, or trace again`,
      { operation: operation.name, operand: i },
    );
  });
}

/** Follows views back to the tensor whose elements they show; a view that has a name of its own is where a reader wants to stop. */
function behindViews(tensor: Tensor, index: Index): { tensor: Tensor; index: Index } {
  let place = { tensor, index };
  for (let { origin } = tensor; origin && !place.tensor.label; { origin } = place.tensor) {
    const { meaning } = origin.operation;
    if (meaning.kind !== "view") break;
    checkOperands(origin);
    const [source] = origin.inputs;
    place = {
      tensor: source,
      index: meaning.source(place.index, origin.options, source, place.tensor.outputIndex),
    };
  }
  return place;
}

function readerOf(operand: Tensor): Input<Term> {
  return (at) => {
    const { tensor, index } = behindViews(operand, broadcastIndex(at, operand.shape));
    const value = elementOf(tensor, index);
    if (tensor.isConstant) return { operation: "number", value, children: [] };
    const read = { tensor, label: nameOf(tensor), index, value };
    return { operation: "read", value, children: [], read };
  };
}

interface Derivation {
  readonly term: Term;
  readonly named: readonly Term[];
  readonly deciding: readonly Term[];
}

function derive(origin: Origin, tensor: Tensor, index: Index): Derivation {
  const { operation, inputs, options } = origin;
  const { meaning } = operation;
  const readers = inputs.map(readerOf);
  if (meaning.kind === "definition") {
    const { arithmetic, named, deciding } = explainer();
    const term = meaning.define(arithmetic, readers, options, inputs)(index);
    return { term, named, deciding };
  }
  if (meaning.kind === "selection") return { term: selected(origin, tensor, index), ...nothing };
  if (meaning.kind === "composition") throw new Error(`${operation.name}: its parts are traced`);
  const source = readers[0](meaning.source(index, options, inputs[0], tensor.outputIndex));
  const view: Term = { operation: "view", value: source.value, children: [source] };
  return { term: { ...view, name: operation.name }, ...nothing };
}

const nothing = { named: [], deciding: [] } as const;

/** The row that was compared, and which of its elements was chosen. */
function selected(
  { operation: { name, meaning }, inputs: [input], options }: Origin,
  tensor: Tensor,
  index: Index,
): Term {
  if (meaning.kind !== "selection") throw new Error(`${name} is not a selection`);
  const axis = meaning.dim(options);
  const keepsAxis = tensor.rank === input.rank;
  const place = keepsAxis ? index : [...index.slice(0, axis), 0, ...index.slice(axis)];
  const read = readerOf(input);
  const row = Array.from({ length: input.shape[axis] }, (_, k) => read(along(place, axis, k)));
  const values = Float64Array.from(row, ({ value }) => value);
  const rank = place[axis];
  const chosen = meaning.choose(values, options)[rank];
  const holds = meaning.holds[tensor.outputIndex];
  return {
    operation: "selection",
    value: holds === "values" ? values[chosen] : chosen,
    children: row,
    choice: { operation: name, position: chosen, rank, holds, rule: meaning.rule },
  };
}

/** Every element read below these terms, each once, in the order they are met. */
function readsOf(terms: readonly Term[]): Read[] {
  const reads: Read[] = [];
  const seen = new Set<string>();
  const seenTerms = new Set<Term>();
  const tensors = new Map<Tensor, number>();
  const visit = (term: Term): void => {
    if (seenTerms.has(term)) return;
    seenTerms.add(term);
    if (term.read) {
      const { tensor, index } = term.read;
      if (!tensors.has(tensor)) tensors.set(tensor, tensors.size);
      const key = `${tensors.get(tensor)}:${index.join()}`;
      if (!seen.has(key)) reads.push(term.read);
      seen.add(key);
    }
    term.children.forEach(visit);
  };
  terms.forEach(visit);
  return reads;
}

/** A tensor's own name, else that of the operation that made it. */
function nameOf({ label, origin }: Tensor): string {
  return label ?? origin?.operation.name ?? "given";
}
