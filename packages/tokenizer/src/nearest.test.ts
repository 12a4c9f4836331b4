import { expect, it } from "vitest";
import { nearestWords } from "./nearest.ts";

const known = ["the", "cat", "cart", "street", "animal", "tired", "wide", "coração"];

it.each([
  ["anmial", ["animal"], "a swap of neighbours"],
  ["steret", ["street"], "a swap of neighbours"],
  ["animall", ["animal"], "one character too many"],
  ["anmal", ["animal"], "one character missing"],
  ["tirad", ["tired"], "one character changed"],
  ["caat", ["cat", "cart"], "ties in the order of the vocabulary"],
  ["hte", ["the"], "a swap in a short word"],
  ["coracao", ["coração"], "two accents"],
  ["xyz", [], "nothing near"],
  ["q", [], "one character"],
  ["", [], "nothing"],
])("%s → %j: %s", (word, expected) => {
  expect(nearestWords(word, known, 3)).toEqual(expected);
});

it("counts a swap as one edit and not across others", () => {
  // Optimal string alignment: ca → abc takes three edits, since a swapped pair is not edited again.
  expect(nearestWords("caxxxxx", ["abcxxxxx"], 1)).toEqual(["abcxxxxx"]);
  expect(nearestWords("caxxx", ["abcxxx"], 1)).toEqual([]);
});

it("does not suggest the word itself, nor more than asked", () => {
  expect(nearestWords("cat", known, 3)).toEqual(["cart"]);
  expect(nearestWords("cat", ["bat", "rat", "hat", "mat"], 2)).toEqual(["bat", "rat"]);
});

it("compares no word of 10 000 characters with anything", () => {
  let asked = 0;
  const watched = {
    *[Symbol.iterator]() {
      asked++;
      yield "animal";
    },
  };
  expect(nearestWords("a".repeat(10_000), watched, 3)).toEqual([]);
  expect(asked).toBe(0);
});
