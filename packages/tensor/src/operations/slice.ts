import { apply } from "../apply.ts";
import { checkFill, checkWhole } from "../checks.ts";
import { checkTensors } from "../operands.ts";
import { TensorError } from "../errors.ts";
import type { Layout, Operation } from "../operation.ts";
import { along, resolveDim, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { squeeze } from "./views.ts";

interface Range {
  readonly dim: number;
  readonly start: number;
  readonly step: number;
  /** Size of the axis in the result. */
  readonly length: number;
}

function withLength(shape: readonly number[], { dim, length }: Range): number[] {
  return shape.map((size, axis) => (axis === dim ? length : size));
}

/** Where a range of one axis lies: also how the opposite operations write into it. */
export function sliceLayout({ shape, strides, offset }: Layout, range: Range): Layout {
  return {
    shape: withLength(shape, range),
    strides: strides.map((stride, axis) => (axis === range.dim ? stride * range.step : stride)),
    offset: offset + range.start * strides[range.dim],
  };
}

export const sliceView: Operation<Range> = {
  name: "slice",
  formula: "y[…, i, …] = x[…, start + i · step, …]",
  outputs: ([x], range) => [{ shape: withLength(x.shape, range), dtype: x.dtype }],
  meaning: {
    kind: "view",
    layout: sliceLayout,
    source: (index, { dim, start, step }) => along(index, dim, start + index[dim] * step),
  },
  gradient: ({ gradient, options, specs: [{ shape }] }) => [
    apply(placement, [gradient], { ...options, length: shape[options.dim], value: 0 }),
  ],
  saves: {},
  cpu: null,
};

export const placement: Operation<Range & { readonly value: number }> = {
  name: "place",
  formula: "y[…, start + i · step, …] = x[…, i, …], value elsewhere",
  outputs: ([x], range) => [{ shape: withLength(x.shape, range), dtype: x.dtype }],
  meaning: {
    kind: "definition",
    define:
      (m, [x], { dim, start, step, value }, [{ shape }]) =>
      (index) => {
        const i = (index[dim] - start) / step;
        return Number.isInteger(i) && i >= 0 && i < shape[dim]
          ? x(along(index, dim, i))
          : m.number(value);
      },
  },
  gradient: ({ gradient, options, specs: [{ shape }] }) => [
    apply(sliceView, [gradient], { ...options, length: shape[options.dim] }),
  ],
  saves: {},
  cpu([x], [y], options) {
    y.storage.values().fill(options.value);
    const range = { ...options, length: x.shape[options.dim] };
    y.storage.device.copy(x, new Tensor(y.storage, sliceLayout(y, range)));
  },
};

/**
 * Elements `start, start + step, …` before `end` on one axis, without a copy.
 *
 * @param start - negative numbers count from the end, here and in `end`; both are clamped to the axis
 * @param end - the end of the axis when left out or null
 * @throws TensorError `dim`, or `value` for a step below 1 or what is no whole number
 * @see Python's `x[start:end:step]`
 * @example slice(arange(0, 10), 0, 2, -1, 3); // → tensor([2, 5, 8])
 */
export function slice(
  x: Tensor,
  dim: number,
  start: number,
  end?: number | null,
  step = 1,
): Tensor {
  checkTensors("slice", [x]);
  const axis = resolveDim("slice", dim, x.rank);
  const size = x.shape[axis];
  if (!Number.isInteger(step) || step < 1) {
    throw new TensorError(
      "value",
      `slice: step ${step} must be a whole number of at least 1; use flip to walk backwards`,
      { operation: "slice", step },
    );
  }
  checkWhole("slice", "start", start);
  if (end !== undefined && end !== null) checkWhole("slice", "end", end);
  const clamp = (at: number): number => Math.min(size, Math.max(0, at < 0 ? at + size : at));
  const from = clamp(start);
  const length = Math.max(0, Math.ceil((clamp(end ?? size) - from) / step));
  return apply(sliceView, [x], { dim: axis, start: from, step, length });
}

/**
 * The slice at one index of one axis, which goes: a row of a matrix, without a copy.
 *
 * @param index - negative numbers count from the end
 * @throws TensorError `dim`, or `index` outside the axis
 * @see torch.select
 * @example select(tensor([[1, 2], [3, 4]]), 0, -1); // → tensor([3., 4.])
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  checkTensors("select", [x]);
  const axis = resolveDim("select", dim, x.rank);
  const at = index < 0 ? index + x.shape[axis] : index;
  if (!Number.isInteger(at) || at < 0 || at >= x.shape[axis]) {
    throw new TensorError(
      "index",
      `select: index ${index} is outside axis ${axis} of ${show(x.shape)}`,
      { operation: "select", index, dim: axis },
    );
  }
  return squeeze(slice(x, axis, at, at + 1), axis);
}

/**
 * `value` written around the elements.
 *
 * @param padding - before and after, for the last axis first, as torch has it: `[left, right, top, bottom, …]`
 * @throws TensorError `shape` when there are more pairs than axes or a negative padding, `value` for a number that the dtype cannot hold
 * @see torch.nn.functional.pad
 * @example pad(tensor([1, 2]), [1, 2]); // → tensor([0., 1., 2., 0., 0.])
 */
export function pad(x: Tensor, padding: readonly number[], value = 0): Tensor {
  checkTensors("pad", [x]);
  const isPairs =
    Array.isArray(padding) && padding.length % 2 === 0 && padding.length / 2 <= x.rank;
  if (!isPairs || padding.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new TensorError(
      "shape",
      `pad: ${show(padding)} must be pairs [before, after] of whole numbers ≥ 0 for the last axes of ${show(x.shape)}`,
      { operation: "pad", padding, shape: x.shape },
    );
  }
  checkFill("pad", x, value);
  let result = x;
  for (let pair = 0; pair < padding.length / 2; pair++) {
    const [before, after] = padding.slice(2 * pair, 2 * pair + 2);
    const dim = x.rank - 1 - pair;
    const length = before + x.shape[dim] + after;
    result = apply(placement, [result], { dim, start: before, step: 1, length, value });
  }
  return result;
}
