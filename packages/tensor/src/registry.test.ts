import { describe, expect, it } from "vitest";
import { applyAll, grad } from "./apply.ts";
import type { DeviceName } from "./device.ts";
import { explain } from "./explain.ts";
import { gradCheck } from "./grad-check.ts";
import { mul } from "./operations/binary.ts";
import { contiguous } from "./operations/contiguous.ts";
import { sum } from "./operations/sum.ts";
import { transpose } from "./operations/views.ts";
import { tensor } from "./creation.ts";
import { trace } from "./modes.ts";
import { operations } from "./registry.ts";
import { createGenerator, randn } from "./random.ts";
import { scope } from "./scope.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** Draws operands: numbers away from 0 (kinks, poles), ids, masks. */
interface Draw {
  floats(shape: Shape): Tensor;
  positive(shape: Shape): Tensor;
  ids(shape: Shape, limit: number): Tensor;
  mask(shape: Shape): Tensor;
}
interface Sample {
  readonly inputs: readonly Tensor[];
  readonly options?: unknown;
}

const a = (draw: Draw, shape: Shape): Sample => ({ inputs: [draw.floats(shape)] });
const elementwise = [[], [1], [0], [5], [3, 4], [2, 1, 7]].map(
  (shape) => (draw: Draw) => a(draw, shape),
);
const positive = [[], [0], [6], [3, 4]].map((shape) => (draw: Draw): Sample => ({
  inputs: [draw.positive(shape)],
}));
const pairs = (
  [
    [
      [3, 4],
      [3, 4],
    ],
    [[3, 4], [4]],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[], [3]],
    [
      [0, 2],
      [1, 2],
    ],
  ] as const
).map(([left, right]) => (draw: Draw): Sample => ({
  inputs: [draw.floats(left), draw.floats(right)],
}));
const rows = [[5], [1], [3, 4], [2, 3, 1], [0, 3], [2, 130]].map(
  (shape) => (draw: Draw) => a(draw, shape),
);
const norms = (hasBias: boolean): ((draw: Draw) => Sample)[] =>
  [[5], [3, 4], [2, 3, 7]].flatMap((shape) =>
    [true, false].map((hasWeight) => (draw: Draw): Sample => {
      const width = [shape.at(-1)!];
      const affine = [
        ...(hasWeight ? [draw.floats(width)] : []),
        ...(hasBias ? [draw.floats(width)] : []),
      ];
      return {
        inputs: [draw.floats(shape), ...affine],
        options: { eps: 1e-5, hasWeight, hasBias },
      };
    }),
  );
const products = (
  [
    [
      [2, 3],
      [3, 4],
    ],
    [
      [2, 2, 3],
      [3, 4],
    ],
    [
      [2, 1, 2, 3],
      [3, 3, 1],
    ],
    [
      [3, 0],
      [0, 2],
    ],
    [
      [1, 9],
      [9, 1],
    ],
  ] as const
).map(([left, right]) => (draw: Draw): Sample => ({
  inputs: [draw.floats(left), draw.floats(right)],
  options: {},
}));

