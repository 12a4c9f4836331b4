import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  add,
  attention,
  decoderLayer,
  dot,
  dropout,
  embedding,
  encoderLayer,
  layerNorm,
  linear,
  linearAndSoftmax,
  type Matrix,
  matmul,
  sinusoidalPositions,
  softmax,
} from "./by-hand.ts";

const source = readFileSync(new URL("by-hand.ts", import.meta.url), "utf8");

/** Each exported function with its doc comment, from `/**` to the brace that closes it. */
const functions = [
  ...source.matchAll(/(?:\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export function (\w+)[^]*?\n}\n/g),
];

describe("the file itself", () => {
  test("imports nothing", () => {
    expect(source).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(|\bfrom "/m);
  });

  test("holds every step of the notebook", () => {
    const steps = ["embedding", "sinusoidalPositions", "oneHead", "manyHeads", "encoderLayer"];
    const names = functions.map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([...steps, "decoderLayer", "linearAndSoftmax", "model"]),
    );
    expect(names).toHaveLength(source.match(/\bfunction\b/g)?.length ?? 0);
  });

  test.each(functions.map(([text, name]) => [name, text.trimEnd().split("\n").length] as const))(
    "%s takes at most 25 lines, its comment included: %i",
    (_, lines) => {
      expect(lines).toBeLessThanOrEqual(25);
    },
  );
});

describe("small numbers that a pencil can check", () => {
  test("dot, matmul, add, linear", () => {
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
    expect(
      matmul(
        [[1, 2]],
        [
          [3, 4, 5],
          [6, 7, 8],
        ],
      ),
    ).toEqual([[15, 18, 21]]);
    expect(add([[1, 2]], [[10, 20]])).toEqual([[11, 22]]);
    expect(
      linear([[1, 2]], {
        weight: [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        bias: [0, 0, 10],
      }),
    ).toEqual([[1, 2, 13]]);
  });

  test("embedding copies rows, and a copy may be changed", () => {
    const table = [
      [1, 2],
      [3, 4],
    ];
    const x = embedding([1, 0, 1], table);
    expect(x).toEqual([
      [3, 4],
      [1, 2],
      [3, 4],
    ]);
    x[0][0] = 99;
    expect(table[1][0]).toBe(3);
  });

  test("positions: the product of two depends only on their distance", () => {
    const p = sinusoidalPositions(10, 64);
    expect(p[0].slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect(p[1][0]).toBe(Math.sin(1));
    expect(p[3][63]).toBe(Math.cos(3 / 10000 ** (62 / 64)));
    expect(dot(p[2], p[5])).toBeCloseTo(dot(p[6], p[9]), 10);
  });

  test("softmax gives shares of 1, also of numbers too large for exp", () => {
    const third = softmax([5, 5, 5]);
    for (const share of third) expect(share).toBeCloseTo(1 / 3, 15);
    expect(softmax([0, Math.log(3)])[1]).toBeCloseTo(0.75, 15);
    expect(softmax([1000, 0])).toEqual([1, 0]);
  });

  test("attention with equal keys gives the mean of the values", () => {
    const { pattern, output } = attention(
      [[1, 0]],
      [
        [7, 7],
        [7, 7],
      ],
      [
        [2, 4],
        [4, 8],
      ],
    );
    expect(pattern).toEqual([[0.5, 0.5]]);
    expect(output).toEqual([[3, 6]]);
  });

  test("causal attention gives nothing to the future", () => {
    const x = [
      [1, 0],
      [0, 1],
      [1, 1],
    ];
    const { pattern } = attention(x, x, x, true);
    expect(pattern[0]).toEqual([1, 0, 0]);
    expect(pattern[1][2]).toBe(0);
    expect(pattern[1][0] + pattern[1][1]).toBeCloseTo(1, 15);
  });

  test("layer norm leaves mean 0 and variance 1", () => {
    const [row] = layerNorm([[1, 2, 3, 6]], { weight: [1, 1, 1, 1], bias: [0, 0, 0, 0] });
    expect(dot(row, [1, 1, 1, 1])).toBeCloseTo(0, 12);
    expect(dot(row, row) / 4).toBeCloseTo(1, 5); // 1 but for the eps of 1e-5 under the root
  });

  test("dropout keeps a number's mean by making the kept ones larger", () => {
    expect(dropout([[1, 2]], [[true, false]], 0.5)).toEqual([[2, 0]]);
  });
});

describe("what would give NaN says what is wrong instead", () => {
  const two = {
    weight: [
      [1, 0],
      [0, 1],
    ],
    bias: [0, 0],
  };
  test.each([
    ["an id that is not in the table", () => embedding([2], [[1], [2]]), "no row 2 in 0 to 1"],
    ["a negative id", () => embedding([-1], [[1], [2]]), "no row -1"],
    ["half an id", () => embedding([0.5], [[1], [2]]), "no row 0.5"],
    ["vectors of different lengths", () => dot([1, 2], [1]), "dot: 2 and 1"],
    ["a different number of rows", () => add([[1]], [[1], [2]]), "add: 1 and 2 rows"],
    ["rows of different lengths", () => add([[1]], [[1, 2]]), "add: 1 and 2"],
    ["a linear layer of another width", () => linearAndSoftmax([[1, 2, 3]], two), "dot: 3 and 2"],
  ])("%s", (_, run: () => Matrix | number, message) => {
    expect(run).toThrow(message);
  });
});

function zero(rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
}

describe("layers", () => {
  const silent = { weight: zero(2, 2), bias: [0, 0] };
  const heads = { heads: [{ query: silent, key: silent, value: silent }], output: silent };
  const norm = { weight: [1, 1], bias: [0, 0] };
  const layer = {
    selfAttention: heads,
    linear1: silent,
    linear2: silent,
    norm1: norm,
    norm2: norm,
  };
  const x = [
    [3, 1],
    [0, 8],
  ];

  test("with nothing found, the residual path alone is left, normed", () => {
    const out = encoderLayer(x, layer);
    expect(out[0][0]).toBeCloseTo(1, 4);
    expect(out[1]).toEqual([-out[1][1], out[1][1]]);
    const written = decoderLayer(x, [[5, 5]], { ...layer, crossAttention: heads, norm3: norm });
    expect(written[0][0]).toBeCloseTo(1, 4);
  });
});
