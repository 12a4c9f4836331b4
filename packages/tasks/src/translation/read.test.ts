import { expect, test } from "vitest";
import { typedPhrases } from "./phrases.ts";
import { readSentence } from "./read.ts";
import { sourceVocabulary } from "./vocabulary.ts";

test.each([
  ["The animal didn't cross the street.", "the animal did n't cross the street"],
  ["It’s late!", "it 's late"],
  ["We won't eat the king's cake", "we wo n't eat the king 's cake"],
  ["Where is my phone?", "where is my phone ?"],
  ["  I   love\nyou … ", "i love you"],
  ["", ""],
  ["...", ""],
])("%j is read as %j", (typed, tokens) => {
  expect(readSentence(typed).join(" ")).toBe(tokens);
});

test("a visitor's phrase has an unknown word if and only if it is refused", () => {
  const known = new Set(sourceVocabulary);
  expect(typedPhrases.length).toBeGreaterThanOrEqual(60);
  for (const { english, portuguese, kind } of typedPhrases) {
    const unknown = readSentence(english).filter((token) => !known.has(token));
    expect({ english, isRefused: unknown.length > 0 }).toEqual({
      english,
      isRefused: kind === "refused",
    });
    expect(portuguese === undefined).toBe(kind === "refused");
  }
});
