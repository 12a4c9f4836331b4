import { columnsPerTile, depthBlock, elementBlock, rowBlock, columnBlock } from "../cpu/layout.ts";
import type { Relation } from "../arithmetic.ts";
import type { Shape } from "../shape.ts";
import type { Drawn } from "./draw.ts";

/** One call of an operation. */
export interface Sample {
  readonly inputs: readonly Drawn[];
  readonly options: object;
}

const floats = (...shape: number[]): Drawn => ({ holds: "floats", shape });
const positive = (...shape: number[]): Drawn => ({ holds: "positive", shape });
const shares = (...shape: number[]): Drawn => ({ holds: "shares", shape });
const integers = (...shape: number[]): Drawn => ({ holds: "integers", shape });
const mask = (...shape: number[]): Drawn => ({ holds: "mask", shape });
const ids = (limit: number, ...shape: number[]): Drawn => ({ holds: "ids", shape, limit });
const call = (inputs: readonly Drawn[], options: object = {}): Sample => ({ inputs, options });

/** As many axes as a tensor may have. */
const eightAxes = [2, 1, 2, 1, 2, 1, 1, 3];
/** One more tile than full, and the rest of a vector of four lanes. */
const beyond = (tile: number): number => tile + 3;

const anyShape: readonly Shape[] = [[], [1], [0], [5], [3, 4], [2, 1, 7], [2, 0, 3], eightAxes];
const elementwise = (kinds: readonly ((...shape: number[]) => Drawn)[]): Sample[] =>
  kinds.flatMap((kind) =>
    [...anyShape, [beyond(elementBlock)], [2, 1027]].map((shape) => call([kind(...shape)])),
  );

const pairShapes: readonly (readonly [Shape, Shape])[] = [
  [
    [3, 4],
    [3, 4],
  ],
  [[3, 4], [4]],
  [[], [3]],
  [[], []],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [
    [0, 2],
    [1, 2],
  ],
  [eightAxes, [1, 3]],
  [[3, 1400], [1400]],
  [
    [4, 1],
    [1, 1027],
  ],
];
const pairs = (
  left: (...shape: number[]) => Drawn,
  right: (...shape: number[]) => Drawn = left,
  options: object = {},
): Sample[] => pairShapes.map(([a, b]) => call([left(...a), right(...b)], options));

const rowShapes: readonly Shape[] = [
  [5],
  [1],
  [3, 4],
  [2, 3, 1],
  [0, 3],
  [3, 0],
  [2, 130],
  [2, 1030],
  eightAxes,
];
const rows = (options: object = {}): Sample[] =>
  rowShapes.map((shape) => call([floats(...shape)], options));

/** A row of equal numbers is divided by √eps: with 1e-5 rounding would be what is left of its gradient. */
const eps = 1e-3;

/** Weight and bias, with and without; rows beyond a block of sums, more rows than are added at a time, tiles of columns. */
const norms = (mayHaveBias: boolean): Sample[] =>
  [
    [5],
    [1],
    [3, 4],
    [2, 3, 7],
    [0, 4],
    [2, 0],
    eightAxes,
    [2, 1030],
    [70, 3],
    [3, beyond(columnsPerTile)],
  ].flatMap((shape) =>
    [true, false].flatMap((hasWeight) =>
      (mayHaveBias ? [true, false] : [false]).map((hasBias) => {
        const affine = [hasWeight, hasBias].filter(Boolean).map(() => floats(shape.at(-1)!));
        return call([floats(...shape), ...affine], { eps, hasWeight, hasBias });
      }),
    ),
  );

/** `[…, m, k]` and `[…, k, n]`, beyond one block of each. */
const productShapes: readonly (readonly [Shape, Shape])[] = [
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
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0, 2, 3],
    [3, 2],
  ],
  [
    [1, 9],
    [9, 1],
  ],
  [
    [7, 1],
    [1, 9],
  ],
  [
    [2, 1, 2, 1, 1, 1, 2, 3],
    [1, 2, 1, 3, 2],
  ],
  [
    [beyond(rowBlock), 5],
    [5, 9],
  ],
  [
    [3, beyond(depthBlock)],
    [beyond(depthBlock), 5],
  ],
  [
    [2, 2],
    [2, beyond(columnBlock)],
  ],
];
const products: Sample[] = productShapes.map(([a, b]) => call([floats(...a), floats(...b)]));
/** The same with b's last two axes exchanged. */
const turnedProducts: Sample[] = productShapes.map(([a, b]) =>
  call([floats(...a), floats(...b.slice(0, -2), b.at(-1)!, b.at(-2)!)]),
);

