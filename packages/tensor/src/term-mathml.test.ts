import { describe, expect, it } from "vitest";
import { applyAll } from "./apply.ts";
import {
  dropout,
  explain,
  explanationMathML,
  scope,
  softmax,
  sqrt,
  tensor,
  termMathML,
  termText,
  trace,
  type Tensor,
  type Term,
} from "./index.ts";
import { cases } from "./testing/cases.ts";
import { draw } from "./testing/draw.ts";

const term = (operation: Term["operation"], ...children: Term[]): Term => ({
  operation,
  value: 0,
  children,
});
const number = (value: number): Term => ({ operation: "number", value, children: [] });

/** What stands between `<math …>` and `</math>`. */
function inside(markup: string): string {
  return /^<math xmlns="http:\/\/www\.w3\.org\/1998\/Math\/MathML" display="block">(.*)<\/math>$/su.exec(
    markup,
  )![1];
}

/** The elements of well-formed markup in order of their ends; throws where they do not nest. */
function elementsOf(markup: string): string[] {
  const open: string[] = [];
  const closed: string[] = [];
  for (const [, slash, name] of markup.matchAll(/<(\/?)([a-z]+)(?: [a-z-]+="[^"<]*")*>/gu)) {
    if (!slash) open.push(name);
    else if (open.pop() === name) closed.push(name);
    else throw new Error(`${name} ends where something else is open`);
  }
  if (open.length > 0) throw new Error(`${open.join()} never ends`);
  if (/[<>]/u.test(markup.replaceAll(/<\/?[a-z]+(?: [a-z-]+="[^"<]*")*>/gu, "")))
    throw new Error("a bare < or >");
  return closed;
}

function labelled(label: string, x: Tensor): Tensor {
  x.label = label;
  return x;
}

describe("termMathML", () => {
  it.each<[string, Term, string]>([
    ["a number", number(2.14), "<mn>2.14</mn>"],
    ["a true minus before the digits", number(-0.5), "<mrow><mo>−</mo><mn>0.5</mn></mrow>"],
    ["infinity", number(-Infinity), "<mrow><mo>−</mo><mn>∞</mn></mrow>"],
    ["NaN", number(NaN), "<mn>NaN</mn>"],
    [
      "a sum",
      term("plus", number(1), number(-2)),
      "<mrow><mn>1</mn><mo>+</mo><mrow><mo>(</mo><mrow><mo>−</mo><mn>2</mn></mrow><mo>)</mo></mrow></mrow>",
    ],
    [
      "a fraction, whose bar needs no brackets",
      term("divide", term("plus", number(1), number(2)), number(-3)),
      "<mfrac><mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow><mrow><mo>−</mo><mn>3</mn></mrow></mfrac>",
    ],
    [
      "a fraction in a product",
      term("times", number(2), term("divide", number(-1), number(3))),
      "<mrow><mn>2</mn><mo>·</mo><mfrac><mrow><mo>−</mo><mn>1</mn></mrow><mn>3</mn></mfrac></mrow>",
    ],
    [
      "a fraction under an exponent",
      term("power", term("divide", number(1), number(3)), number(2)),
      "<msup><mrow><mo>(</mo><mfrac><mn>1</mn><mn>3</mn></mfrac><mo>)</mo></mrow><mn>2</mn></msup>",
    ],
    [
      "e with an exponent",
      term("exp", term("minus", number(1), number(2))),
      "<msup><mi>e</mi><mrow><mn>1</mn><mo>−</mo><mn>2</mn></mrow></msup>",
    ],
    [
      "a power of a power of e",
      term("power", term("exp", number(1)), number(2)),
      "<msup><mrow><mo>(</mo><msup><mi>e</mi><mn>1</mn></msup><mo>)</mo></mrow><mn>2</mn></msup>",
    ],
    ["a root", term("sqrt", number(2)), "<msqrt><mn>2</mn></msqrt>"],
    [
      "a function",
      term("log", number(2)),
      "<mrow><mi>ln</mi><mo>\u2061</mo><mrow><mo>(</mo><mn>2</mn><mo>)</mo></mrow></mrow>",
    ],
    ["an absolute value", term("abs", number(2)), "<mrow><mo>|</mo><mn>2</mn><mo>|</mo></mrow>"],
    [
      "what is rounded down",
      term("floor", number(2.5)),
      "<mrow><mo>⌊</mo><mn>2.5</mn><mo>⌋</mo></mrow>",
    ],
    [
      "a comparison",
      { ...term("compare", number(1), number(2)), name: "<" },
      "<mrow><mn>1</mn><mo>&lt;</mo><mn>2</mn></mrow>",
    ],
    ["an empty sum", term("sum"), "<mn>0</mn>"],
    [
      "what is negated",
      term("negate", term("plus", number(1), number(2))),
      "<mrow><mo>−</mo><mrow><mo>(</mo><mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow><mo>)</mo></mrow></mrow>",
    ],
    ["an intermediate by name", { ...term("named", number(1)), name: "total" }, "<mi>total</mi>"],
    ["the branch that was taken", term("choose", number(1), number(7)), "<mn>7</mn>"],
  ])("writes %s", (_, given, expected) => {
    expect(inside(termMathML(given))).toBe(expected);
  });

  it("keeps signs apart with brackets, as its text does", () => {
    const sum = term("sum", number(-1), number(2), term("times", number(-3), number(4)));
    expect(termText(sum)).toBe("−1 + 2 + (−3 · 4)");
    const [one, two, three, four] = [1, 2, 3, 4].map((digit) => `<mn>${digit}</mn>`);
    expect(inside(termMathML(sum))).toBe(
      `<mrow><mrow><mo>−</mo>${one}</mrow><mo>+</mo>${two}<mo>+</mo><mrow><mo>(</mo>` +
        `<mrow><mrow><mo>−</mo>${three}</mrow><mo>·</mo>${four}</mrow><mo>)</mo></mrow></mrow>`,
    );
  });

  it("shows of a long sum the terms that its text shows", () => {
    const sum = term("sum", ...Array.from({ length: 64 }, (_, k) => number(k)));
    expect(termText(sum)).toBe("0 + 1 + 2 + 3 + … 59 more … + 63");
    expect(inside(termMathML(sum))).toBe(
      "<mrow><mn>0</mn><mo>+</mo><mn>1</mn><mo>+</mo><mn>2</mn><mo>+</mo><mn>3</mn><mo>+</mo>" +
        "<munder><mo>⋯</mo><mtext>59\u00a0more</mtext></munder><mo>+</mo><mn>63</mn></mrow>",
    );
  });

  it.each(cases)("has the numbers of the text, in its order: $name", ({ operation, sample }) => {
    const numbers = /\d+(?:\.\d+)?(?:e[+−]?\d+)?/gu;
    scope(() => {
      const outputs = trace(() =>
        applyAll(operation, draw(sample.inputs, "cpu"), sample.options),
      ).filter(({ size }) => size > 0);
      for (const output of outputs) {
        const why = explain(
          output,
          output.shape.map((length) => length - 1),
        );
        for (const part of [why.term, ...why.named.map(({ children }) => children[0])]) {
          const markup = inside(termMathML(part));
          const texts = markup.replaceAll(/<\/?[a-z]+(?: [a-z-]+="[^"]*")*>/gu, " ");
          expect(texts.match(numbers)).toEqual(termText(part).match(numbers));
        }
        expect(elementsOf(explanationMathML(why)).at(-1)).toBe("math");
      }
    });
  });

  it("says where a number was read, and lets no label end its element", () => {
    const x = labelled('"><img src=x onerror=alert(1)>&', tensor([4, 9]));
    const root = labelled(
      "<b>root</b>",
      trace(() => sqrt(x)),
    );
    const why = explain(root, [1]);
    expect(inside(termMathML(why.term))).toBe(
      '<msqrt><mn data-read="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;[1]">9</mn></msqrt>',
    );
    const markup = explanationMathML(why);
    expect(markup).not.toMatch(/<(img|b)\b/u);
    expect(markup).toContain("<mi>&lt;b&gt;root&lt;/b&gt;</mi>");
    elementsOf(markup);
  });
});

describe("explanationMathML", () => {
  it("has the lines of the text: the number, its intermediates, what was read", () => {
    const scores = labelled("s", tensor([0.3, 2.14, -1]));
    const pattern = labelled(
      "p",
      trace(() => softmax(scores, -1)),
    );
    const markup = explanationMathML(explain(pattern, [1]));
    const elements = elementsOf(markup);
    expect(elements.filter((name) => name === "mtr")).toHaveLength(4);
    expect(elements.at(-1)).toBe("math");
    const lines = markup.split("<mtr>").map((line) => line.replaceAll(/<[^>]*>/gu, ""));
    expect(lines).toEqual([
      "",
      "p1=0.8319=e2.14−maxtotal",
      "max=2.14=max\u2061(0.3,2.14,−1)",
      "total=1.202=e0.3−max+e2.14−max+e−1−max",
      "softmax\u00a0readss1=2.14,s0=0.3,s2=−1",
    ]);
  });

  it("gives a number that nothing computed as it is", () => {
    const x = labelled("x", tensor(3));
    expect(explanationMathML(explain(x, []))).toContain(
      '<mi>x</mi></mtd><mtd style="text-align: left"><mrow><mo>=</mo><mn>3</mn></mrow></mtd>',
    );
  });

  it("says why a choice took its branch", () => {
    const y = trace(() => dropout(tensor([1, 2, 3, 4]), { p: 1 }));
    const markup = explanationMathML(explain(y, [2]));
    expect(markup).toContain("<mtext>,\u00a0because\u00a0</mtext><mrow><mi>random</mi>");
    expect(markup).toContain("<mo>&lt;</mo><mn>1</mn>");
  });
});
