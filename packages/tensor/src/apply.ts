import { accumulation } from "./accumulate.ts";
import { backwardWith, differentiate, type BackwardOptions } from "./backward.ts";
import type { Device } from "./device.ts";
import { isFloatingPoint, isStored, type DType } from "./dtype.ts";
import { TensorError } from "./errors.ts";
import { GradientNode, Origin, specsOf } from "./graph.ts";
import { isGradEnabled, isTracing } from "./modes.ts";
import { checkTensors } from "./operands.ts";
import type { AnyOperation, Operation } from "./operation.ts";
import { adopt } from "./scope.ts";
import { checkShape, type Shape } from "./shape.ts";
import { Tensor, unownedTensor } from "./tensor.ts";

/** A fresh row-major tensor whose elements are whatever the memory held. It belongs to the open scope. */
export function emptyTensor(shape: Shape, dtype: DType, device: Device): Tensor {
  const result = unowned(shape, dtype, device);
  adopt(result);
  return result;
}

function unowned(shape: Shape, dtype: DType, device: Device): Tensor {
  const { name, dtypes } = device;
  if (!dtypes.includes(dtype)) {
    throw new TensorError(
      "dtype",
      `the device "${name}" has no ${dtype} (it has ${dtypes.join(", ")}); use withDevice("reference", …) for float64`,
      { dtype, device: name },
    );
  }
  return unownedTensor(shape, dtype, device);
}

/**
 * Runs an operation: shape rule, device, and the record that gradients and `explain` read. Every function of this package that
 * computes is a call of this one.
 *
 * @throws TensorError `disposed`, `device` (operands on different devices), or what the shape rule throws.
 */
export function applyAll<Options>(
  operation: Operation<Options>,
  inputs: readonly Tensor[],
  options: Options,
): Tensor[] {
  const device = checkTensors(operation.name, inputs);
  const { meaning } = operation;
  const isView = meaning.kind === "view";
  const isRead = !operation.takesStored && inputs.some(isStored);
  const specs = operation.outputs(isRead ? specsOf(inputs) : inputs, options);
  for (const { shape } of specs) checkShape(operation.name, shape);
  const outputs: Tensor[] = [];
  try {
    for (const { shape, dtype } of specs) {
      outputs.push(
        isView
          ? new Tensor(
              inputs[0].storage.retain(),
              meaning.layout(inputs[0], options, outputs.length),
            )
          : unowned(shape, dtype, device),
      );
    }
  } finally {
    // Where memory ends, what nobody owns yet goes back.
    if (outputs.length < specs.length) for (const output of outputs) output.dispose();
  }
  record(operation, inputs, outputs, options);
  for (const output of outputs) {
    output.isComputed = true;
    adopt(output, operation.name);
  }
  // At last, when the scope owns the outputs and frees them should it throw.
  if (!isView) device.run(operation, inputs, outputs, options);
  return outputs;
}

/** {@link applyAll} for the many operations that have one output. */
export function apply<Options>(
  operation: Operation<Options>,
  inputs: readonly Tensor[],
  options: Options,
): Tensor {
  return applyAll(operation, inputs, options)[0];
}

function record(
  operation: AnyOperation,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  options: unknown,
): void {
  if (isTracing()) {
    const origin = new Origin(operation, inputs, options);
    outputs.forEach((output, i) => {
      output.origin = origin.retain();
      output.outputIndex = i;
    });
    origin.release();
  }
  if (!isGradEnabled() || !operation.gradient) return;
  if (!inputs.some((input) => input.requiresGrad)) return;
  const node = new GradientNode(backward, operation, inputs, options);
  for (let i = 0; i < outputs.length; i++) {
    if (!isFloatingPoint(outputs[i].dtype)) continue;
    outputs[i].node = node.retain();
    outputs[i].outputIndex = i;
  }
  node.saveOutputs(outputs);
  node.release();
}

const accumulate = (a: Tensor, b: Tensor): Tensor => apply(accumulation, [a, b], {});
const backward = /* @__PURE__ */ backwardWith(accumulate);

/** What {@link grad} takes beside the output and the inputs. */
export interface GradOptions extends BackwardOptions {
  /** d loss / d output, of its shape and dtype; may be left out for one element, where it is 1. */
  readonly gradient?: Tensor;
  /** Gives `null` for an input that the output does not depend on, instead of throwing. */
  readonly allowUnused?: boolean;
}

/**
 * `d output / d inputs`, without touching any `grad`: only what leads to the inputs is computed.
 *
 * @param output - a tensor of one element, or pass `gradient` of its shape
 * @param inputs - leaves or anything on the way to the output
 * @returns one tensor for each input, of its shape
 * @throws TensorError `gradient` when an input does not take part in the output, unless `allowUnused`
 * @see torch.autograd.grad
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const [dx] = grad(sum(mul(x, x)), [x]);
 * dx; // → tensor([2., 4.])
 */
export function grad(
  output: Tensor,
  inputs: readonly Tensor[],
  options: GradOptions & { readonly allowUnused: true },
): (Tensor | null)[];
export function grad(
  output: Tensor,
  inputs: readonly Tensor[],
  options?: GradOptions & { readonly allowUnused?: false },
): Tensor[];
export function grad(
  output: Tensor,
  inputs: readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  checkTensors("grad", [output, ...inputs]);
  return differentiate(accumulate, output, inputs, options.gradient, options).map((found, i) => {
    if (found || options.allowUnused) return found;
    throw new TensorError(
      "gradient",
      `grad: the output does not depend on input ${i}${inputs[i].label ? ` ("${inputs[i].label}")` : ""}, or it does not require a gradient; pass { allowUnused: true } to get null for it`,
      { input: i },
    );
  });
}
