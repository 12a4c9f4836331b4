import { TensorError } from "@clearhead/tensor";
import { probesOfClass, type Module } from "./module.ts";
import { joinPath, type Observer, type ProbeDeclaration } from "./probe.ts";

/** A place where one can look in. */
export interface Probe {
  /** `encoder.layers.0.self_attn.pattern` */
  readonly path: string;
  readonly name: string;
  readonly module: Module<string>;
  readonly declaration: ProbeDeclaration;
}

/**
 * Runs `fn` and shows `observer` every value that passes a probe of `model` meanwhile; a tensor of the same shape that
 * the observer returns takes the value's place.
 *
 * Inside, values and parameters carry their path as label, so that `explain` can name them. Calls nest: the outer
 * observer sees a value first, the inner one what the outer let pass. A module that is shared is known by its first path. A value is freed with the scope in
 * which it was made: `keep()` what should stay.
 *
 * @throws TensorError `scope` when `fn` returns a promise, `shape` for a replacement that is not like the value
 * @example
 * const patterns = new Map<string, Tensor>();
 * observe(model, ({ path, name, value }) => { if (name === "pattern") patterns.set(path, value); }, () => model.forward(ids));
 */
export function observe<Result>(
  model: Module<string>,
  observer: Observer,
  fn: () => Result,
): Result {
  const watched = model.namedModules();
  const before = watched.map(([, module]) => module.watchers);
  for (const [path, module] of watched) {
    module.watchers = [...(module.watchers ?? []), { path, observer }];
  }
  for (const [name, parameter] of model.namedParameters()) parameter.label ??= name;
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
      throw new TensorError(
        "scope",
        "observe: the function returned a promise, but observe ends when it returns; keep the function synchronous and await outside",
      );
    }
    return result;
  } finally {
    watched.forEach(([, module], at) => {
      module.watchers = before[at] ?? null;
    });
  }
}

/** All places where one can look into `model`, parents first, without running it. */
export function probesOf(model: Module<string>): Probe[] {
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(probesOfClass(module)).map(([name, declaration]) => ({
      path: joinPath(path, name),
      name,
      module,
      declaration,
    })),
  );
}
