import { applyAll, emptyTensor } from "../apply.ts";
import { checkChoice } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { unaryGelu, unaryGeluTanh, unaryRelu, unarySilu } from "../cpu/opcode.ts";
import { operand } from "../cpu/operand.ts";
import { isGradEnabled, isTracing } from "../modes.ts";
import { checkTensors } from "../operands.ts";
import type { Composition, Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { unified } from "./cast.ts";
import { gradientOfParts } from "./composition.ts";
import { contiguous } from "./contiguous.ts";
import { affine, linear, mapped, multiply, tall } from "./linear.ts";
import { gelu, relu, silu } from "./unary.ts";

/** A function of each number that can stand behind a linear map. */
export type ActivationName = "relu" | "gelu" | "gelu_tanh" | "silu";

const functions: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu,
  gelu: (x) => gelu(x),
  gelu_tanh: (x) => gelu(x, { approximate: "tanh" }),
  silu,
};
const opcodes: Readonly<Record<ActivationName, number>> = {
  relu: unaryRelu,
  gelu: unaryGelu,
  gelu_tanh: unaryGeluTanh,
  silu: unarySilu,
};

interface ActivatedOptions {
  readonly activation: ActivationName;
  /** Whether a second output has the slope of the activation at each element, which the gradient multiplies with. */
  readonly keepsSlope: boolean;
}

const composite: Composition<ActivatedOptions> = {
  kind: "composition",
  parts: ([x, weight, bias], { activation }) => functions[activation](linear(x, weight, bias)),
};

const activatedLinear: Operation<ActivatedOptions> = {
  name: "linear_activation",
  formula: "y[…, o] = activation(Σ_k x[…, k] · weight[o, k] + bias[o])",
  outputs(inputs, { keepsSlope }) {
    const y = mapped("linearActivation", inputs);
    return keepsSlope ? [y, y] : [y];
  },
  meaning: composite,
  gradient: (context) => gradientOfParts(composite, context),
  fusedGradient(context) {
    const { needs, specs, output, gradient } = context;
    const slope = output(1);
    const { device } = slope.storage;
    const forSum = emptyTensor(slope.shape, "float32", device); // […, out]
    const forBias = emptyTensor([slope.shape.at(-1)!], "float32", device);
    const [sums, gradients, slopes] = [forSum, contiguous(gradient), slope].map(tall);
    call(kernels.activationBackward, [sums, operand(forBias), gradients, slopes]);
    const [forX, forWeight] = affine.fusedGradient!({
      ...context,
      gradient: forSum,
      needs: [needs[0], needs[1], false],
    });
    return [forX, forWeight, ...(specs.length > 2 ? [forBias] : [])];
  },
  saves: { inputs: [0, 1, 2], outputs: [1] },
  decodes: 1,
  cpu([x, weight, bias], [y, slope], { activation }) {
    const opcode = opcodes[activation];
    if (slope) {
      multiply(x, weight, slope, bias);
      call(kernels.activation, [tall(y), tall(slope)], [opcode]);
    } else {
      multiply(x, weight, y, bias, undefined, opcode);
    }
  },
};

/**
 * `y = activation(x · weightᵀ + bias)` on the last axis: a linear map and what stands behind it, in one operation.
 *
 * @param x - `[…, in]`
 * @param weight - `[out, in]`
 * @param bias - `[out]`, or `null` for none
 * @param activation - `"relu"`, `"gelu"` (exact), `"gelu_tanh"` or `"silu"`
 * @returns `[…, out]`
 * @throws TensorError `shape`; `value` for an activation that is not known
 * @see torch._addmm_activation
 * @example linearActivation(tensor([1, 2]), tensor([[3, 4], [3, -4]]), null, "relu"); // → tensor([11.,  0.])
 */
export function linearActivation(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null | undefined,
  activation: ActivationName,
): Tensor {
  const inputs = bias ? [x, weight, bias] : [x, weight];
  const device = checkTensors("linearActivation", inputs);
  const names = Object.keys(functions) as ActivationName[];
  checkChoice("linearActivation", "activation", activation, names);
  mapped("linearActivation", inputs);
  if (device.name !== "cpu" || isTracing()) {
    return composite.parts(inputs, { activation, keepsSlope: false });
  }
  const [rows, columns, added] = unified(inputs, "float32", weight);
  const operands = added ? [rows, columns, contiguous(added)] : [rows, columns];
  const keepsSlope = isGradEnabled() && inputs.some((input) => input.requiresGrad);
  const [y, slope] = applyAll(activatedLinear, operands, { activation, keepsSlope });
  slope?.dispose();
  return y;
}
