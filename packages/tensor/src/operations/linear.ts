import { apply, emptyTensor } from "../apply.ts";
import { call } from "../cpu/call.ts";
import type { Operand } from "../cpu/kernels.ts";
import * as kernels from "../cpu/kernels.ts";
import { reduceSum } from "../cpu/opcode.ts";
import { operand, plainProduct, productWithBias } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { unified } from "./cast.ts";
import { contiguous } from "./contiguous.ts";
import { matmul } from "./matmul.ts";
import { sumTo } from "./sum.ts";
import { reshape, transpose } from "./views.ts";

/** All axes but the last as rows. */
function rowsOf(x: Tensor): Tensor {
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

export const affine: Operation<object> = {
  name: "linear",
  formula: "y[…, o] = Σ_k x[…, k] · weight[o, k] + bias[o]",
  outputs([x, weight, bias]) {
    const inner = x.shape.at(-1);
    if (weight.shape.length !== 2 || inner !== weight.shape[1]) {
      throw new TensorError(
        "shape",
        `linear: x ${show(x.shape)} and weight ${show(weight.shape)} do not agree: x's last axis must be weight's second (weight is [out, in])`,
        { operation: "linear", shapes: [x.shape, weight.shape] },
      );
    }
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== weight.shape[0])) {
      throw new TensorError(
        "shape",
        `linear: bias ${show(bias.shape)} must be [${weight.shape[0]}], one number for each output`,
        { operation: "linear", shapes: [weight.shape, bias.shape] },
      );
    }
    return [{ shape: [...x.shape.slice(0, -1), weight.shape[0]], dtype: x.dtype }];
  },
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
    if (forX) call(kernels.matmul, [tall(forX), rows, operand(input(1))], plainProduct);
    if (forWeight) {
      const sources = tall(contiguous(input(0))); // [rows, in]
      call(kernels.matmul, [operand(forWeight), turned(rows), sources], plainProduct);
    }
    if (forBias) call(kernels.reduce, [operand(forBias), turned(rows)], [reduceSum, 1]);
    return [forX, forWeight, forBias];
  },
  saves: { inputs: [0, 1] },
  cpu([x, weight, bias], [y]) {
    const [output, rows] = x.isContiguous ? [tall(y), tall(x)] : [withRows(y), withRows(x)];
    const { pointer, shape, strides } = turned(operand(weight));
    const batch = rows.shape.slice(0, -2);
    const columns = {
      pointer,
      shape: [...batch, ...shape],
      strides: [...batch.map(() => 0), ...strides],
    };
    if (bias) call(kernels.matmul, [output, rows, columns, operand(bias)], productWithBias);
    else call(kernels.matmul, [output, rows, columns], plainProduct);
  },
};

/** A matrix turned. */
function turned({ pointer, shape: [rows, columns], strides: [down, right] }: Operand): Operand {
  return { pointer, shape: [columns, rows], strides: [right, down] };
}

/** A row-major tensor as one tall matrix. */
function tall(x: Tensor): Operand {
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

/**
 * `y = x · weightᵀ + bias` on the last axis.
 *
 * @param x - `[…, in]`
 * @param weight - `[out, in]`
 * @param bias - `[out]`, or left out
 * @returns `[…, out]`
 * @throws TensorError `shape`
 * @see torch.nn.functional.linear
 * @example linear(tensor([1, 2]), tensor([[3, 4]]), tensor([0.5])); // → tensor([11.5000])
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const inputs = bias ? [x, weight, bias] : [x, weight];
  checkTensors("linear", inputs);
  const [rows, columns, added] = unified(inputs, "float32");
  return apply(affine, added ? [rows, columns, contiguous(added)] : [rows, columns], {});
}
