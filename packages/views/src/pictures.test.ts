import { describe, expect, test } from "vitest";
import { attentionFrom } from "./attention.ts";
import { bandPath, layoutBands } from "./bands-layout.ts";
import { bandsView } from "./bands.ts";
import { barsView } from "./bars.ts";
import { moveCell } from "./grid.ts";
import { headView, inkPaths } from "./head-thumbnail.ts";
import { discRadius, inkOpacity, scoreShare } from "./scales.ts";
import { attributes, markup, textOf } from "./testing/markup.ts";
import { causal, source, target, written } from "./testing/trace.ts";

describe("scales", () => {
  test("discs tell by area: a quarter of the probability is half the radius", () => {
    expect(discRadius(1, 10)).toBe(10);
    expect(discRadius(0.25, 10)).toBe(5);
    expect(discRadius(-0.1, 10)).toBe(0);
  });
  test("ink runs from paper to ink and no further", () => {
    expect([-1, 0, 0.5, 1, 2].map(inkOpacity)).toEqual([0, 0, 0.5, 1, 1]);
  });
  test("scores are symmetric around zero", () => {
    expect(scoreShare(-2, 4)).toBe(-0.5);
    expect(scoreShare(2, 4)).toBe(0.5);
    expect(scoreShare(1, 0)).toBe(0);
    expect(scoreShare(-Infinity, 4)).toBe(0);
  });
});

describe("a thumbnail", () => {
  test("draws cells of equal ink together, and masked cells not at all", () => {
    expect([...inkPaths(causal)]).toEqual([
      [1, "M0 0h1v1h-1z"],
      [0.5, "M0 1h1v1h-1zM1 1h1v1h-1zM2 2h1v1h-1z"],
      [0.25, "M0 2h1v1h-1zM1 2h1v1h-1z"],
    ]);
  });
  test("of more than 64 cells a side draws blocks as dark as their darkest cell", () => {
    const words = Array.from({ length: 128 }, (_, i) => String(i));
    const weights = words.map((_, row) => words.map((__, column) => (row === column ? 1 : 0)));
    const paths = inkPaths(attentionFrom(weights, words, words));
    expect([...paths.keys()]).toEqual([1]);
    expect(paths.get(1)?.match(/M/g)).toHaveLength(64);
  });
  test("is an image with a name, or hidden where the page has named it", () => {
    expect(markup(headView, { attention: causal, label: "head 1" })).toContain(
      'role="img" aria-label="head 1"',
    );
    expect(markup(headView, { attention: causal })).toContain('aria-hidden="true"');
  });
});

describe("bands", () => {
  const properties = {
    source,
    target: written,
    start: target[0] ?? null,
    kind: "cross",
    weights: Float32Array.of(0.25, 0.75),
    row: 1,
    step: 1,
  } as const;

  test("are as wide as the weights", () => {
    const html = markup(bandsView, properties);
    expect(attributes(html, "data-weight")).toEqual(["0.25", "0.75"]);
    expect(attributes(html, "stroke-width")).toEqual(["4.5", "13.5"]);
    expect(textOf(html)).toContain("25 %75 %");
  });

  test("are drawn by the time: nothing at the start, half, whole at rest", () => {
    const dash = (time: number): string | undefined =>
      attributes(markup(bandsView, { ...properties, time }), "stroke-dasharray")[0];
    expect(dash(0)).toBe("0 2");
    expect(dash(0.625)).toBe("0.5 2");
    expect(dash(1)).toBe("1 2");
  });

  test("in the decoder's own attention the start mark answers first", () => {
    const html = markup(bandsView, {
      ...properties,
      kind: "decoder",
      weights: Float32Array.of(0.5, 0.5, 0),
    });
    expect(attributes(html, "data-weight")).toEqual(["0.5", "0.5"]);
    expect(html).toContain('class="special key"');
  });

  test("pieces of a word touch, words do not", () => {
    const placed = layoutBands(source, null, written, "en", 800).target;
    const end = (i: number): number => (placed[i]?.x ?? 0) + (placed[i]?.width ?? 0);
    expect(placed[1]?.x).toBe(end(0) + 4);
    expect(placed[2]?.x).toBe(end(1));
    expect(placed[2]?.letters).toBe(placed[2]?.x);
  });

  test("a sentence that does not fit is drawn smaller, then wider than the page", () => {
    const words = Array.from({ length: 30 }, () => ({ text: "sentence" }));
    const layout = layoutBands(words, null, [], "en", 800);
    expect(layout.source[0]?.size).toBe(13);
    expect(layout.width).toBeGreaterThan(800);
  });

  test("a token that looks at itself is a loop", () => {
    expect(bandPath({ x: 50, y: 150 }, { x: 50, y: 150 }, 100)).toBe(
      "M42 150C34 114 66 114 58 150",
    );
  });
});

describe("bars", () => {
  test("give every probability with the same decimals, and the rest in sum", () => {
    const html = markup(barsView, {
      bars: [
        { id: 7, token: { text: "ele", language: "pt-BR" }, probability: 0.93191 },
        { id: 9, token: { text: "o", joined: true }, probability: 0.00001 },
        { id: 3, token: { text: "ela" }, probability: 0, masked: true },
      ],
      rest: { count: 510, probability: 0.0681 },
      choice: 7,
    });
    expect(textOf(html)).toBe("ele0.9319·o<0.0001elamaskedthe other 5100.0681");
    expect(attributes(html, "aria-pressed")).toEqual(["true", "false", "false"]);
    expect(
      attributes(html, "width").filter((width) => width.endsWith("%") && width !== "100%"),
    ).toEqual(["93.19%", "0%", "0%", "6.81%"]);
  });
});

test.each([
  ["ArrowRight", false, { row: 1, column: 2 }],
  ["ArrowLeft", false, { row: 1, column: 0 }],
  ["ArrowUp", false, { row: 0, column: 1 }],
  ["ArrowDown", false, { row: 2, column: 1 }],
  ["Home", false, { row: 1, column: 0 }],
  ["End", false, { row: 1, column: 3 }],
  ["Home", true, { row: 0, column: 0 }],
  ["End", true, { row: 2, column: 3 }],
  ["PageUp", false, { row: 0, column: 1 }],
  ["PageDown", false, { row: 2, column: 1 }],
  ["a", false, null],
])("%s (control %s) leads to %o", (key, control, expected) => {
  expect(moveCell(key, control, { row: 1, column: 1 }, 3, 4)).toEqual(expected);
});

test("arrows stop at the edges", () => {
  expect(moveCell("ArrowUp", false, { row: 0, column: 0 }, 3, 4)).toEqual({ row: 0, column: 0 });
  expect(moveCell("ArrowRight", false, { row: 2, column: 3 }, 3, 4)).toEqual({ row: 2, column: 3 });
});
