import { expect, it } from "vitest";
import { characterTokenizer, characterTokenizerFromTexts } from "./character-tokenizer.ts";
import { TokenizerError } from "./error.ts";

it("gives each character an id and each id its character", () => {
  const tokenizer = characterTokenizer({ vocabulary: "abc é\n😀", specials: { padding: "<pad>" } });
  const text = "a é\n😀c";
  const ids = tokenizer.encode(text);
  expect(ids).toEqual([1, 4, 5, 6, 7, 3]);
  expect(tokenizer.decode([...ids, 0])).toBe(text);
  expect(tokenizer.size).toBe(8);
  expect(tokenizer.nearest("x")).toEqual([]);
});

it("takes vocabularies from texts in the order of code points", () => {
  expect(characterTokenizerFromTexts(["cab", "😀\uffeeb"]).vocabulary).toEqual([
    "a",
    "b",
    "c",
    "\uffee",
    "😀",
  ]);
  expect(characterTokenizerFromTexts(["Ab"], { lowerCase: true }).vocabulary).toEqual(["a", "b"]);
});

it("composes accents and keeps the places in the text", () => {
  const tokenizer = characterTokenizerFromTexts(["caf\u00e9 \ud55c"]);
  const text = "cafe\u0301 \u1112\u1161\u11ab";
  expect(tokenizer.tokenize(text)).toEqual([
    { text: "c", start: 0, end: 1 },
    { text: "a", start: 1, end: 2 },
    { text: "f", start: 2, end: 3 },
    { text: "é", start: 3, end: 5 },
    { text: " ", start: 5, end: 6 },
    { text: "한", start: 6, end: 9 },
  ]);
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.normalize("NFC"));
});

it("lowers the case when asked", () => {
  const tokenizer = characterTokenizer({ vocabulary: "ab", lowerCase: true });
  expect(tokenizer.encode("AbB")).toEqual([0, 1, 1]);
});

it("reports unknown characters", () => {
  const tokenizer = characterTokenizer({ vocabulary: "ab" });
  expect(() => tokenizer.encode("axb\u00a0x")).toThrow('unknown: "x", "U+00A0"');
  expect(() => tokenizer.encode("axb\u00a0x")).toThrow(TokenizerError);
  expect(tokenizer.unknown("axb")).toEqual([{ text: "x", start: 1, end: 2 }]);
});

it.each([
  ["two characters", ["ab"], /a token is one character/],
  ["a character twice", ["a", "a"], /holds "a" twice/],
  ["an uncomposed character", ["e\u0301"], /composed/],
])("refuses %s in the vocabulary", (_, vocabulary, message) => {
  expect(() => characterTokenizer({ vocabulary })).toThrow(TokenizerError);
  expect(() => characterTokenizer({ vocabulary })).toThrow(message);
});

it("refuses capitals in a vocabulary under lower case", () => {
  expect(() => characterTokenizer({ vocabulary: "aB", lowerCase: true })).toThrow(/in lower case/);
});
