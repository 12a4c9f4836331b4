import { isTensor, TensorError, type Tensor } from "@clearhead/tensor";
import type { Module } from "./module.ts";

/** What passes through a probe, declared once: pictures, exports and screen readers all read this. */
export interface ProbeDeclaration {
  /** The tensor's axes in words, outermost first. */
  readonly axes: readonly string[];
  /** How the value is made, as plain text. */
  readonly formula: string;
  readonly meaning: { readonly en: string; readonly pt: string };
}

/** The `static probes` of a class: a declaration for each of its names, no more and no fewer. */
export type ProbeTable<Name extends string> = Readonly<Record<Name, ProbeDeclaration>>;

/** What an observer is told. */
export interface Observation {
  /** Where in the model: `encoder.layers.0.self_attn.pattern`. */
  readonly path: string;
  /** The probe's name, the last part of the path. */
  readonly name: string;
  readonly module: Module<string>;
  readonly value: Tensor;
  readonly declaration: ProbeDeclaration;
}

/** Sees what passes a probe; a tensor that it returns passes in its place. */
export type Observer = (observation: Observation) => Tensor | void;

/** An observer and the path under which it knows the module. */
export interface Watcher {
  readonly path: string;
  readonly observer: Observer;
}

/** `a.b`, or `b` under the empty path of a root. */
export function joinPath(path: string, name: string): string {
  return path && name ? `${path}.${name}` : path + name;
}

/** Shows a value to each watcher in turn, each seeing what the one before it let pass. */
export function show(
  watchers: readonly Watcher[],
  module: Module<string>,
  name: string,
  declaration: ProbeDeclaration | undefined,
  value: Tensor,
): Tensor {
  if (!declaration) {
    throw new TensorError(
      "value",
      `probe: ${module.constructor.name} does not declare "${name}" in its static probes`,
    );
  }
  let passing = value;
  for (const { path: modulePath, observer } of watchers) {
    const path = joinPath(modulePath, name);
    passing.label ??= path;
    const replacement = observer({ path, name, module, value: passing, declaration });
    if (replacement !== undefined) passing = checked(replacement, passing, path);
  }
  return passing;
}

function checked(replacement: unknown, value: Tensor, path: string): Tensor {
  if (!isTensor(replacement)) {
    throw new TensorError(
      "value",
      `observe: the observer returned ${replacement instanceof Promise ? "a promise" : `a ${typeof replacement}`} for ${path}; ` +
        `return a tensor to replace the value, or nothing to let it pass`,
      { path },
    );
  }
  const [given, expected] = [replacement, value].map(
    ({ dtype, shape, device }) => `${dtype} [${shape.join(", ")}] on ${device}`,
  );
  if (given !== expected) {
    throw new TensorError(
      "shape",
      `observe: ${path} is ${expected}, its replacement ${given}; they must be alike`,
      { path, shape: value.shape },
    );
  }
  return replacement;
}
