import { expect, it } from "vitest";
import { TensorError } from "../errors.ts";
import { NumpyGenerator } from "./numpy-generator.ts";

// Drawn one after another in this order by numpy 2.4 after numpy.random.seed(seed): rand(3), randn(3), randint(-3, 10, 6),
// randint(4, 5, 2), randint(-2**31, 2**31, 3), permutation(8), shuffle(list("abcdef")), randn(1).
const drawnByNumpy = {
  0: {
    rand: [0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
    randn: [-2.268328201180374, 1.3335453816218967, -0.8427240538292873],
    randint: [3, 5, 5, 9, 7, -2],
    one: [4, 4],
    wide: [1252949478, 1340754471, 124102743],
    perm: [2, 3, 7, 4, 5, 1, 0, 6],
    shuffle: ["c", "f", "b", "a", "d", "e"],
    randn2: [1.9699244478698945],
  },
  123: {
    rand: [0.6964691855978616, 0.28613933495037946, 0.2268514535642031],
    randn: [1.7383701332168267, 0.4064540971499301, 0.32210606833962163],
    randint: [-3, -2, 6, -3, -3, 6],
    one: [4, 4],
    wide: [-263830189, -1096250546, -1891169027],
    perm: [3, 5, 2, 1, 7, 6, 0, 4],
    shuffle: ["f", "b", "a", "d", "e", "c"],
    randn2: [-0.0515177209393851],
  },
};

// The last digit of log and sqrt is the platform's.
const normalTolerance = 1e-15;

for (const [seed, expected] of Object.entries(drawnByNumpy)) {
  it(`draws what numpy.random.seed(${seed}) draws`, () => {
    const generator = new NumpyGenerator(Number(seed));
    expect([...generator.rand(3)]).toEqual(expected.rand);
    for (const [index, value] of generator.randn(3).entries()) {
      expect(Math.abs(value - expected.randn[index])).toBeLessThanOrEqual(normalTolerance);
    }
    expect([...generator.randint(-3, 10, 6)]).toEqual(expected.randint);
    expect([...generator.randint(4, 5, 2)]).toEqual(expected.one);
    expect([...generator.randint(-(2 ** 31), 2 ** 31, 3)]).toEqual(expected.wide);
    expect([...generator.permutation(8)]).toEqual(expected.perm);
    const letters = "abcdef".split("");
    generator.shuffle(letters);
    expect(letters).toEqual(expected.shuffle);
    // The second number of the last pair, kept since randn(3).
    expect(Math.abs(generator.randn(1)[0] - expected.randn2[0])).toBeLessThanOrEqual(
      normalTolerance,
    );
  });
}

it.each([
  [
    "a negative seed",
    () => new NumpyGenerator(-1),
    /seed must be an integer in \[0, 2\^32\), not -1/,
  ],
  ["a seed beyond 32 bits", () => new NumpyGenerator(2 ** 32), /\[0, 2\^32\)/],
  ["an empty range", () => new NumpyGenerator(0).randint(3, 3, 1), /low < high/],
  [
    "a negative size",
    () => new NumpyGenerator(0).rand(-1),
    /rand: the size must be an integer >= 0/,
  ],
  ["a fraction as size", () => new NumpyGenerator(0).permutation(1.5), /permutation: the size/],
])("refuses %s", (_, act, message) => {
  expect(act).toThrow(TensorError);
  expect(act).toThrow(message);
});
