import { accumulation } from "./accumulate.ts";
import { everyDevice } from "./devices.ts";
import { refusePromise } from "./errors.ts";
import { watched } from "./modes.ts";
import type { AnyOperation } from "./operation.ts";
import type { Tensor } from "./tensor.ts";

/** Which part of a step of training: what a write in place does is an update. */
export type Pass = "forward" | "backward" | "update";

/** Something that runs while a function is observed: an operation on its device, the gradient rule of one, a write in place. */
export interface Step {
  readonly kind: "operation" | "gradient" | "fused gradient" | "write";
  /** The operation's name; `softmax gradient` for a rule. */
  readonly name: string;
  readonly pass: Pass;
  /** `null` for a write. */
  readonly operation: AnyOperation | null;
  readonly options: unknown;
  /** Of a gradient rule: the gradients that arrived; of a write: what it reads beside its target. */
  readonly inputs: readonly (Tensor | null)[];
}

type Results = readonly (Tensor | null)[];

/** Runs a step, once, and gives what the step gave; may look at both. */
export type Observer = (step: Step, run: () => Results) => Results;

/**
 * Runs `fn` and shows `observer` each operation that a device runs, each gradient rule and each write in place; views compute
 * nothing and are not shown. The devices' own `run` is replaced meanwhile, so that nothing is paid where nobody observes.
 *
 * @throws TensorError `scope` when `fn` returns a promise.
 */
export function observe<Result>(caller: string, observer: Observer, fn: () => Result): Result {
  const devices = everyDevice();
  const originals = devices.map((device) => ({ ...device }));
  const outer = { ...watched };
  let rules = 0;
  let writes = 0;
  devices.forEach((device, i) => {
    device.run = (operation, inputs, outputs, options) => {
      const isBackward = rules > 0 || operation === accumulation;
      const pass = writes > 0 ? "update" : isBackward ? "backward" : "forward";
      const { name } = operation;
      observer({ kind: "operation", name, pass, operation, options, inputs }, () => {
        originals[i].run(operation, inputs, outputs, options);
        return outputs;
      });
    };
  });
  watched.rule = (operation, rule) => {
    const inner = outer.rule?.(operation, rule) ?? rule;
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
  watched.write = (name, targets, inputs, run) => {
    writes++;
    try {
      const options = null;
      observer({ kind: "write", name, pass: "update", operation: null, options, inputs }, () => {
        if (outer.write) outer.write(name, targets, inputs, run);
        else run();
        return targets;
      });
    } finally {
      writes--;
    }
  };
  try {
    const result = fn();
    refusePromise(caller, result);
    return result;
  } finally {
    devices.forEach((device, i) => {
      Object.assign(device, originals[i]);
    });
    watched.rule = outer.rule;
    watched.write = outer.write;
  }
}
