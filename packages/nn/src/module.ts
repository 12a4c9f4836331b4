import {
  clone,
  copy,
  isTensor,
  keep,
  noGrad,
  scope,
  TensorError,
  to,
  type Tensor,
} from "@clearhead/tensor";
import { isParameter, parameter, type Parameter } from "./parameter.ts";
import { joinPath, show, type ProbeDeclaration, type ProbeTable, type Watcher } from "./probe.ts";
import { indent } from "./repr.ts";

/** Tensors by name, as PyTorch names them. */
export type StateDict = Record<string, Tensor>;

/** What {@link Module.loadStateDict} did not find on either side. */
export interface LoadReport {
  /** In the model, not in the state. */
  readonly missing: readonly string[];
  /** In the state, not in the model. */
  readonly unexpected: readonly string[];
}

const brand: symbol = Symbol.for("@clearhead/nn.Module");

/**
 * A layer or a model: parameters and other modules in its properties, a `forward` of its own.
 *
 * A property that holds a {@link Parameter} or a module belongs to the model under its name in snake_case
 * (`selfAttn.inProjWeight` is `self_attn.in_proj_weight`), in the order in which the properties were made. `Probe`
 * lists the names that the class declares in `static probes`; only those can be given to {@link probe}.
 *
 * @see torch.nn.Module
 * @example
 * class Gate extends Module<"gate"> {
 *   static override readonly probes: ProbeTable<"gate"> = {
 *     gate: { axes: ["batch", "features"], formula: "sigmoid(x Wᵀ + b)", meaning: { en: "how far open", pt: "quanto se abre" } },
 *   };
 *   readonly linear = new Linear(8, 8);
 *   forward(x: Tensor): Tensor {
 *     return mul(x, this.probe("gate", sigmoid(this.linear.forward(x))));
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it types `probe` for subclasses
export abstract class Module<Probe extends string = never> {
  /** What each probe of the class shows. */
  static readonly probes: ProbeTable<string> = {};
  /**
   * Properties that hold the weight `[out, in]` of a linear map, which `quantizeWeights` may keep in fewer bits. Beside each stands
   * one of the same name and `Scale`, `null` or what `linear` takes as scale.
   */
  static readonly linearWeights: readonly string[] = [];

  /** Whether dropout drops; see {@link train} and {@link eval}. */
  training: boolean = true;
  /** Who looks in, outermost first; `null` when nobody does. Set by `observe`. */
  watchers: readonly Watcher[] | null = null;

  static {
    // On the prototype, where copies made by `clone` have them too.
    Object.defineProperty(this.prototype, brand, { value: true });
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: Module<string>) {
        return this.toString();
      },
    });
  }

  /** Lets `value` pass, and shows it to whoever looks in: the identity, at no cost, when nobody does. */
  protected probe(name: Probe, value: Tensor): Tensor {
    if (this.watchers === null) return value;
    return show(this.watchers, this, name, probesOfClass(this)[name], value);
  }

  /** Whether somebody looks in: then a fused path must give way to the one that computes what probes show. */
  protected get isObserved(): boolean {
    return this.watchers !== null;
  }

  /** The name of a property in paths and state dicts. An empty one lends its own names to this module. */
  nameOf(property: string): string {
    return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  /** The modules directly inside this one, by name. */
  namedChildren(): [name: string, module: Module<string>][] {
    const children: [string, Module<string>][] = [];
    for (const [property, value] of Object.entries(this)) {
      if (isModule(value)) children.push([this.nameOf(property), value]);
      else if (Array.isArray(value) && value.some((item) => isModule(item) || isParameter(item))) {
        throw new TensorError(
          "value",
          `${this.constructor.name}: "${property}" is a plain array, what it holds would be neither trained nor saved; ` +
            `use a ModuleList for modules, and a property of its own for each parameter`,
          { property },
        );
      }
    }
    return children;
  }

  /** This module and all inside it with their paths, parents first; one that is shared appears once. */
  namedModules(): [path: string, module: Module<string>][] {
    const paths = new Map<Module<string>, string>();
    for (const [path, module] of walk(this)) if (!paths.has(module)) paths.set(module, path);
    return [...paths].map(([module, path]) => [path, module]);
  }

  modules(): Module<string>[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** What the model learns, by state-dict name and in PyTorch's order; a parameter that is shared appears once. */
  namedParameters(): [name: string, parameter: Parameter][] {
    const names = new Map<Parameter, string>();
    for (const [name, value] of everyParameter(this)) if (!names.has(value)) names.set(value, name);
    return [...names].map(([value, name]) => [name, value]);
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, value]) => value);
  }

  /** Forgets all gradients and frees them. */
  zeroGrad(): void {
    for (const value of this.parameters()) value.grad = null;
  }

  /** The parameters themselves (no copies) by name; one that is shared stands under each of its names. */
  stateDict(): StateDict {
    return Object.fromEntries(everyParameter(this));
  }

  /**
   * Copies values into the parameters of the same names; either all fit or nothing changes.
   *
   * @param options.strict - `false` lets names be missing on either side; shapes must agree all the same
   * @returns the names that were missing on either side
   * @throws TensorError `value`, listing every name that is missing, unexpected or of another shape
   * @see torch.nn.Module.load_state_dict
   */
  loadStateDict(
    state: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
    { strict = true }: { strict?: boolean } = {},
  ): LoadReport {
    const given: ReadonlyMap<string, Tensor> = new Map(
      state instanceof Map ? state : Object.entries(state),
    );
    const own = new Map(everyParameter(this));
    const missing = [...own.keys()].filter((name) => !given.has(name));
    const unexpected = [...given.keys()].filter((name) => !own.has(name));
    const fitting = [...own].filter(([name]) => given.has(name));
    const faults = fitting.flatMap(([name, target]) => unfit(name, given.get(name), target));
    if (faults.length > 0 || (strict && missing.length + unexpected.length > 0)) {
      const lines = [
        ...(strict && missing.length > 0 ? [`missing from the state: ${missing.join(", ")}`] : []),
        ...(strict && unexpected.length > 0 ? [`not in the model: ${unexpected.join(", ")}`] : []),
        ...faults,
      ];
      throw new TensorError(
        "value",
        `loadStateDict: the state does not fit ${this.constructor.name}; nothing was loaded\n  ${lines.join("\n  ")}`,
        { missing, unexpected },
      );
    }
    noGrad(() =>
      scope(() => {
        for (const [name, target] of fitting) copy(target, to(given.get(name)!, target.dtype));
      }),
    );
    return { missing, unexpected };
  }

  /** Training mode (dropout drops) for this module and all inside it. */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** Evaluation mode (dropout is the identity) for this module and all inside it. */
  eval(): this {
    return this.train(false);
  }

  /**
   * A deep copy with parameters of its own; what is shared inside the module is shared inside the copy.
   *
   * Private `#fields` of a subclass are not copied: such a class overrides this method.
   */
  clone(): this {
    return deepCopy(this, new Map()) as this;
  }

  /** Frees every tensor of the module and of those inside it. */
  dispose(): void {
    for (const module of this.modules()) {
      for (const value of Object.values(module)) if (isTensor(value)) value.dispose();
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The arguments worth printing, as PyTorch prints them. */
  protected extraRepr(): string {
    return "";
  }

  /** One printed entry for each child. For `toString`. */
  printedChildren(): string[] {
    return this.namedChildren().flatMap(([name, child]) =>
      name === "" ? child.printedChildren() : `(${name}): ${indent(child.toString())}`,
    );
  }

  /** Prints the tree as PyTorch does. */
  toString(): string {
    const extra = this.extraRepr();
    const children = this.printedChildren();
    const name = this.constructor.name;
    if (children.length === 0) return `${name}(${extra})`;
    return `${name}(\n  ${[...(extra ? [extra] : []), ...children].join("\n  ")}\n)`;
  }
}

/** Whether `value` is a module, of this or another copy of the package. */
export function isModule(value: unknown): value is Module<string> {
  return typeof value === "object" && value !== null && brand in value;
}

/** The declarations of a module's class. */
export function probesOfClass(module: Module<string>): Readonly<Record<string, ProbeDeclaration>> {
  return (module.constructor as typeof Module).probes;
}

/** Every way from `module` to a module inside it, parents first. */
function* walk(
  module: Module<string>,
  path = "",
  above: readonly Module<string>[] = [],
): Generator<[path: string, module: Module<string>]> {
  if (above.includes(module)) {
    throw new TensorError(
      "value",
      `${module.constructor.name}: the module contains itself, at ${path}`,
    );
  }
  yield [path, module];
  for (const [name, child] of module.namedChildren()) {
    yield* walk(child, joinPath(path, name), [...above, module]);
  }
}

function* everyParameter(module: Module<string>): Generator<[name: string, parameter: Parameter]> {
  for (const [path, owner] of walk(module)) {
    for (const [property, value] of Object.entries(owner)) {
      if (isParameter(value)) yield [joinPath(path, owner.nameOf(property)), value];
    }
  }
}

function unfit(name: string, given: unknown, target: Parameter): string[] {
  if (!isTensor(given)) return [`${name} is not a tensor in the state`];
  const [state, model] = [given.shape.join(", "), target.shape.join(", ")];
  if (state !== model) return [`${name} is [${state}] in the state, [${model}] in the model`];
  if ((given.dtype === "int8") !== (target.dtype === "int8")) {
    return [
      `${name} is ${given.dtype} in the state, ${target.dtype} in the model: load what belongs to a quantized model after quantizeWeights(), all else before`,
    ];
  }
  if (given.device === target.device) return [];
  return [
    `${name} is on ${given.device} in the state, on ${target.device} in the model: use toDevice()`,
  ];
}

function deepCopy(value: unknown, copies: Map<unknown, unknown>): unknown {
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (isTensor(value)) {
    const twin = keep(noGrad(() => clone(value)));
    const result = isParameter(value) ? parameter(twin, value) : twin;
    copies.set(value, result);
    return result;
  }
  if (Array.isArray(value)) return value.map((item) => deepCopy(item, copies));
  if (!isModule(value)) return value;
  const result = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  copies.set(value, result);
  for (const [property, item] of Object.entries(value)) result[property] = deepCopy(item, copies);
  result["watchers"] = null;
  return result;
}
