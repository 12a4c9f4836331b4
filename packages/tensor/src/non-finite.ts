import { isFloatingPoint } from "./dtype.ts";
import { explainBy, type Explanation } from "./explain.ts";
import { Origin } from "./graph.ts";
import type { AnyOperation } from "./operation.ts";
import { observe, type Step } from "./observe.ts";
import { adopt, scope } from "./scope.ts";
import { rowMajorStrides, show, type Index, type Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";
import { shortNumber } from "./term-layout.ts";
import type { Tensor } from "./tensor.ts";
import type { Term } from "./terms.ts";

/** Where NaN or an infinity appeared first; `toString()` tells it. */
export interface NonFinite {
  /** What gave it: `log`; `softmax gradient` for a gradient that is one kernel; `given` when it came from outside. */
  readonly operation: string;
  /** Whether it appeared in values, in gradients or in a write in place. */
  readonly pass: "forward" | "backward" | "update";
  /** The tensor that holds it. */
  readonly tensor: Tensor;
  /** That tensor's name, also where it got it later. */
  readonly label: string | undefined;
  /** The tensor's shape. */
  readonly shape: Shape;
  /** The first such element. */
  readonly index: Index;
  /** NaN, ∞ or −∞. */
  readonly value: number;
  /** How many elements of the tensor are not finite. */
  readonly count: number;
  /** What the operation read; of a tensor that was given, nothing. */
  readonly operands: readonly {
    readonly label: string;
    readonly shape: Shape;
    readonly isFinite: boolean;
  }[];
  /** The element's arithmetic; `null` for a given one, what is one kernel (a gradient, attention) and a write in place. */
  readonly explanation: Explanation | null;
  /** What happened, for a person. */
  toString(): string;
}

/**
 * Runs `fn`, forward and backward, and names the tensor in which NaN or ±∞ appeared first; `null` where everything is
 * finite. What `fn` makes is freed.
 *
 * An infinity that somebody meant is none: −∞ in a tensor that is given (a mask's bias), an infinity that a number of the
 * code put there (`maskedFill(scores, mask, -Infinity)`), and what passes these on (a score plus a bias of −∞). Such a −∞ may
 * lead to NaN (a row of softmax with nothing but −∞), which is found. When `fn` throws after a find, the find is what is told.
 *
 * A gradient that is one kernel has no arithmetic to show: `findNonFinite(() => trace(fn))` runs the rules that are written
 * with operations instead, and its explanation can be followed to the leaves.
 *
 * @throws TensorError `scope` when `fn` returns a promise
 * @example
 * const x = tensor([2, 0, 1]);
 * String(findNonFinite(() => mean(log(x))));
 * // → log gave −∞ at [1] of [3]: 1 of 3 elements is not finite
 * // →   it read given [3], which is finite
 * // →   log[1] = −∞ = ln(0)
 * // →     log reads given[1] = 0
 */
export function findNonFinite(fn: () => unknown): NonFinite | null {
  const search = new Search();
  try {
    scope(() => {
      observe(
        "findNonFinite",
        (step, run) => {
          search.checkGiven(step);
          const results = run();
          search.checkResults(step, results);
          return results;
        },
        fn,
      );
    });
  } catch (error) {
    if (!search.found) throw error;
  }
  return search.report();
}

interface Found {
  readonly step: Step;
  /** The tensor as `fn` has it, which may get its name later. */
  readonly tensor: Tensor;
  /** Another handle, which outlives the scope. */
  readonly held: Tensor;
  readonly isGiven: boolean;
  readonly index: Index;
  readonly value: number;
  readonly count: number;
  readonly operands: NonFinite["operands"];
  readonly explanation: Explanation | null;
}

class Search {
  found: Found | null = null;
  /** Memory that was looked at, and the version that it had. */
  readonly #seen = new WeakMap<Storage, number>();
  /** Which operation made what: names for tensors that have none. */
  readonly #makers = new WeakMap<Storage, string>();

  /** What comes from outside must hold no NaN and no ∞. */
  checkGiven(step: Step): void {
    for (const tensor of step.inputs) {
      if (this.found) return;
      if (!tensor || this.#seen.get(tensor.storage) === tensor.storage.version) continue;
      this.#look(step, tensor, null, true, (value) => value !== -Infinity && !tensor.isConstant);
      // A part of a memory says nothing of the rest.
      if (tensor.size === tensor.storage.length) this.#markSeen(tensor);
    }
  }

  /** What an operation gave must hold no NaN, and no infinity that it did not get. */
  checkResults(step: Step, results: readonly (Tensor | null)[]): void {
    if (step.kind === "gradient") return; // its operations were looked at one by one
    results.forEach((tensor, i) => {
      if (!tensor || this.found) return;
      this.#makers.set(tensor.storage, step.name);
      this.#markSeen(tensor);
      if (isAllFinite(tensor)) return;
      const { operation, inputs } = step;
      if (step.kind === "operation" && operation && hasArithmetic(operation)) {
        this.#checkOutput(step, operation, tensor, i);
      } else {
        const isPassedOn = inputs.length === 0 || !inputs.every(isAllFinite);
        this.#look(step, tensor, null, false, () => !isPassedOn);
      }
    });
  }

  #markSeen({ storage }: Tensor): void {
    this.#seen.set(storage, storage.version);
  }

  #checkOutput(step: Step, operation: AnyOperation, tensor: Tensor, outputIndex: number): void {
    const origin = new Origin(
      operation,
      step.inputs.filter((input) => input !== null),
      step.options,
    );
    for (const input of origin.inputs) {
      if (!input.origin) input.label ??= this.#makers.get(input.storage);
    }
    const held = tensor.alias();
    held.origin = origin;
    held.outputIndex = outputIndex;
    const options = Object.values(step.options ?? {});
    const appeared = (infinity: number, index: Index): boolean =>
      !options.includes(infinity) && !readsInfinity(explainBy(origin, held, index).term);
    this.#look(step, tensor, held, false, appeared);
    if (this.found?.held !== held) held.dispose();
  }

  /** Finds the first element that is NaN, or infinite and no one's intention. */
  #look(
    step: Step,
    tensor: Tensor,
    held: Tensor | null,
    isGiven: boolean,
    isFault: (infinity: number, index: Index) => boolean,
  ): void {
    const { shape, dtype } = tensor;
    if (!isFloatingPoint(dtype)) return;
    const values = tensor.view();
    let at = 0;
    for (; at < values.length; at++) {
      if (Number.isFinite(values[at])) continue;
      if (Number.isNaN(values[at]) || isFault(values[at], indexAt(at, shape))) break;
    }
    if (at === values.length) return;
    const index = indexAt(at, shape);
    this.found = {
      step,
      tensor,
      held: held ?? tensor.alias(),
      isGiven,
      index,
      value: values[at],
      count: Array.from(values).filter((value) => !Number.isFinite(value)).length,
      operands: isGiven ? [] : this.#operandsOf(step),
      explanation: held?.origin ? explainBy(held.origin, held, index) : null,
    };
  }

  #operandsOf({ inputs }: Step): NonFinite["operands"] {
    return inputs.flatMap((input) => {
      if (!input || input.isConstant) return [];
      const label = input.label ?? this.#makers.get(input.storage) ?? "given";
      return [{ label, shape: input.shape, isFinite: isAllFinite(input) }];
    });
  }

  report(): NonFinite | null {
    if (!this.found) return null;
    const { step, tensor, held, isGiven, ...rest } = this.found;
    adopt(held);
    held.label = tensor.label;
    const report = {
      ...rest,
      operation: isGiven ? "given" : step.name,
      pass: step.pass,
      tensor: held,
      label: tensor.label,
      shape: tensor.shape,
    };
    return { ...report, toString: () => text(report, step) };
  }
}

