import * as fc from "fast-check";
import { expect, it } from "vitest";
import { characterTokenizerFromTexts } from "./character-tokenizer.ts";
import { TokenizerError } from "./error.ts";
import { wordTokenizer, wordTokenizerFromTexts } from "./word-tokenizer.ts";

// Seeded, so that every run checks the same cases.
const runs = { seed: 20260102, numRuns: 500 };
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom("Cat", "isn't", "’", " ", "·a", "é", "e\u0301", "3.5", "-", "\n", '"', "👍🏽"),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join("")),
);

it("characters survive there and back", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const tokenizer = characterTokenizerFromTexts([text]);
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.normalize("NFC"));
    }),
    runs,
  );
});

it("words leave nothing out but spaces, and their places do not overlap", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const tokenizer = wordTokenizer({ vocabulary: [] });
      let at = 0;
      for (const { start, end } of tokenizer.tokenize(text)) {
        expect(text.slice(at, start).trim()).toBe("");
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(text.slice(at).trim()).toBe("");
    }),
    runs,
  );
});

it("a vocabulary made from a text knows that text", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const tokenizer = wordTokenizerFromTexts([text]);
      expect(tokenizer.unknown(text)).toEqual([]);
      expect(tokenizer.encode(text).map((id) => tokenizer.idToToken(id))).toEqual(
        tokenizer.tokenize(text).map((token) => token.text),
      );
    }),
    runs,
  );
});

it("any text gives ids or the report of what is unknown", () => {
  const tokenizer = wordTokenizer({ vocabulary: ["cat", "is", "n't", "·a", "é"] });
  fc.assert(
    fc.property(texts, (text) => {
      const unknown = tokenizer.unknown(text);
      let reported: readonly unknown[] = [];
      try {
        tokenizer.encode(text);
      } catch (error) {
        if (!(error instanceof TokenizerError)) throw error;
        reported = error.unknown;
      }
      expect(reported.length).toBe(new Set(unknown.map((token) => token.text)).size);
    }),
    runs,
  );
});
