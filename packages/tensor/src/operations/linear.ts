import { apply, emptyTensor } from "../apply.ts";
import { checkOptions } from "../checks.ts";
import { call } from "../cpu/call.ts";
import type { Operand } from "../cpu/kernels.ts";
import * as kernels from "../cpu/kernels.ts";
import { reduceSum } from "../cpu/opcode.ts";
import { elementType, operand, plainProduct, turned } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation, TensorSpec } from "../operation.ts";
import { show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { converted, unified } from "./cast.ts";
import { contiguous } from "./contiguous.ts";
import { matmul } from "./matmul.ts";
import { sumTo } from "./sum.ts";
import { reshape, transpose } from "./views.ts";

/** All axes but the last as rows. */
function rowsOf(x: Tensor): Tensor {
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

function outputOf(operation: string, x: TensorSpec, weight: TensorSpec): TensorSpec {
  const inner = x.shape.at(-1);
  if (weight.shape.length !== 2 || inner !== weight.shape[1]) {
    throw new TensorError(
      "shape",
      `${operation}: x ${show(x.shape)} and weight ${show(weight.shape)} do not agree: x's last axis must be weight's second (weight is [out, in])`,
      { operation, shapes: [x.shape, weight.shape] },
    );
  }
  return { shape: [...x.shape.slice(0, -1), weight.shape[0]], dtype: x.dtype };
}

/** Throws unless a vector, where there is one, has one number for each output. */
function checkVector(
  operation: string,
  name: string,
  vector: TensorSpec | undefined,
  weight: TensorSpec,
): void {
  if (!vector || (vector.shape.length === 1 && vector.shape[0] === weight.shape[0])) return;
  throw new TensorError(
    "shape",
    `${operation}: ${name} ${show(vector.shape)} must be [${weight.shape[0]}], one number for each output`,
    { operation, shapes: [weight.shape, vector.shape] },
  );
}

/** What a linear map makes of its operands, or an error in the name of who asks. */
export function mapped(operation: string, [x, weight, bias]: readonly TensorSpec[]): TensorSpec {
  const output = outputOf(operation, x, weight);
  checkVector(operation, "bias", bias, weight);
  return output;
}

export const affine: Operation<object> = {
  name: "linear",
  formula: "y[…, o] = Σ_k x[…, k] · weight[o, k] + bias[o]",
  outputs: (inputs) => [mapped("linear", inputs)],
  meaning: {
    kind: "definition",
    define(m, [x, weight, bias], _, [, { shape }]) {
      const inner = shape[1];
      return (index) => {
        const row = index.slice(0, -1);
        const o = index[index.length - 1];
        const products = m.sum(inner, (k) => m.times(x([...row, k]), weight([o, k])));
        return bias ? m.plus(products, bias([o])) : products;
      };
    },
  },
  gradient({ gradient, input, needs, specs: [, , bias] }) {
    const rows = (): Tensor => rowsOf(gradient);
    return [
      needs[0] ? matmul(gradient, input(1)) : null,
      needs[1] ? matmul(transpose(rows(), 0, 1), rowsOf(input(0))) : null,
      bias && needs[2] ? sumTo(rows(), bias.shape) : null,
    ];
  },
  fusedGradient({ gradient, input, needs, specs: [x, weight, bias] }) {
    const { device } = gradient.storage;
    const g = contiguous(gradient);
    const rows = tall(g); // [rows, out]
    const [forX, forWeight, forBias] = [x, weight, bias].map((spec, i) =>
      spec && needs[i] ? emptyTensor(spec.shape, spec.dtype, device) : null,
    );
    if (forX) {
      // int8 was decoded to integers.
      const matrix = converted(input(1), "float32"); // [out, in]
      call(kernels.matmul, [tall(forX), rows, operand(matrix)], plainProduct);
    }
    if (forWeight) {
      const sources = tall(contiguous(input(0))); // [rows, in]
      call(kernels.matmul, [operand(forWeight), turned(rows), sources], plainProduct);
    }
    if (forBias) call(kernels.reduce, [operand(forBias), turned(rows)], [reduceSum, 1]);
    return [forX, forWeight, forBias];
  },
  saves: { inputs: [0, 1] },
  decodes: 1,
  cpu: ([x, weight, bias], [y]) => multiply(x, weight, y, bias),
};

export const scaledAffine: Operation<object> = {
  name: "scaled_linear",
  formula: "y[…, o] = scale[o] · Σ_k x[…, k] · weight[o, k] + bias[o]",
  outputs([x, weight, scale, bias]) {
    checkVector("linear", "scale", scale, weight);
    return [mapped("linear", [x, weight, bias])];
  },
  meaning: {
    kind: "definition",
    define(m, [x, weight, scale, bias], _, [, { shape }]) {
      const inner = shape[1];
      return (index) => {
        const row = index.slice(0, -1);
        const o = index[index.length - 1];
        const products = m.sum(inner, (k) => m.times(x([...row, k]), weight([o, k])));
        const scaled = m.times(scale([o]), products);
        return bias ? m.plus(scaled, bias([o])) : scaled;
      };
    },
  },
  gradient({ gradient, input, needs, specs: [, , scale, bias] }) {
    const scaled = (): Tensor => mul(gradient, input(2));
    const products = (): Tensor => linear(input(0), input(1));
    return [
      needs[0] ? matmul(scaled(), input(1)) : null,
      needs[1] ? matmul(transpose(rowsOf(scaled()), 0, 1), rowsOf(input(0))) : null,
      needs[2] ? sumTo(rowsOf(mul(gradient, products())), scale.shape) : null,
      bias && needs[3] ? sumTo(rowsOf(gradient), bias.shape) : null,
    ];
  },
  saves: { inputs: [0, 1, 2] },
  decodes: 1,
  cpu: ([x, weight, scale, bias], [y]) => multiply(x, weight, y, bias, scale),
};

/** y = activation(scale · (x · weightᵀ) + bias), where there are bias, scale and activation (an opcode). */
export function multiply(
  x: Tensor,
  weight: Tensor,
  y: Tensor,
  bias?: Tensor,
  scale?: Tensor,
  activation = 0,
): void {
  const [output, rows] = x.isContiguous ? [tall(y), tall(x)] : [withRows(y), withRows(x)];
  const { pointer, shape, strides } = turned(operand(weight));
  const batch = rows.shape.slice(0, -2);
  const columns = {
    pointer,
    shape: [...batch, ...shape],
    strides: [...batch.map(() => 0), ...strides],
  };
  const operands = [output, rows, columns];
  if (bias) operands.push(operand(bias));
  if (scale) operands.push(operand(scale));
  call(kernels.matmul, operands, [
    bias ? 1 : 0,
    activation,
    0,
    1,
    elementType(weight),
    scale ? 1 : 0,
  ]);
}

/** A row-major tensor as one tall matrix. */
export function tall(x: Tensor): Operand {
  const width = x.shape.at(-1)!;
  return {
    pointer: operand(x).pointer,
    shape: [sizeOf(x.shape.slice(0, -1)), width],
    strides: [width, 1],
  };
}

/** A tensor as matrices, whatever its strides; a vector is one row. */
function withRows(x: Tensor): Operand {
  const { pointer, shape, strides } = operand(x);
  return x.rank > 1
    ? { pointer, shape, strides }
    : { pointer, shape: [1, ...shape], strides: [0, ...strides] };
}

/** What {@link linear} takes beside x, weight and bias. */
export interface LinearCall {
  /** `[out]`: what each output's products are multiplied by, for a weight that {@link quantize} made. */
  readonly scale?: Tensor | null;
}

/**
 * `y = scale · (x · weightᵀ) + bias` on the last axis.
 *
 * A weight of float16, bfloat16 or int8 is decoded a few numbers at a time, on their way into the product: there is no copy of it in
 * float32. One to three rows of x meet an int8 weight as integers, within 2^-27 of their largest number.
 *
 * @param x - `[…, in]`
 * @param weight - `[out, in]`
 * @param bias - `[out]`, or left out
 * @param options - `scale` `[out]`, with the `values` that {@link quantize} gives as weight; none when left out
 * @returns `[…, out]`
 * @throws TensorError `shape`
 * @see torch.nn.functional.linear
 * @example linear(tensor([1, 2]), tensor([[3, 4]]), tensor([0.5])); // → tensor([11.5000])
 */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: LinearCall = {},
): Tensor {
  checkOptions("linear", options, ["scale"]);
  const { scale } = options;
  const inputs = [x, weight];
  if (scale) inputs.push(scale);
  if (bias) inputs.push(bias);
  checkTensors("linear", inputs);
  const [rows, columns, ...vectors] = unified(inputs, "float32", weight);
  return apply(scale ? scaledAffine : affine, [rows, columns, ...vectors.map(contiguous)], {});
}