/** What one kernel computes in place of several operations has none to show. */
function hasArithmetic({ meaning }: AnyOperation): boolean {
  return meaning.kind !== "composition";
}

function isAllFinite(tensor: Tensor | null): boolean {
  return (
    !tensor ||
    !isFloatingPoint(tensor.dtype) ||
    tensor.view().every((value) => Number.isFinite(value))
  );
}

function indexAt(position: number, shape: Shape): Index {
  return rowMajorStrides(shape).map((step, axis) => Math.floor(position / step) % shape[axis]);
}

/** Whether an infinity stands among what the arithmetic reads: then it was passed on, and did not appear. */
function readsInfinity(term: Term): boolean {
  const seen = new Set<Term>();
  const visit = (inner: Term): boolean => {
    if (seen.has(inner)) return false;
    seen.add(inner);
    const { children, operation, value } = inner;
    if (children.length === 0) return Math.abs(value) === Infinity;
    return (operation === "choose" ? children.slice(1) : children).some(visit);
  };
  return visit(term);
}

function text(
  { operation, label, index, value, shape, count, pass, operands, explanation }: NonFinite,
  step: Step,
): string {
  const size = shape.reduce((product, length) => product * length, 1);
  const place = index.length > 0 ? ` at ${show(index)} of ${show(shape)}` : "";
  const many = `${count} of ${size} elements ${count === 1 ? "is" : "are"} not finite`;
  const when = pass === "backward" ? ", in the backward pass" : "";
  const name = label ? ` "${label}"` : "";
  if (operation === "given") {
    return `${label ?? "a tensor"} was given with ${shortNumber(value)}${place}: ${many}; ${step.name} was the first to read it${when}`;
  }
  const lines = [`${operation}${name} gave ${shortNumber(value)}${place}${when}: ${many}`];
  for (const operand of operands) {
    const state = operand.isFinite ? "which is finite" : "which has −∞ that was given";
    lines.push(`  it read ${operand.label} ${show(operand.shape)}, ${state}`);
  }
  if (explanation)
    lines.push(
      ...String(explanation)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  else if (step.kind === "fused gradient")
    lines.push("  findNonFinite(() => trace(fn)) tells the arithmetic of gradients");
  else if (step.operation && !hasArithmetic(step.operation))
    lines.push("  findNonFinite(() => trace(fn)) tells the arithmetic of its parts");
  return lines.join("\n");
}
