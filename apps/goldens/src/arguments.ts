import type { Module } from "@clearhead/nn";
import type { Tensor } from "@clearhead/tensor";

/** A case that asks for something that does not exist here: it is skipped, and this says why. */
export class Unsupported extends Error {}

/**
 * What a call is made with. It remembers what was asked for, so that an argument that nobody reads makes the case a
 * skip and never a silent success.
 */
export class Arguments {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  /** A module's parameters by their names in the state dict. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The shapes of the outputs that PyTorch gave. */
  readonly outputShapes: ReadonlyMap<string, readonly number[]>;
  /** The module that was called, whose parameters have gradients afterwards. */
  module: Module<string> | undefined;

  constructor(
    tensors: ReadonlyMap<string, Tensor>,
    config: Readonly<Record<string, unknown>>,
    parameters: ReadonlyMap<string, Tensor>,
    outputShapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#tensors = tensors;
    this.#config = flatten(config);
    this.parameters = parameters;
    this.outputShapes = outputShapes;
  }

  /** The input of this name. */
  tensor(name: string): Tensor {
    const tensor = this.optionalTensor(name);
    if (tensor === undefined) throw new Error(`the case has no input ${name}`);
    return tensor;
  }

  optionalTensor(name: string): Tensor | undefined {
    this.#read.add(name);
    return this.#tensors.get(name);
  }

  /** All inputs, in the order of the file. */
  tensors(): Tensor[] {
    for (const name of this.#tensors.keys()) this.#read.add(name);
    return [...this.#tensors.values()];
  }

  /** An argument of torch's name; its type is the caller's knowledge of torch. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows from torch what the type is
  get<Value>(name: string): Value {
    if (!Object.hasOwn(this.#config, name)) throw new Error(`the case has no argument ${name}`);
    this.#read.add(name);
    return this.#config[name] as Value;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows from torch what the type is
  optional<Value>(name: string): Value | undefined {
    return Object.hasOwn(this.#config, name) ? this.get<Value>(name) : undefined;
  }

  /** Those of the named arguments that are given, under our names for them: `label_smoothing` as `labelSmoothing`. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows from torch what the type is
  options<Options extends object>(...names: readonly string[]): Options {
    const given = names.filter((name) => Object.hasOwn(this.#config, name));
    return Object.fromEntries(given.map((name) => [camelCase(name), this.get(name)])) as Options;
  }

  /** Throws when something was given that the call did not ask for. */
  checkAllRead(): void {
    for (const name of [...this.#tensors.keys(), ...Object.keys(this.#config)]) {
      if (!this.#read.has(name))
        throw new Unsupported(`the argument ${name} has no counterpart here`);
    }
  }
}

/** A module's case gives the arguments of its constructor and of its call as two objects; none has a name of the other. */
function flatten(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    Object.assign(flat, isObject ? value : { [name]: value });
  }
  return flat;
}

function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
