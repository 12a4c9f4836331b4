import { expect, test } from "vitest";
import type { First } from "../engine/messages.ts";
import { readFirst, writeFirst } from "./first.ts";

const first: First = {
  bytes: 7,
  run: {
    text: "</script><img src=x>",
    translation: "o",
    steps: [],
    trace: {
      source: [{ text: "<!--" }],
      target: [],
      written: [],
      probes: {
        pattern: {
          shape: [3],
          data: Float32Array.of(0.1, -Infinity, 1e-40),
          axes: ["keys"],
          formula: "",
          meaning: { en: "", pt: "" },
        },
      },
    },
  },
};

test("not a bit is lost on the way through the page", () => {
  expect(readFirst(writeFirst(first))).toEqual(first);
});

test("no text ends the element that it stands in", () => {
  expect(writeFirst(first)).not.toContain("<");
});

test("a page without a first state has none", () => {
  expect(readFirst(null)).toBeNull();
});