const reductions = (isEmptyAllowed: boolean): Sample[] => {
  const cases: readonly (readonly [Shape, readonly number[]])[] = [
    [[], []],
    [[5], [0]],
    [[1], [0]],
    [[3, 4, 5], []],
    [[3, 4, 5], [0]],
    [[3, 4, 5], [1]],
    [
      [3, 4, 5],
      [0, 2],
    ],
    [
      [3, 4, 5],
      [2, 0, 1],
    ],
    [[0, 3], [1]],
    [eightAxes, [0, 1, 4, 7]],
    [[2, 5 * depthBlock], [1]],
    [
      [5, 1030],
      [0, 1],
    ],
    [[70, beyond(columnsPerTile)], [0]],
    [[beyond(columnsPerTile), 3], [1]],
  ];
  const empty: readonly (readonly [Shape, readonly number[]])[] = [
    [[0], [0]],
    [[2, 0, 3], [1]],
    [
      [0, 3],
      [0, 1],
    ],
  ];
  return [floats, integers].flatMap((kind) =>
    [...cases, ...(isEmptyAllowed ? empty : [])].map(([shape, axes]) =>
      call([kind(...shape)], { axes }),
    ),
  );
};

const onEveryAxis = (
  shapes: readonly Shape[],
  options: (dim: number, size: number) => readonly object[],
): Sample[] =>
  shapes.flatMap((shape) =>
    shape.flatMap((size, dim) => options(dim, size).map((each) => call([floats(...shape)], each))),
  );

const unaryOfFloats = [
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
];
const unaryOfIntegers = ["abs", "neg", "square", "relu"];
const unaryOfSteps = ["floor", "ceil", "trunc", "round", "sign"];
const unaryOfPositive = ["log", "sqrt", "rsqrt", "reciprocal"];
const ofTwoNumbers = ["add", "sub", "mul", "maximum", "minimum"];
const relations: readonly Relation[] = ["=", "≠", "<", "≤", ">", "≥"];

const named = (names: readonly string[], make: (name: string) => Sample[]): object =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** x and weight of a linear map. */
const affineShapes: readonly (readonly [x: readonly number[], weight: readonly number[]])[] = [
  [[4], [5, 4]],
  [
    [3, 4],
    [5, 4],
  ],
  [
    [2, 3, 4],
    [5, 4],
  ],
  [
    [0, 4],
    [5, 4],
  ],
  [
    [3, 0],
    [2, 0],
  ],
  [
    [3, 4],
    [0, 4],
  ],
  [eightAxes, [2, 3]],
  [
    [beyond(rowBlock), 5],
    [9, 5],
  ],
  [
    [2, beyond(depthBlock)],
    [5, beyond(depthBlock)],
  ],
  [
    [2, 3],
    [beyond(columnBlock), 3],
  ],
];

