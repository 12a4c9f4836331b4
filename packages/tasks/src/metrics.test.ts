import { expect, test } from "vitest";
import { exactMatch, percent, phenomenaTable } from "./metrics.ts";
import type { Example } from "./translation/example.ts";

const example = (target: string, ...phenomena: string[]): Example => ({
  source: ["the", "cat"],
  target: target.split(" "),
  alignment: [],
  phenomena,
  family: "fragment",
  pairs: [],
  meetings: [],
});

const examples = [
  example("o gato", "article"),
  example("a casa vermelh ·a", "adjective", "article"),
  example("o carro", "article"),
];

test("counts exact sentences, and each for all that it shows", () => {
  const wrong = ["a", "casa", "vermelh", "·o"];
  const evaluation = exactMatch(examples, [["o", "gato"], wrong, ["o", "carro"]]);
  expect(evaluation.exact).toBe(2);
  expect(evaluation.total).toBe(3);
  expect(evaluation.phenomena).toEqual(
    new Map([
      ["article", { exact: 2, total: 3 }],
      ["adjective", { exact: 0, total: 1 }],
    ]),
  );
  expect(evaluation.mistakes).toEqual([{ example: examples[1], written: wrong }]);
});

test.each([
  ["a piece too few", ["o"]],
  ["a piece too many", ["o", "gato", "gato"]],
  ["nothing", []],
])("%s is a mistake", (_, written) => {
  expect(exactMatch([example("o gato")], [written]).exact).toBe(0);
});

test("needs a translation for each example", () => {
  expect(() => exactMatch(examples, [["o", "gato"]])).toThrow(
    "exactMatch: needs one translation for each example, got 1 for 3",
  );
});

test("prints shares, and a dash for none of none", () => {
  expect(percent({ exact: 197, total: 200 })).toBe("98.50 %");
  expect(percent({ exact: 0, total: 0 })).toBe("–");
});

test("the table puts the weakest first", () => {
  const evaluation = exactMatch(examples, [
    ["o", "gato"],
    ["a", "casa"],
    ["o", "carro"],
  ]);
  expect(phenomenaTable(evaluation)).toBe("adjective    0.00 % of 1\narticle     66.67 % of 3");
});
