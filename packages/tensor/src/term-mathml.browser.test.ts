import { expect, it } from "vitest";
import {
  explain,
  explanationMathML,
  layerNorm,
  manualSeed,
  randn,
  softmax,
  sqrt,
  square,
  sum,
  tensor,
  termMathML,
  trace,
  type Tensor,
} from "./index.ts";

/** The names of MathML Core that the printer uses. */
const known = new Set(
  "math mrow mn mi mo mtext mfrac msup msub msqrt munder mtable mtr mtd".split(" "),
);

function render(markup: string): Element {
  const host = document.createElement("div");
  host.innerHTML = markup;
  document.body.replaceChildren(host);
  return host.firstElementChild!;
}

function made(): Tensor[] {
  manualSeed(2);
  const x = randn([2, 9]);
  x.label = "<script>x</script>";
  return trace(() => [softmax(x, -1), layerNorm(x, [9]), sqrt(square(x)), sum(x)]);
}

it("is drawn by the page, each element of it as mathematics", () => {
  for (const tensorMade of made()) {
    const why = explain(
      tensorMade,
      tensorMade.shape.map(() => 1),
    );
    for (const markup of [termMathML(why.term), explanationMathML(why)]) {
      const math = render(markup);
      expect(document.body.querySelector("script")).toBeNull();
      for (const element of [math, ...math.querySelectorAll("*")]) {
        expect(element).toBeInstanceOf(MathMLElement);
        expect(known).toContain(element.localName);
        const { width, height } = element.getBoundingClientRect();
        // The sign that stands for applying a function is only heard.
        if (element.textContent !== "\u2061") expect(width * height).toBeGreaterThan(0);
      }
      const parsed = new DOMParser().parseFromString(markup, "application/xml");
      expect(parsed.querySelector("parsererror")).toBeNull();
    }
  }
});

it("sets a fraction's parts above each other", () => {
  const y = trace(() => softmax(tensor([1, 2]), -1));
  const fraction = render(termMathML(explain(y, [0]).term)).querySelector("mfrac")!;
  const [above, below] = Array.from(fraction.children, (part) => part.getBoundingClientRect());
  expect(above.bottom).toBeLessThanOrEqual(below.top);
});
