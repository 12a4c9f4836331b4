import { apply } from "../apply.ts";
import { checkFloating, checkOptions } from "../checks.ts";
import { call } from "../cpu/call.ts";
import * as kernels from "../cpu/kernels.ts";
import { operand } from "../cpu/operand.ts";
import { TensorError } from "../errors.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import { defaultGenerator, type Generator } from "../random.ts";
import { words } from "../random/philox.ts";
import { rowMajorStrides } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { contiguous } from "./contiguous.ts";

interface Drop {
  readonly p: number;
  /** Philox's key and the call's number: with them the mask can be drawn again, on any device and for the gradient. */
  readonly seed: number;
  readonly offset: number;
}

export const dropping: Operation<Drop> = {
  name: "dropout",
  formula: "y[i] = 0 where random[i] < p, else x[i] / (1 − p)",
  outputs: ([x]) => [x],
  meaning: {
    kind: "definition",
    define(m, [x], { p, seed, offset }, [{ shape }]) {
      const strides = rowMajorStrides(shape);
      return (index) => {
        const element = index.reduce((at, i, axis) => at + i * strides[axis], 0);
        const isDropped = m.compare("<", m.random(seed, offset, element), m.number(p));
        const kept = () => m.divide(x(index), m.number(1 - p));
        return m.choose(isDropped, () => m.number(0), kept);
      };
    },
  },
  gradient: ({ gradient, options }) => [apply(dropping, [contiguous(gradient)], options)],
  saves: {},
  cpu([x], [y], { p, seed, offset }) {
    call(kernels.dropout, [operand(y), operand(x)], [p, ...words("seed", seed), offset]);
  },
};

/**
 * `y[i] = 0` where `random[i] < p`, else `x[i] / (1 − p)`, so that sums keep their expectation. Without `training` it is the identity.
 *
 * The mask is word `i` of Philox under the generator's seed: the same on every device, thread count and path.
 *
 * @param options - `p` in [0, 1], 0.5 when left out; `training`: true when left out; `generator`: the default one
 * @throws TensorError `value` when p is outside [0, 1], `dtype` when x is not floating-point
 * @see torch.nn.functional.dropout; Srivastava et al., 2014
 * @example
 * manualSeed(0);
 * dropout(ones([6]), { p: 0.5 }); // → tensor([0., 2., 2., 2., 2., 0.])
 */
export function dropout(
  x: Tensor,
  options: {
    readonly p?: number;
    readonly training?: boolean;
    readonly generator?: Generator;
  } = {},
): Tensor {
  checkTensors("dropout", [x]);
  checkOptions("dropout", options, ["p", "training", "generator"]);
  checkFloating("dropout", [x]);
  const { p = 0.5, training = true, generator = defaultGenerator() } = options;
  if (!(p >= 0 && p <= 1)) {
    throw new TensorError("value", `dropout: p ${p} is a probability: it must be from 0 to 1`, {
      operation: "dropout",
      p,
    });
  }
  if (!training || p === 0) return x;
  return apply(dropping, [contiguous(x)], { p, ...generator.nextMask() });
}
