import type { Input } from "./arithmetic.ts";
import { TensorError } from "./errors.ts";
import type { Origin } from "./graph.ts";
import { broadcastIndex, position, show, type Index } from "./shape.ts";
import { explainer, shortNumber, termText, type Read, type Term } from "./terms.ts";
import type { Tensor } from "./tensor.ts";

/** How one element of a tensor came to be, as data; `toString()` is one way to print it. */
export interface Explanation {
  readonly tensor: Tensor;
  /** The tensor's own name, else that of the operation that made it. */
  readonly label: string;
  readonly index: Index;
  /** The operation that made the tensor and its formula; `"given"` for a weight, an id, an input. */
  readonly operation: string;
  readonly formula: string;
  /** What the tensor holds. */
  readonly value: number;
  readonly term: Term;
  /** Intermediates such as softmax's max and total: terms with a `name`. */
  readonly named: readonly Term[];
  /** The elements that were read, each once, in the order they were met; each can be explained in turn. */
  readonly reads: readonly Read[];
  /** The term evaluated in float64 from the elements that were read. */
  readonly recomputed: number;
  /** `value − recomputed`: what rounding in float32 left. */
  readonly remainder: number;
  toString(): string;
}

/**
 * Explains one element: the definition of the operation that made it, with the numbers that it read.
 *
 * @param tensor - made inside `trace`, or an operand that an explanation names
 * @param index - one number an axis; negative ones count from the end
 * @throws TensorError `trace` when the tensor was computed outside `trace` or an operand was changed since; `index`; `disposed`
 * @example
 * const scores = tensor([0.3, 2.14, -1]);
 * const pattern = trace(() => softmax(scores, -1));
 * console.log(String(explain(pattern, [1])));
 */
export function explain(tensor: Tensor, index: Index): Explanation {
  tensor.assertUsable("explain");
  const place = resolveIndex(tensor, index);
  const value = elementOf(tensor, place);
  const { origin } = tensor;
  if (!origin && tensor.isComputed) {
    throw new TensorError(
      "trace",
      `explain: this tensor of shape ${show(tensor.shape)} was computed outside trace(), so nothing is known of its operands; ` +
        `compute it inside: const y = trace(() => …)`,
      { shape: tensor.shape },
    );
  }
  if (!origin) return given(tensor, place, value);
  checkOperands(origin);
  const { term, named, indices } = derive(origin, tensor, place);
  const explained = {
    tensor,
    label: nameOf(tensor),
    index: place,
    operation: origin.operation.name,
    formula: origin.operation.formula,
    value,
    term,
    named,
    reads: readsOf([term, ...indices]),
    recomputed: term.value,
    remainder: value - term.value,
  };
  return { ...explained, toString: () => print(explained) };
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
  return tensor.storage.values()[position(index, tensor.strides, tensor.offset)];
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

function given(tensor: Tensor, index: Index, value: number): Explanation {
  const term: Term = { operation: "given", value, children: [] };
  const label = nameOf(tensor);
  return {
    tensor,
    label,
    index,
    operation: "given",
    formula: "a weight, an id or an input: not computed here",
    value,
    term,
    named: [],
    reads: [],
    recomputed: value,
    remainder: 0,
    toString: () => `${placeOf(label, index)} = ${shortNumber(value)}`,
  };
}

/** Follows views back to the tensor whose elements they show; a view that has a name of its own is where a reader wants to stop. */
function behindViews(tensor: Tensor, index: Index): { tensor: Tensor; index: Index } {
  let place = { tensor, index };
  for (let { origin } = tensor; origin && !place.tensor.label; { origin } = place.tensor) {
    const { meaning } = origin.operation;
    if (meaning.kind !== "view") break;
    checkOperands(origin);
    const [source] = origin.inputs;
    place = { tensor: source, index: meaning.source(place.index, origin.options, source) };
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
  readonly indices: readonly Term[];
}

function derive(origin: Origin, tensor: Tensor, index: Index): Derivation {
  const { operation, inputs, options } = origin;
  const { meaning } = operation;
  const readers = inputs.map(readerOf);
  if (meaning.kind === "view") {
    const read = readers[0](meaning.source(index, options, inputs[0]));
    return {
      term: { operation: "view", value: read.value, children: [read], name: operation.name },
      named: [],
      indices: [],
    };
  }
  if (meaning.kind === "definition") {
    const { arithmetic, named, indices } = explainer();
    const term = meaning.define(arithmetic, readers, options, inputs)(index);
    return { term, named, indices };
  }
  const axis = meaning.dim(options);
  const length = inputs[0].shape[axis];
  const keepsAxis = tensor.rank === inputs[0].rank;
  const place = keepsAxis ? index : [...index.slice(0, axis), 0, ...index.slice(axis)];
  const children = Array.from({ length }, (_, k) =>
    readers[0](place.map((at, i) => (i === axis ? k : at))),
  );
  const chosen = meaning.choose(
    Float64Array.from(children, (child) => child.value),
    options,
  )[place[axis]];
  const holdsValue = meaning.holds[tensor.outputIndex] === "values";
  const name = `${holdsValue ? "element" : "position"} ${chosen}, number ${place[axis] + 1} by ${operation.name},`;
  return {
    term: {
      operation: "selection",
      value: holdsValue ? children[chosen].value : chosen,
      children,
      name,
    },
    named: [],
    indices: [],
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

function placeOf(label: string, index: Index): string {
  return index.length > 0 ? label + show(index) : label;
}

/** How many operands the text lists; the data has them all. */
const listedReads = 8;

function print({
  label,
  index,
  value,
  term,
  named,
  reads,
  operation,
}: Omit<Explanation, "toString">): string {
  const lines = [`${placeOf(label, index)} = ${shortNumber(value)} = ${termText(term)}`];
  for (const part of named) {
    lines.push(`  ${part.name} = ${shortNumber(part.value)} = ${termText(part.children[0])}`);
  }
  const listed = reads
    .slice(0, listedReads)
    .map((read) => `${placeOf(read.label, read.index)} = ${shortNumber(read.value)}`);
  if (reads.length > listedReads) listed.push(`… ${reads.length - listedReads} more`);
  if (listed.length > 0) lines.push(`  ${operation} reads ${listed.join(", ")}`);
  return lines.join("\n");
}
