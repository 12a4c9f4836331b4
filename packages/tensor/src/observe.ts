import { accumulation } from "./accumulate.ts";
import { everyDevice } from "./devices.ts";
import { refusePromise } from "./errors.ts";
import { watched } from "./modes.ts";
import type { AnyOperation } from "./operation.ts";
import type { Tensor } from "./tensor.ts";

/** Something that runs while a function is observed: an operation on its device, or the gradient rule of one. */
export interface Step {
  readonly kind: "operation" | "gradient" | "fused gradient";
  /** The operation's name; `softmax gradient` for a rule. */
  readonly name: string;
  readonly pass: "forward" | "backward";
  readonly operation: AnyOperation;
  readonly options: unknown;
  /** Of a gradient rule: the gradients that arrived. */
  readonly inputs: readonly (Tensor | null)[];
}

type Results = readonly (Tensor | null)[];

/** Runs a step, once, and gives what the step gave; may look at both. */
export type Observer = (step: Step, run: () => Results) => Results;

/**
 * Runs `fn` and shows `observer` each operation that a device runs and each gradient rule; views compute nothing and are not
 * shown. The devices' own `run` is replaced meanwhile, so that nothing is paid where nobody observes.
 *
 * @throws TensorError `scope` when `fn` returns a promise.
 */
export function observe<Result>(caller: string, observer: Observer, fn: () => Result): Result {
  const devices = everyDevice();
  const originals = devices.map((device) => ({ ...device }));
  const { rule: outer } = watched;
  let rules = 0;
  devices.forEach((device, i) => {
    device.run = (operation, inputs, outputs, options) => {
      const pass = rules > 0 || operation === accumulation ? "backward" : "forward";
      const { name } = operation;
      observer({ kind: "operation", name, pass, operation, options, inputs }, () => {
        originals[i].run(operation, inputs, outputs, options);
        return outputs;
      });
    };
  });
  watched.rule = (operation, rule) => {
    const inner = outer?.(operation, rule) ?? rule;
    if (!inner) return null;
    const kind = rule === operation.fusedGradient ? "fused gradient" : "gradient";
    const name = `${operation.name} gradient`;
    return (context) => {
      const { options, gradients: inputs } = context;
      rules++;
      try {
        const step: Step = { kind, name, pass: "backward", operation, options, inputs };
        return observer(step, () => inner(context));
      } finally {
        rules--;
      }
    };
  };
  try {
    const result = fn();
    refusePromise(caller, result);
    return result;
  } finally {
    devices.forEach((device, i) => {
      Object.assign(device, originals[i]);
    });
    watched.rule = outer;
  }
}