/** Calls of every operation, by its name. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  ...named(unaryOfFloats, (name) =>
    elementwise(unaryOfIntegers.includes(name) ? [floats, integers] : [floats]),
  ),
  ...named(unaryOfSteps, () => elementwise([floats, integers])),
  ...named(unaryOfPositive, () => elementwise([positive])),
  ...named(ofTwoNumbers, () => [...pairs(floats), ...pairs(integers)]),
  div: pairs(floats, positive),
  binary_cross_entropy: [...anyShape, [beyond(elementBlock)]].map((shape) =>
    call([shares(...shape), shares(...shape)]),
  ),
  contiguous: elementwise([floats, integers, mask]),
  accumulate: [[2, 3], [], [0], [beyond(elementBlock)]].map((shape) =>
    call([floats(...shape), floats(...shape)]),
  ),
  compare: relations.flatMap((relation) => [
    ...pairs(floats, floats, { relation }),
    call([integers(3, 4), integers(4)], { relation }),
    call([mask(3, 4), mask(4)], { relation }),
  ]),
  to: (
    [
      [floats, "int32"],
      [floats, "bool"],
      [integers, "float32"],
      [integers, "bool"],
      [mask, "float32"],
      [mask, "int32"],
    ] as const
  ).flatMap(([kind, dtype]) =>
    [[], [0], [3, 4], [1027]].map((shape) => call([kind(...shape)], { dtype })),
  ),
  where: [floats, integers, mask].flatMap((kind) =>
    pairShapes.map(([a, b]) => call([mask(...b), kind(...a), kind(...b)])),
  ),
  masked_fill: [
    ...[floats, integers].flatMap((kind) =>
      [[3, 1], [], [2, 3, 4]].map((shape) => call([kind(2, 3, 4), mask(...shape)], { value: -2 })),
    ),
    call([floats(2, 3), mask(2, 3)], { value: -Infinity }),
    call([mask(2, 3), mask(3)], { value: 1 }),
    call([floats(0, 3), mask(3)], { value: 0.1 }),
    call([floats(...eightAxes), mask(2, 1, 1, 3)], { value: 1 }),
    call([floats(4, 1027), mask(4, 1)], { value: 0.1 }),
  ],
  clamp: [
    { min: -0.4, max: 0.7 },
    { min: -Infinity, max: 0.1 },
    { min: 0, max: Infinity },
  ].flatMap((options) => anyShape.map((shape) => call([floats(...shape)], options))),
  pow: [2, 3, 1, 0.5, -1.5, 0].flatMap((exponent) => [
    ...anyShape.map((shape) => call([positive(...shape)], { exponent })),
    ...(Number.isInteger(exponent) && exponent >= 0
      ? [call([floats(3, 4)], { exponent }), call([integers(7)], { exponent })]
      : []),
  ]),
  pow_tensor: pairs(positive, floats),
  sum: [...reductions(true), call([mask(3, 40)], { axes: [1] })],
  amax: reductions(false),
  amin: reductions(false),
  cumsum: [
    ...onEveryAxis([[5], [3, 4], [2, 0, 3], [2, 300], eightAxes], (dim) => [{ dim }]),
    call([integers(3, 4)], { dim: 1 }),
  ],
  softmax: [true, false].flatMap((isSafe) => rows({ isSafe })),
  log_softmax: rows(),
  layer_norm: norms(true),
  rms_norm: norms(false),
  matmul: products,
  weighted_sum: products,
  query_key: turnedProducts,
  linear: affineShapes.flatMap(([x, weight]) =>
    [true, false].map((hasBias) =>
      call([floats(...x), floats(...weight), ...(hasBias ? [floats(weight[0])] : [])]),
    ),
  ),
  scaled_linear: affineShapes.flatMap(([x, weight]) =>
    [true, false].map((hasBias) =>
      call([
        floats(...x),
        floats(...weight),
        floats(weight[0]),
        ...(hasBias ? [floats(weight[0])] : []),
      ]),
    ),
  ),
  reshape: (
    [
      [
        [3, 4],
        [3, 2, 2],
      ],
      [[6], [1, 3, 1, 2]],
      [[1, 1], []],
      [[], [1]],
      [
        [0, 3],
        [5, 0],
      ],
      [eightAxes, [4, 2, 3]],
    ] as const
  ).map(([from, shape]) => call([floats(...from)], { shape })),
  permute: [
    call([floats()], { dims: [] }),
    call([floats(2, 3, 4)], { dims: [2, 0, 1] }),
    call([floats(2, 0, 4)], { dims: [1, 2, 0] }),
    call([mask(2, 3)], { dims: [1, 0] }),
    call([floats(...eightAxes)], { dims: [7, 5, 3, 1, 0, 2, 4, 6] }),
  ],
  flip: [
    call([floats()], { dims: [] }),
    call([floats(2, 3)], { dims: [1] }),
    call([floats(2, 3)], { dims: [0, 1] }),
    call([floats(2, 0)], { dims: [0, 1] }),
    call([floats(...eightAxes)], { dims: [0, 4, 7] }),
  ],
  expand: [
    call([floats(3, 1)], { shape: [2, 3, 4] }),
    call([floats()], { shape: [3] }),
    call([floats(1, 3)], { shape: [0, 3] }),
    call([floats(3)], { shape: [2, 1, 2, 1, 2, 1, 1, 3] }),
  ],
  split: [
    call([floats(3, 7)], { dim: 1, sizes: [2, 0, 5] }),
    call([floats(0, 2)], { dim: 0, sizes: [0] }),
    call([floats(...eightAxes)], { dim: 7, sizes: [1, 2] }),
  ],
  slice: [
    call([floats(3, 7)], { dim: 1, start: 1, step: 2, length: 3 }),
    call([floats(3, 7)], { dim: 0, start: 3, step: 1, length: 0 }),
    call([floats(5)], { dim: 0, start: 4, step: 9, length: 1 }),
    call([floats(0, 2)], { dim: 0, start: 0, step: 1, length: 0 }),
    call([floats(...eightAxes)], { dim: 7, start: 1, step: 1, length: 2 }),
  ],
  place: [
    call([floats(3, 3)], { dim: 1, start: 1, step: 2, length: 7, value: 0.5 }),
    call([floats(3, 3)], { dim: 0, start: 0, step: 1, length: 3, value: 0 }),
    call([floats(0, 3)], { dim: 0, start: 2, step: 1, length: 4, value: -1 }),
    call([integers(2, 3)], { dim: 1, start: 2, step: 1, length: 6, value: 4 }),
    call([floats(...eightAxes)], { dim: 0, start: 1, step: 3, length: 5, value: 0 }),
  ],
  concat: [
    call([floats(2, 3), floats(2, 0), floats(2, 2)], { dim: 1 }),
    call([floats(0), floats(0)], { dim: 0 }),
    call([floats(4)], { dim: 0 }),
    call([mask(2, 3), mask(1, 3)], { dim: 0 }),
    call([floats(...eightAxes), floats(...eightAxes)], { dim: 5 }),
  ],
  triangle: (["lower", "upper"] as const).flatMap((keeps) => [
    ...[-5, -1, 0, 2, 9].map((diagonal) => call([floats(2, 3, 4)], { diagonal, keeps })),
    call([floats(0, 3)], { diagonal: 0, keeps }),
    call([floats(1, 1)], { diagonal: 0, keeps }),
    call([mask(3, 3)], { diagonal: 0, keeps }),
    call([floats(...eightAxes)], { diagonal: 1, keeps }),
  ]),
  gather: [
    ...[0, 1].map((dim) => call([floats(4, 5), ids(4, 3, 4)], { dim })),
    call([floats(2, 3), ids(3, 0, 4)], { dim: 1 }),
    call([integers(4), ids(4, 9)], { dim: 0 }),
    call([mask(4), ids(4, 3)], { dim: 0 }),
    call([floats(...eightAxes), ids(3, ...eightAxes)], { dim: 7 }),
    call([floats(3, 1030), ids(3, 2, 1030)], { dim: 0 }),
  ],
  scatter_add: [
    call([ids(5, 3, 9), floats(3, 9)], { dim: 1, shape: [3, 5] }),
    call([ids(4, 2, 3), floats(2, 3)], { dim: 0, shape: [4, 3] }),
    call([ids(4, 2, 2), floats(2, 2)], { dim: 0, shape: [4, 3] }),
    call([ids(4, 0), floats(0)], { dim: 0, shape: [4] }),
    call([ids(3, 9), integers(9)], { dim: 0, shape: [3] }),
    call([ids(3, ...eightAxes), floats(...eightAxes)], { dim: 7, shape: eightAxes }),
  ],
  embedding: [-1, 2].flatMap((paddingIdx) => [
    call([ids(5, 2, 3), floats(5, 4)], { paddingIdx }),
    call([ids(5), floats(5, 1)], { paddingIdx }),
    call([ids(5, 0), floats(5, 4)], { paddingIdx }),
    call([ids(5, 3), floats(5, 0)], { paddingIdx }),
    call([ids(3, 7), floats(3, beyond(columnsPerTile))], { paddingIdx }),
    call([ids(3, 1, 2, 1, 2, 1, 1, 2), floats(3, 2)], { paddingIdx }),
  ]),
  embedding_gradient: [-1, 2].flatMap((paddingIdx) => [
    call([ids(5, 2, 3), floats(2, 3, 4)], { paddingIdx, rows: 5 }),
    call([ids(5), floats(4)], { paddingIdx, rows: 5 }),
    call([ids(5, 0), floats(0, 4)], { paddingIdx, rows: 5 }),
    call([ids(3, 7), floats(7, beyond(columnsPerTile))], { paddingIdx, rows: 3 }),
    call([ids(3, 1, 2, 1, 2, 1, 1, 2), floats(1, 2, 1, 2, 1, 1, 2, 2)], { paddingIdx, rows: 3 }),
  ]),
  one_hot: [
    call([ids(5, 2, 3)], { numClasses: 5 }),
    call([ids(5)], { numClasses: 7 }),
    call([ids(1, 0)], { numClasses: 3 }),
    call([ids(2, 2, 1, 2, 1, 2, 1, 1)], { numClasses: 2 }),
  ],
  sort: onEveryAxis([[6], [1], [3, 0], [3, 6], [2, 130]], (dim) =>
    [true, false].map((descending) => ({ dim, descending })),
  ),
  topk: onEveryAxis([[6], [4, 6], [0], [2, 130], eightAxes], (dim, size) =>
    [0, Math.ceil(size / 2), size].flatMap((k) =>
      [true, false].map((largest) => ({ dim, k, largest })),
    ),
  ),
  argbest: [
    ...onEveryAxis([[6], [1], [4, 6], [2, 130], eightAxes], (dim) =>
      [true, false].map((largest) => ({ dim, largest })),
    ),
    call([floats(0, 3)], { dim: 1, largest: true }),
    call([integers(9)], { dim: 0, largest: true }),
  ],
  diagonal: [
    call([floats(3, 2, 3)], { dim0: 0, dim1: 2 }),
    call([floats(2, 2)], { dim0: 0, dim1: 1 }),
    call([floats(0, 0)], { dim0: 0, dim1: 1 }),
    call([floats(2, 1, 2, 1, 2, 1, 1, 3)], { dim0: 0, dim1: 4 }),
  ],
  dropout: [0.3, 1].flatMap((p) =>
    [...anyShape, [beyond(elementBlock)]].map((shape) =>
      call([floats(...shape)], { p, seed: 11, offset: 3 }),
    ),
  ),
};
