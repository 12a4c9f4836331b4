import { apply, emptyTensor } from "../apply.ts";
import type { Arithmetic, Input } from "../arithmetic.ts";
import { checkType } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { operand } from "../cpu/operand.ts";
import { isFloatingPoint } from "../dtype.ts";
import type { Gradient, Operation } from "../operation.ts";
import { checkTensors } from "../operands.ts";
import { along, resolveDim, type Index } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { contiguous } from "./contiguous.ts";
import { sum } from "./sum.ts";
import { exp } from "./unary.ts";
import { transpose } from "./views.ts";

/** The row of `x` that an index lies in: its largest element, and `Σ_k e^(x_k − max)`. */
function row<T>(m: Arithmetic<T>, x: Input<T>, size: number, index: Index): { max: T; total: T } {
  const axis = index.length - 1;
  const place = index.slice(0, -1);
  const at = (k: number): T => x(along(index, axis, k));
  const max = m.named("max", place, () => m.largest(size, at));
  const total = m.named("total", place, () => m.sum(size, (k) => m.exp(m.minus(at(k), max))));
  return { max, total };
}

function fusedRowGradient(kernel: kernels.Kernel): Gradient<object> {
  return ({ gradient, output }) => {
    const y = output(0);
    const result = emptyTensor(y.shape, y.dtype, y.storage.device);
    call(kernel, [operand(result), operand(y), operand(contiguous(gradient))], []);
    return [result];
  };
}

export const softmaxRows: Operation<{ isSafe: boolean }> = {
  name: "softmax",
  formula: "y[i] = exp(x[i] − max) / Σ_k exp(x[k] − max)",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define(m, [x], { isSafe }, [{ shape }]) {
      return (index) => {
        const { max, total } = row(m, x, shape.at(-1)!, index);
        const share = () => m.divide(m.exp(m.minus(x(index), max)), total);
        if (!isSafe) return share();
        return m.choose(m.compare("=", max, m.number(-Infinity)), () => m.number(0), share);
      };
    },
  },
  // dx = y · (gradient − Σ_k gradient[k] · y[k])
  gradient({ gradient, output }) {
    const y = output(0);
    return [mul(y, sub(gradient, sum(mul(gradient, y), { dim: -1, keepdim: true })))];
  },
  fusedGradient: /* @__PURE__ */ fusedRowGradient(kernels.softmaxBackward),
  saves: { outputs: [0] },
  cpu([x], [y], { isSafe }) {
    call(kernels.softmax, [operand(y), operand(x)], [isSafe ? 1 : 0]);
  },
};

export const logSoftmaxRows: Operation<object> = {
  name: "log_softmax",
  formula: "y[i] = x[i] − max − ln Σ_k exp(x[k] − max)",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define(m, [x], _, [{ shape }]) {
      return (index) => {
        const { max, total } = row(m, x, shape.at(-1)!, index);
        return m.minus(m.minus(x(index), max), m.log(total));
      };
    },
  },
  // dx = gradient − exp(y) · Σ_k gradient[k]
  gradient: ({ gradient, output }) => [
    sub(gradient, mul(exp(output(0)), sum(gradient, { dim: -1, keepdim: true }))),
  ],
  fusedGradient: /* @__PURE__ */ fusedRowGradient(kernels.logSoftmaxBackward),
  saves: { outputs: [0] },
  cpu([x], [y]) {
    call(kernels.logSoftmax, [operand(y), operand(x)], []);
  },
};

/** Applies a row operation on any axis, by bringing that axis to the end. */
function onAxis<O>(
  name: string,
  operation: Operation<O>,
  x: Tensor,
  dim: number,
  options: O,
): Tensor {
  checkTensors(name, [x]);
  checkType(name, x, isFloatingPoint(x.dtype), 'use to(x, "float32")');
  const axis = resolveDim(name, dim, x.rank);
  if (axis === x.rank - 1) return apply(operation, [x], options);
  return transpose(apply(operation, [transpose(x, axis, -1)], options), axis, -1);
}

/**
 * `y[i] = exp(x[i] − max) / Σ_k exp(x[k] − max)` along `dim`: positive, and each row sums to 1.
 *
 * A row of nothing but −∞ gives NaN, as in PyTorch; {@link safeSoftmax} gives 0.
 *
 * @param x - any shape
 * @throws TensorError `dim`, `dtype` when x is not floating-point
 * @see torch.softmax
 * @example softmax(tensor([1, 2, 3]), -1); // → tensor([0.0900, 0.2447, 0.6652])
 */
export function softmax(x: Tensor, dim: number): Tensor {
  return onAxis("softmax", softmaxRows, x, dim, { isSafe: false });
}

/**
 * {@link softmax} where a row of nothing but −∞ gives 0: a query with nothing to look at.
 *
 * @throws TensorError `dim`, `dtype` when x is not floating-point
 * @see torch._safe_softmax
 * @example safeSoftmax(tensor([-Infinity, -Infinity]), -1); // → tensor([0., 0.])
 */
export function safeSoftmax(x: Tensor, dim: number): Tensor {
  return onAxis("safeSoftmax", softmaxRows, x, dim, { isSafe: true });
}

/**
 * `y[i] = x[i] − ln Σ_k exp(x[k])` along `dim`, without overflow.
 *
 * @param x - any shape
 * @throws TensorError `dim`, `dtype` when x is not floating-point
 * @see torch.log_softmax
 * @example logSoftmax(tensor([0, 0]), -1); // → tensor([-0.6931, -0.6931])
 */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  return onAxis("logSoftmax", logSoftmaxRows, x, dim, {});
}