/** Some calls of every operation, by its name. A new entry without samples fails below. */
const samples: Record<string, readonly ((draw: Draw) => Sample)[]> = {
  ...Object.fromEntries(
    [
      "abs",
      "cos",
      "sin",
      "exp",
      "erf",
      "tanh",
      "sigmoid",
      "gelu",
      "gelu_tanh",
      "relu",
      "silu",
      "softplus",
      "neg",
      "square",
      "contiguous",
    ].map((name) => [name, elementwise]),
  ),
  ...Object.fromEntries(["log", "sqrt", "rsqrt", "reciprocal"].map((name) => [name, positive])),
  ...Object.fromEntries(
    ["add", "sub", "mul", "div", "maximum", "minimum"].map((name) => [name, pairs]),
  ),
  accumulate: [(draw) => ({ inputs: [draw.floats([2, 3]), draw.floats([2, 3])] })],
  compare: (["=", "<", "≥"] as const).map((relation) => (draw) => ({
    inputs: [draw.floats([3, 4]), draw.floats([4])],
    options: { relation },
  })),
  to: [
    (draw) => ({ ...a(draw, [3, 4]), options: { dtype: "int32" } }),
    (draw) => ({ ...a(draw, [3]), options: { dtype: "bool" } }),
  ],
  where: [(draw) => ({ inputs: [draw.mask([3, 4]), draw.floats([4]), draw.floats([3, 1])] })],
  masked_fill: [
    (draw) => ({ inputs: [draw.floats([2, 3, 4]), draw.mask([3, 1])], options: { value: -2 } }),
  ],
  clamp: [(draw) => ({ ...a(draw, [3, 4]), options: { min: -0.4, max: 0.7 } })],
  pow: [2, 3, 0.5, -1.5, 0].map((exponent) => (draw) => ({
    inputs: [draw.positive([7])],
    options: { exponent },
  })),
  sum: [[0], [1], [0, 2]].map((axes) => (draw) => ({ ...a(draw, [3, 4, 5]), options: { axes } })),
  amax: [[0], [2], [0, 1]].map((axes) => (draw) => ({ ...a(draw, [3, 4, 5]), options: { axes } })),
  amin: [[0], [2], [0, 1]].map((axes) => (draw) => ({ ...a(draw, [3, 4, 5]), options: { axes } })),
  cumsum: [0, 1].map((dim) => (draw) => ({ ...a(draw, [3, 4]), options: { dim } })),
  softmax: [true, false].flatMap((isSafe) =>
    rows.map((sample) => (draw: Draw) => ({ ...sample(draw), options: { isSafe } })),
  ),
  log_softmax: rows,
  layer_norm: [...norms(true), ...norms(false)],
  rms_norm: norms(false),
  matmul: products,
  weighted_sum: products,
  query_key: [
    (draw) => ({ inputs: [draw.floats([2, 3, 4]), draw.floats([2, 5, 4])] }),
    (draw) => ({ inputs: [draw.floats([2, 2, 3, 4]), draw.floats([1, 3, 4])] }),
  ],
  linear: [[4], [3, 4], [2, 3, 4], [0, 4]].flatMap((shape) =>
    [true, false].map((hasBias) => (draw: Draw) => ({
      inputs: [draw.floats(shape), draw.floats([5, 4]), ...(hasBias ? [draw.floats([5])] : [])],
    })),
  ),
  reshape: [(draw) => ({ ...a(draw, [3, 4]), options: { shape: [3, 2, 2] } })],
  permute: [(draw) => ({ ...a(draw, [2, 3, 4]), options: { dims: [2, 0, 1] } })],
  flip: [(draw) => ({ ...a(draw, [2, 3]), options: { dims: [1] } })],
  expand: [(draw) => ({ ...a(draw, [3, 1]), options: { shape: [2, 3, 4] } })],
  slice: [(draw) => ({ ...a(draw, [3, 7]), options: { dim: 1, start: 1, step: 2, length: 3 } })],
  place: [
    (draw) => ({
      ...a(draw, [3, 3]),
      options: { dim: 1, start: 1, step: 2, length: 7, value: 0.5 },
    }),
  ],
  concat: [
    (draw) => ({
      inputs: [draw.floats([2, 3]), draw.floats([2, 0]), draw.floats([2, 2])],
      options: { dim: 1 },
    }),
  ],
  triangle: (["lower", "upper"] as const).map((keeps) => (draw) => ({
    ...a(draw, [2, 3, 4]),
    options: { diagonal: 0, keeps },
  })),
  gather: [0, 1].map((dim) => (draw) => ({
    inputs: [draw.floats([4, 5]), draw.ids([3, 4], 4)],
    options: { dim },
  })),
  scatter_add: [
    (draw) => ({
      inputs: [draw.ids([3, 9], 5), draw.floats([3, 9])],
      options: { dim: 1, shape: [3, 5] },
    }),
  ],
  embedding: [-1, 2].map((paddingIdx) => (draw) => ({
    inputs: [draw.ids([2, 3], 5), draw.floats([5, 4])],
    options: { paddingIdx: paddingIdx === 2 ? -1 : paddingIdx },
  })),
  embedding_gradient: [-1, 2].map((paddingIdx) => (draw) => ({
    inputs: [draw.ids([2, 3], 5), draw.floats([2, 3, 4])],
    options: { paddingIdx, rows: 5 },
  })),
  one_hot: [(draw) => ({ inputs: [draw.ids([2, 3], 5)], options: { numClasses: 5 } })],
  sort: [true, false].map((descending) => (draw) => ({
    ...a(draw, [3, 6]),
    options: { dim: 1, descending },
  })),
  topk: [0, 1].map((dim) => (draw) => ({ ...a(draw, [4, 6]), options: { dim, k: 3 } })),
  argbest: [true, false].map((isLargest) => (draw) => ({
    ...a(draw, [4, 6]),
    options: { dim: 0, largest: isLargest },
  })),
  diagonal: [(draw) => ({ ...a(draw, [3, 2, 3]), options: { dim0: 0, dim1: 2 } })],
  dropout: [(draw) => ({ ...a(draw, [5, 7]), options: { p: 0.3, seed: 11, offset: 3 } })],
};

function drawOn(device: DeviceName): Draw {
  const generator = createGenerator(5);
  const away = (value: number): number => value + Math.sign(value) * 0.05;
  const make = (shape: Shape, change: (value: number) => number): Tensor =>
    tensor(Array.from(randn(shape, { generator, device: "reference" }).view(), change), {
      shape,
      device,
      dtype: "float32",
    });
  return {
    floats: (shape) => make(shape, away),
    positive: (shape) => make(shape, (value) => Math.abs(value) + 0.2),
    ids: (shape, limit) => {
      const values = Array.from(
        randn(shape, { generator, device: "reference" }).view(),
        (value) => Math.floor(Math.abs(value) * 97) % limit,
      );
      return tensor(values, { shape, dtype: "int32", device });
    },
    mask: (shape) => {
      const values = Array.from(randn(shape, { generator, device: "reference" }).view(), (value) =>
        Number(value > 0),
      );
      return tensor(values, { shape, dtype: "bool", device });
    },
  };
}

