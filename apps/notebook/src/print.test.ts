import { describe, expect, test } from "vitest";
import { largest, pattern, shade, shapeOf, table, thumbnails, wrap } from "./print.ts";

describe("wrap", () => {
  test("keeps paragraphs and fills lines", () => {
    const text = wrap(`one\n  two\n\n  ${"word ".repeat(30)}`, "  ");
    const [first, second] = text.split("\n\n");
    expect(first).toBe("  one two");
    const lines = second.split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(96);
    expect(lines.join(" ").match(/word/g)).toHaveLength(30);
  });

  test("a word longer than a line stands alone", () => {
    expect(wrap(`a ${"b".repeat(200)} c`)).toBe(`a\n${"b".repeat(200)}\nc`);
  });
});

test("table shows the first numbers of each row", () => {
  expect(table([[1, -2.5, 3]], ["cat"], 2)).toBe("  cat    1.000  -2.500  …");
  expect(table([[1]], ["cat"], 2)).toBe("  cat    1.000");
  expect(table([[-0.0001]], ["cat"])).toBe("  cat    0.000");
});

test("pattern labels both sides and adds up each row", () => {
  expect(pattern([[0.25, 0.75]], ["a"], ["b", "longer-word"]).split("\n")).toEqual([
    "               b longer-word",
    "  a       ▓ 0.25      █ 0.75   Σ 1.00",
  ]);
});

test("thumbnails stand side by side", () => {
  expect(thumbnails([[[1, 0]], [[0.15, 0.3]]], ["1", "2"])).toBe("  1       2   \n  ██··    ▒▒▓▓");
});

test("shade grows darker", () => {
  expect([0, 0.05, 0.1, 0.2, 0.4, 1].map(shade).join("")).toBe("·░▒▓██");
});

test("shape, largest", () => {
  expect(
    shapeOf([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  ).toBe("[2, 3]");
  expect(largest([3, 9, 1, 7], 2)).toEqual([1, 3]);
});
