import { describe, expect, it } from "vitest";
import { TokenizerError } from "./error.ts";
import { wordTokenizer, wordTokenizerFromTexts } from "./word-tokenizer.ts";

const specials = { padding: "<pad>", start: "<start>", end: "<end>" };
const english = wordTokenizer({
  specials,
  vocabulary: ["the", "cat", "animal", "is", "n't", "'s", "tired", "street", ",", "."],
});

function caught(act: () => unknown): TokenizerError {
  try {
    act();
  } catch (error) {
    if (error instanceof TokenizerError) return error;
  }
  throw new Error("no TokenizerError");
}

describe("ids", () => {
  it("puts the special tokens first, in the order of their roles", () => {
    expect(english.vocabulary.slice(0, 4)).toEqual(["<pad>", "<start>", "<end>", "the"]);
    expect(english.size).toBe(13);
    expect(english.specials).toEqual({ padding: 0, start: 1, end: 2 });
    expect(english.special("end")).toBe(2);
    expect(english.tokenToId("cat")).toBe(4);
    expect(english.tokenToId("dog")).toBeUndefined();
    expect(english.idToToken(12)).toBe(".");
  });

  it("encodes and decodes", () => {
    const ids = english.encode("The cat's animal isn't tired.");
    expect(ids).toEqual([3, 4, 8, 5, 6, 7, 9, 12]);
    expect(english.decode(ids)).toBe("the cat's animal isn't tired.");
    expect(english.decode([1, ...ids, 2, 0, 0])).toBe("the cat's animal isn't tired.");
    expect(english.encode("")).toEqual([]);
    expect(english.decode([])).toBe("");
  });

  it("takes split tokens, special ones among them, but never makes special tokens of text", () => {
    expect(english.encodeTokens(["<start>", "the", "cat", "<end>"])).toEqual([1, 3, 4, 2]);
    const open = wordTokenizer({ specials: { padding: "pad" }, vocabulary: ["cat"] });
    expect(open.encodeTokens(["pad"])).toEqual([0]);
    expect(() => open.encode("pad")).toThrow('unknown: "pad"');
  });

  it("refuses an id outside the vocabulary", () => {
    for (const id of [-1, 13, 0.5, Number.NaN]) {
      expect(() => english.decode([3, id])).toThrow(
        `no token has the id ${id}: ids go from 0 to 12`,
      );
    }
  });

  it("refuses a role that no special token has", () => {
    expect(() => english.special("mask")).toThrow("no special token for mask");
  });
});

describe("unknown words", () => {
  it("are all reported, once each, with their place and the nearest known words", () => {
    const error = caught(() => english.encode("The anmial, the dgo, the anmial."));
    expect(error.code).toBe("unknown");
    expect(error.message).toBe('unknown: "anmial" (did you mean "animal"?), "dgo"');
    expect(error.unknown).toEqual([
      { text: "anmial", start: 4, end: 10, nearest: ["animal"] },
      { text: "dgo", start: 16, end: 19, nearest: [] },
    ]);
    expect(english.unknown("a cat x").map((token) => token.text)).toEqual(["a", "x"]);
    expect(caught(() => english.encodeTokens(["the", "teh"])).message).toContain('"the"');
  });

  it("become the special token for unknown words where there is one", () => {
    const lenient = wordTokenizer({ specials: { unknown: "<unk>" }, vocabulary: ["cat"] });
    expect(lenient.encode("cat dog cat")).toEqual([1, 0, 1]);
    expect(lenient.encodeTokens(["dog"])).toEqual([0]);
    expect(lenient.decode([1, 0])).toBe("cat <unk>");
    expect(lenient.unknown("cat dog")).toEqual([{ text: "dog", start: 4, end: 7 }]);
  });

  it("that cannot be seen are shown as code points", () => {
    expect(() => english.encode("cat\u200f")).toThrow('unknown: "U+200F"');
    expect(() => english.encode("\ud800")).toThrow('unknown: "U+D800"');
  });

  it("in thousands are counted, and the first ten shown", () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `word${index}`).join(" ");
    const error = caught(() => english.encode(text));
    expect(error.unknown.length).toBe(10_000);
    expect(error.message).toMatch(/"word9" and 9990 more$/);
  });

  it("of 10 000 characters are cut in the message", () => {
    const error = caught(() => english.encode("a".repeat(10_000)));
    expect(error.message).toBe(`unknown: "${"a".repeat(40)}…"`);
    expect(error.unknown[0]?.end).toBe(10_000);
  });
});

describe("suffix pieces", () => {
  const portuguese = wordTokenizer({
    splitClitics: false,
    vocabulary: ["casa", "vermelh", "·a", "·o", "est", "·ava", "estav", "é", "caf", "·é", "."],
  });

  it("split a word that the vocabulary lacks, the longest stem first", () => {
    const tokens = portuguese.tokenize("Casa vermelha estava.");
    expect(tokens).toEqual([
      { text: "casa", start: 0, end: 4 },
      { text: "vermelh", start: 5, end: 12 },
      { text: "·a", start: 12, end: 13 },
      { text: "estav", start: 14, end: 19 },
      { text: "·a", start: 19, end: 20 },
      { text: ".", start: 20, end: 21 },
    ]);
  });

  it("are joined again, however the word was split", () => {
    expect(portuguese.decode(portuguese.encode("casa vermelha."))).toBe("casa vermelha.");
    expect(portuguese.decode(portuguese.encodeTokens(["est", "·ava", "vermelh", "·o"]))).toBe(
      "estava vermelho",
    );
    expect(portuguese.encode("vermelh ·a")).toEqual(portuguese.encode("vermelha"));
  });

  it("have places in a text whose accents are characters of their own", () => {
    const text = "cafe\u0301";
    const tokens = portuguese.tokenize(text);
    expect(tokens).toEqual([
      { text: "caf", start: 0, end: 3 },
      { text: "·é", start: 3, end: 5 },
    ]);
  });

  it("are no suggestions, and no words by themselves", () => {
    expect(() => portuguese.encode("casb")).toThrow(
      'unknown: "casb" (did you mean "casa", "caf"?)',
    );
    expect(() => portuguese.encode("ava")).toThrow('unknown: "ava"');
  });
});

describe("vocabularies", () => {
  it.each([
    ["a word twice", ["cat", "cat"], /holds "cat" twice/],
    ["a special token as word", ["<pad>", "cat"], /holds "<pad>" twice/],
    ["an empty word", [""], /empty token/],
    [
      "capitals under lower case",
      ["Cat"],
      /no text gives the token "Cat": as text it becomes "cat"/,
    ],
    ["a space", ["new york"], /as text it becomes "new", "york"/],
    ["a clitic that is split", ["isn't"], /as text it becomes "is", "n't"/],
    ["an accent of its own", ["cafe\u0301"], /no text gives/],
  ])("refuse %s", (_, vocabulary, message) => {
    expect(() => wordTokenizer({ vocabulary, specials })).toThrow(TokenizerError);
    expect(() => wordTokenizer({ vocabulary, specials })).toThrow(message);
  });

  it("come from texts, the most frequent words first", () => {
    const texts = ["The cat isn't here.", "the dog is here.", "the cat."];
    const all = wordTokenizerFromTexts(texts, { specials: { padding: "<pad>" } });
    expect(all.vocabulary).toEqual(["<pad>", ".", "the", "cat", "here", "is", "dog", "n't"]);
    expect(wordTokenizerFromTexts(texts, { minCount: 2, maxWords: 3 }).vocabulary).toEqual([
      ".",
      "the",
      "cat",
    ]);
    expect(wordTokenizerFromTexts([]).size).toBe(0);
  });
});
