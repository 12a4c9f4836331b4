import { apply } from "../apply.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { checkNotBool } from "../checks.ts";
import { mapElements } from "../cpu/loops.ts";
import { zerosLike } from "../creation.ts";
import { checkTensors } from "../operands.ts";
import type { Operation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { towardZero, up } from "./whole.ts";

/** A function of steps, and the same for the kernel: flat between them, so its gradient is 0 (as torch has it, on the steps too). */
function steps(
  name: string,
  formula: string,
  element: <T>(m: Arithmetic<T>, x: T) => T,
  compute: (x: number) => number,
): Operation<object> {
  return {
    name,
    formula,
    outputs: ([x]) => [x],
    meaning: {
      kind: "definition",
      define:
        (m, [x]) =>
        (index) =>
          element(m, x(index)),
    },
    gradient: ({ gradient }) => [zerosLike(gradient)],
    saves: {},
    cpu: ([x], [y]) => mapElements(x, y, compute),
  };
}

export const roundingDown: Operation<object> = /* @__PURE__ */ steps(
  "floor",
  "y = ⌊x⌋, the largest whole number ≤ x",
  (m, x) => m.floor(x),
  Math.floor,
);

export const roundingUp: Operation<object> = /* @__PURE__ */ steps(
  "ceil",
  "y = ⌈x⌉ = −⌊−x⌋, the smallest whole number ≥ x",
  up,
  Math.ceil,
);

export const truncation: Operation<object> = /* @__PURE__ */ steps(
  "trunc",
  "y = ⌈x⌉ where x < 0, else ⌊x⌋",
  towardZero,
  Math.trunc,
);

/** The whole number nearest to x ≥ 0, the even one of two that are; NaN and ∞ fail every comparison and stay. */
function nearest<T>(m: Arithmetic<T>, x: T): T {
  const below = m.floor(x);
  const above = (): T => m.plus(below, m.number(1));
  const half = m.number(0.5);
  const rest = m.minus(x, below);
  const isEven = (): T =>
    m.compare("=", m.times(m.floor(m.times(below, half)), m.number(2)), below);
  const even = (): T => m.choose(isEven(), () => below, above);
  const atLeastHalf = (): T =>
    m.choose(m.compare(">", rest, half), above, () =>
      m.choose(m.compare("=", rest, half), even, () => x),
    );
  return m.choose(m.compare("<", rest, half), () => below, atLeastHalf);
}

/** `Math.round` takes the larger of two. */
function toEven(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

export const roundingToEven: Operation<object> = /* @__PURE__ */ steps(
  "round",
  "y = the whole number nearest to x, of two the even one",
  (m, x) =>
    m.choose(
      m.compare("<", x, m.number(0)),
      () => m.negate(nearest(m, m.negate(x))),
      () => nearest(m, x),
    ),
  toEven,
);

export const signum: Operation<object> = /* @__PURE__ */ steps(
  "sign",
  "y = 1 where x > 0, −1 where x < 0, else 0",
  (m, x) => {
    const zero = m.number(0);
    const belowOrNot = (): typeof zero =>
      m.choose(
        m.compare("<", x, zero),
        () => m.number(-1),
        () => zero,
      );
    return m.choose(m.compare(">", x, zero), () => m.number(1), belowOrNot);
  },
  (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
);

function rounded(operation: Operation<object>, x: Tensor): Tensor {
  checkTensors(operation.name, [x]);
  checkNotBool(operation.name, x, "they are whole");
  return apply(operation, [x], {});
}

/**
 * `y = ⌊x⌋`: the largest whole number that is not above x; its gradient is 0.
 *
 * @param x - any shape; integers stay as they are, bool has nothing to round
 * @throws TensorError `dtype` for bool
 * @see torch.floor
 * @example floor(tensor([-1.5, 1.5])); // → tensor([-2.,  1.])
 */
export function floor(x: Tensor): Tensor {
  return rounded(roundingDown, x);
}

/**
 * `y = ⌈x⌉`: the smallest whole number that is not below x; its gradient is 0.
 *
 * @param x - any shape; integers stay as they are, bool has nothing to round
 * @throws TensorError `dtype` for bool
 * @see torch.ceil
 * @example ceil(tensor([-1.5, 1.5])); // → tensor([-1.,  2.])
 */
export function ceil(x: Tensor): Tensor {
  return rounded(roundingUp, x);
}

/**
 * `y = x` without its fraction: rounded toward 0; its gradient is 0.
 *
 * @param x - any shape; integers stay as they are, bool has nothing to round
 * @throws TensorError `dtype` for bool
 * @see torch.trunc
 * @example trunc(tensor([-1.5, 1.5])); // → tensor([-1.,  1.])
 */
export function trunc(x: Tensor): Tensor {
  return rounded(truncation, x);
}

/**
 * `y` = the whole number nearest to x, of two equally near the even one; its gradient is 0.
 *
 * @param x - any shape; integers stay as they are, bool has nothing to round
 * @throws TensorError `dtype` for bool
 * @see torch.round
 * @example round(tensor([0.5, 1.5, 2.6])); // → tensor([0., 2., 3.])
 */
export function round(x: Tensor): Tensor {
  return rounded(roundingToEven, x);
}

/**
 * `y = 1` where x > 0, `−1` where x < 0, else (0, NaN) `0`; its gradient is 0.
 *
 * @param x - any shape
 * @see torch.sign
 * @example sign(tensor([-2, 0, 3])); // → tensor([-1.,  0.,  1.])
 */
export function sign(x: Tensor): Tensor {
  return apply(signum, [x], {});
}
