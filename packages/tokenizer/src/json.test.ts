import { expect, it } from "vitest";
import { characterTokenizer } from "./character-tokenizer.ts";
import { TokenizerError } from "./error.ts";
import { tokenizerFromJson } from "./json.ts";
import { wordTokenizer } from "./word-tokenizer.ts";

const words = wordTokenizer({
  vocabulary: ["Isn't", "vermelh", "·a"],
  specials: { padding: "<pad>", mask: "<mask>" },
  lowerCase: false,
  splitClitics: false,
});

it("makes the same tokenizer from its JSON text or object", () => {
  for (const tokenizer of [words, characterTokenizer({ vocabulary: "ab", lowerCase: true })]) {
    for (const json of [JSON.stringify(tokenizer), tokenizer.toJSON()]) {
      const copy = tokenizerFromJson(json);
      expect(copy.toJSON()).toEqual(tokenizer.toJSON());
      expect(copy.vocabulary).toEqual(tokenizer.vocabulary);
      expect(copy.specials).toEqual(tokenizer.specials);
    }
  }
  expect(tokenizerFromJson(words.toJSON()).encode("Isn't vermelha")).toEqual([2, 3, 4]);
});

const saved = words.toJSON();
it.each<[string, string | object, RegExp]>([
  ["no JSON", "{", /not valid JSON/],
  ["a list", "[]", /must be an object/],
  ["null", "null", /must be an object/],
  ["another version", { ...saved, version: 2 }, /version is 2/],
  ["another type", { ...saved, type: "bpe" }, /type is bpe/],
  ["no vocabulary", { ...saved, vocabulary: undefined }, /list of texts/],
  ["numbers as words", { ...saved, vocabulary: [1] }, /list of texts/],
  ["no specials", { ...saved, specials: null }, /specials must give a text/],
  [
    "a number as special token",
    { ...saved, specials: { padding: 1 } },
    /specials must give a text/,
  ],
  ["an unknown role", { ...saved, specials: { pad: "<pad>" } }, /unknown role "pad"/],
  ["no lowerCase", { ...saved, lowerCase: "yes" }, /lowerCase must be/],
  ["no splitClitics", { ...saved, splitClitics: undefined }, /splitClitics must be/],
  ["a word twice", { ...saved, vocabulary: ["a", "a"] }, /twice/],
])("refuses %s", (_, json, message) => {
  expect(() => tokenizerFromJson(json)).toThrow(TokenizerError);
  expect(() => tokenizerFromJson(json)).toThrow(message);
});
