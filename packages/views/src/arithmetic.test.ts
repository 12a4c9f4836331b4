import { describe, expect, test } from "vitest";
import {
  type Arithmetic,
  findSection,
  sectionsOf,
  type Term,
  waterfall,
} from "./arithmetic-data.ts";
import { arithmeticText } from "./arithmetic-text.ts";
import { arithmeticView } from "./arithmetic.ts";
import { attributes, markup, textOf } from "./testing/markup.ts";

const number = (value: number): Term => ({ operation: "number", value, children: [] });
const read = (operand: number, value: number): Term => ({
  operation: "read",
  value,
  children: [],
  operand,
});
const term = (operation: string, value: number, ...children: Term[]): Term => ({
  operation,
  value,
  children,
});
const named = (name: string, inner: Term): Term => ({
  operation: "named",
  value: inner.value,
  children: [inner],
  name,
});

/** softmax of five scores, at the second: max and total are intermediates, total refers to max. */
const scores = [0, 1, -1, 0.5, -2];
const max = named("max", term("largest", 1, ...scores.map((score, i) => read(i, score))));
const total = named(
  "total",
  term(
    "sum",
    scores.reduce((sum, score) => sum + Math.exp(score - 1), 0),
    ...scores.map((score, i) =>
      term("exp", Math.exp(score - 1), term("minus", score - 1, read(i, score), max)),
    ),
  ),
);
const share = term(
  "choose",
  1 / total.value,
  term("compare", 0, max, number(-Infinity)),
  term("divide", 1 / total.value, term("exp", 1, term("minus", 0, read(1, 1), max)), total),
);
const softmax: Arithmetic = {
  label: "weight",
  role: "plain",
  formula: "softmax(scores)",
  value: share.value,
  term: share,
  given: "",
  operands: scores.map((value, i) => ({
    label: `score of word ${i}`,
    short: `w${i}`,
    role: "plain",
    value,
  })),
  remainder: 3e-8,
};

describe("sections", () => {
  test("the number first, then its intermediates, each once, in the order of reading", () => {
    expect(sectionsOf(share).map(({ name }) => name)).toEqual(["", "max", "total"]);
  });
  test("a reference finds the section that tells it", () => {
    const sections = sectionsOf(share);
    expect(findSection(sections, max)?.id).toBe(1);
    expect(findSection(sections, named("max", number(7)))).toBeUndefined();
  });
  test("short sums stay where they are", () => {
    expect(sectionsOf(term("sum", 3, number(1), number(2)))).toHaveLength(1);
  });
});

describe("a waterfall", () => {
  const sum = term("sum", 1, ...[0.1, -3, 2, 0.2, 1.5, -0.4, 0.6].map(number));
  test("shows the largest terms by size and sums the others", () => {
    const { terms, rest } = waterfall(sum, 3);
    expect(terms.map(({ value }) => value)).toEqual([-3, 2, 1.5]);
    expect(rest).toEqual({ count: 4, value: 0.1 + 0.2 - 0.4 + 0.6 });
  });
  test("of a maximum shows what is near it", () => {
    const { terms, rest } = waterfall({ ...sum, operation: "largest" }, 2);
    expect(terms.map(({ value }) => value)).toEqual([2, 1.5]);
    expect(rest).toEqual({ count: 5, value: 0.6 });
  });
  test("is whole when asked for all", () => {
    expect(waterfall(sum, Infinity).rest).toBeNull();
  });
});

describe("the picture", () => {
  const html = markup(arithmeticView, { arithmetic: softmax });
  const text = textOf(html);

  test("gives four digits and says that there are more", () => {
    expect(text).toContain("≈ 0.4631");
    expect(text).toContain("= exp(1 − max) ÷ total");
    expect(text).toContain("max = 1, the largest of 5");
    expect(text).toContain("float32 rounding 3·10⁻⁸");
  });
  test("keeps every digit beside what is drawn", () => {
    expect(attributes(html, "data-value")).toContain(String(share.value));
  });
  test("every operand is a button with its name", () => {
    expect(attributes(html, "title")).toContain("score of word 1");
    expect(html).toContain('aria-label="1, score of word 1"');
  });
  test("a number that is given says what it is, and has no arithmetic", () => {
    const given = { ...softmax, term: null, given: "A weight of the model." };
    const drawn = textOf(markup(arithmeticView, { arithmetic: given }));
    expect(drawn).toContain("A weight of the model.");
    expect(drawn).not.toContain("exp");
  });
  test("a choice says why, where its condition holds", () => {
    const masked = term(
      "choose",
      -Infinity,
      { ...term("compare", 1, number(2), number(1)), name: ">" },
      number(-Infinity),
    );
    const drawn = textOf(
      markup(arithmeticView, { arithmetic: { ...softmax, value: -Infinity, term: masked } }),
    );
    expect(drawn).toContain("= −∞ (because 2 > 1)");
  });
  test("brackets stand where they are needed", () => {
    const nested = term(
      "times",
      6,
      term("plus", 3, number(1), number(2)),
      term("minus", 2, number(3), term("minus", 1, number(2), number(1))),
    );
    const drawn = textOf(
      markup(arithmeticView, { arithmetic: { ...softmax, value: 6, term: nested } }),
    );
    expect(drawn).toContain("= (1 + 2) × (3 − (2 − 1))");
  });
});

test("the text for a clipboard has every digit and can be calculated again", () => {
  const lines = arithmeticText(softmax).split("\n");
  expect(lines[0]).toBe(`weight = ${share.value}`);
  expect(lines[1]).toBe("weight = exp((1 - max)) / total");
  expect(lines[2]).toBe("max = largest(0, 1, -1, 0.5, -2)");
  expect(lines[3]).toBe(
    "total = exp((0 - max)) + exp((1 - max)) + exp((-1 - max)) + exp((0.5 - max)) + exp((-2 - max))",
  );
  expect(lines[4]).toBe("0: score of word 0");
});