/** The same values where neighbours lie far apart: what permuted strides look like to a kernel. */
function strided(x: Tensor): Tensor {
  return x.rank < 2 ? x : transpose(contiguous(transpose(x, 0, -1)), 0, -1);
}

/** float32 kernels against float64 definitions: a few ulp of values around 1, and of sums of up to 130 terms. */
const kernelTolerance = 2e-6;

const cases = operations.flatMap((operation) =>
  (samples[operation.name] ?? []).map((sample, i) => ({
    name: `${operation.name} ${i}`,
    operation,
    sample,
  })),
);

it("has samples of every operation", () => {
  const missing = operations.filter(({ name }) => !samples[name]).map(({ name }) => name);
  expect(missing).toEqual([]);
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
});

type Case = (typeof cases)[number];

function run(
  { operation, sample }: Case,
  device: DeviceName,
  change: (x: Tensor) => Tensor = (x) => x,
): Tensor[] {
  const { inputs, options = {} } = sample(drawOn(device));
  return applyAll(operation, inputs.map(change), options);
}

/** int32 and bool outputs are constant almost everywhere, and an empty operand has nothing to vary. */
function isDifferentiable(item: Case): boolean {
  const { inputs } = item.sample(drawOn("reference"));
  return (
    item.operation.gradient !== null &&
    inputs.every((x) => x.size > 0) &&
    run(item, "reference")[0].dtype === "float32"
  );
}

describe("gives on the cpu what its definition says, from any strides", () => {
  it.each(cases)("$name", (item) => {
    scope(() => {
      const expected = run(item, "reference");
      for (const actual of [run(item, "cpu"), run(item, "cpu", strided)]) {
        actual.forEach((output, i) => {
          expect(output.shape).toEqual(expected[i].shape);
          expect(output.dtype).toBe(expected[i].dtype);
          expect(largestDifference(output, expected[i])).toBeLessThanOrEqual(kernelTolerance);
        });
      }
    });
  });
});

describe("has the gradient that difference quotients have", () => {
  it.each(cases.filter(isDifferentiable))("$name", ({ operation, sample }) => {
    scope(() => {
      const { inputs, options = {} } = sample(drawOn("reference"));
      const fn = (...tensors: Tensor[]): Tensor => applyAll(operation, tensors, options)[0];
      expect(gradCheck(fn, inputs)).toBeLessThan(1e-6);
    });
  });
});

describe("has a fused gradient equal to the written one", () => {
  it.each(cases.filter(({ operation }) => operation.fusedGradient))(
    "$name",
    ({ operation, sample }) => {
      scope(() => {
        const { inputs, options = {} } = sample(drawOn("cpu"));
        for (const input of inputs) if (input.dtype === "float32") input.requiresGrad = true;
        const loss = (): Tensor => {
          const [y] = applyAll(operation, inputs, options);
          return sum(
            mul(
              y,
              tensor(
                Array.from(y.view(), (_, i) => Math.cos(i)),
                { shape: y.shape },
              ),
            ),
          );
        };
        const leaves = inputs.filter((input) => input.requiresGrad);
        const fused = grad(loss(), leaves);
        const written = grad(loss(), leaves, { createGraph: true });
        fused.forEach((gradient, i) => {
          expect(largestDifference(gradient, written[i])).toBeLessThanOrEqual(kernelTolerance * 5);
        });
      });
    },
  );
});

describe("explains an element with terms that evaluate to it", () => {
  it.each(cases)("$name", ({ operation, sample }) => {
    scope(() => {
      const { inputs, options = {} } = sample(drawOn("cpu"));
      const outputs = trace(() => applyAll(operation, inputs, options));
      for (const output of outputs.filter((x) => x.size > 0)) {
        const index = output.shape.map((length) => Math.floor(length / 2));
        const explanation = explain(output, index);
        expect(explanation.operation).toBe(operation.name);
        const bound = kernelTolerance * (1 + Math.abs(explanation.value));
        expect(Math.abs(explanation.remainder)).toBeLessThanOrEqual(bound);
        for (const read of explanation.reads) {
          expect(explain(read.tensor, read.index).value).toBe(read.value);
        }
      }
    });
  });
});

/** Largest |a − b| relative to 1 + |b|; equal infinities do not differ, NaN differs from everything but NaN. */
function largestDifference(actual: Tensor, expected: Tensor): number {
  const left = actual.view();
  const right = expected.view();
  let worst = 0;
  left.forEach((value, i) => {
    if (Object.is(value, right[i]) || value === right[i]) return;
    const difference = Math.abs(value - right[i]) / (1 + Math.abs(right[i]));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  });
  return worst;
}
