import { describe, expect, test } from "vitest";
import { attentionFrom } from "./attention.ts";
import { attentionView, layoutMatrix } from "./attention-matrix.ts";
import { attributes, markup, textOf } from "./testing/markup.ts";
import { causal } from "./testing/trace.ts";

describe("a matrix", () => {
  const html = markup(attentionView, { attention: causal, label: "decoder, layer 1, head 1" });

  test("has a row for each word that asks, named after what it writes and what it was fed", () => {
    const text = textOf(html);
    expect(text).toContain("writing carro · after start");
    expect(text).toContain("writing vermelh · after carro");
    expect(text).toContain("writing ·o · after vermelh");
    expect(text.match(/Σ = 1\.00/g)).toHaveLength(3);
  });

  test("hatches masked cells and draws no mark in them", () => {
    const cells = html.split('role="gridcell" id=').slice(1);
    expect(cells).toHaveLength(9);
    // three cells, and the legend
    expect(html.match(/fill="url\(#masked\)"/g)).toHaveLength(3 + 1);
    expect(attributes(html, "aria-label")).toContain("vermelh masked");
    // a disc for each cell that is not masked, and four in the legend
    expect(html.match(/<circle/g)).toHaveLength(6 + 4);
  });

  test("is a grid that says how large it is and where the reader stands", () => {
    const at = markup(attentionView, { attention: causal, selection: { row: 2, column: 1 } });
    expect(attributes(at, "aria-rowcount")).toEqual(["4"]);
    expect(attributes(at, "aria-colcount")).toEqual(["5"]);
    expect(attributes(at, "aria-activedescendant")).toEqual(["cell-2-1"]);
    expect(at.match(/role="gridcell"[^>]*aria-selected="true"/g)).toHaveLength(1);
    expect(attributes(at, "lang")).toContain("pt-BR");
  });

  test("tells a row in sum", () => {
    const at = markup(attentionView, { attention: causal, preview: { row: 2, column: 2 } });
    expect(textOf(at)).toContain(
      "writing ·o · after vermelh looks at vermelh 50 %, start 25 %, carro 25 % · vermelh 0.5",
    );
  });

  test("speaks Portuguese", () => {
    const at = markup(attentionView, { attention: causal, language: "pt-BR" });
    const text = textOf(at);
    expect(text).toContain("escreve carro · após início olha para início 100 %");
    expect(text).toContain("Σ = 1,00");
  });
});

test("text from people is text", () => {
  const attention = attentionFrom([[1]], ["<img src=x>"], ["<script>"]);
  const html = markup(attentionView, { attention, label: '"><b>' });
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<script");
  expect(html).not.toContain("<b>");
  expect(textOf(html)).toContain("<img src=x> looks at <script>");
});

test("discs up to twenty columns, squares above", () => {
  const words = Array.from({ length: 21 }, (_, i) => `w${i}`);
  const weights = words.map(() => words.map(() => 1 / 21));
  const squares = markup(attentionView, { attention: attentionFrom(weights, words, words) });
  expect(squares).not.toContain("<circle");
  const few = words.slice(0, 20);
  const discs = markup(attentionView, {
    attention: attentionFrom(
      few.map(() => few.map(() => 1 / 20)),
      few,
      few,
    ),
  });
  expect(discs).toContain("<circle");
});

test("cells are wide enough for a finger where the page is narrow", () => {
  expect(layoutMatrix(causal, "en", 300).cell).toBe(24);
  expect(layoutMatrix(causal, "en", 900).cell).toBe(36);
});

test("nothing is drawn without an attention", () => {
  expect(markup(attentionView, {})).toBe("");
});
