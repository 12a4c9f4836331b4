import { expect, it } from "vitest";
import { joinWords, splitWords } from "./words.ts";

const english = { lowerCase: true, splitClitics: true };
const words = (text: string, rules = english): string[] =>
  splitWords(text, rules).map((token) => token.text);

it.each([
  ["The cat sat on the mat.", "the cat sat on the mat ."],
  [
    "It isn't the cat's; they've gone, I'm sure!",
    "it is n't the cat 's ; they 've gone , i 'm sure !",
  ],
  ["We couldn't've known", "we could n't 've known"],
  ["It isn’t", "it is n't"],
  ["can't won't", "ca n't wo n't"],
  ["the cat 's here", "the cat 's here"],
  ["the cats' house", "the cats ' house"],
  ["n't", "n't"],
  ["3.14, 1,000 and 2nd", "3.14 , 1,000 and 2nd"],
  ["A well-known x-y", "a well-known x-y"],
  ["(yes) “no” …", "( yes ) “ no ” …"],
  ["vermelh ·a", "vermelh ·a"],
  ["d'água é ótima", "d'água é ótima"],
  ["a\u00a0b\tc\n\nd", "a b c d"],
  ["e\u0301 caf\u0065\u0301", "é café"],
  ["👩‍👩‍👧 👍🏽 🇧🇷 1️⃣ x", "👩‍👩‍👧 👍🏽 🇧🇷 1️⃣ x"],
  ["שלום עולם", "שלום עולם"],
  ["<b>hi</b>", "< b > hi < / b >"],
  ["", ""],
  [" \n ", ""],
])("splits %j", (text, expected) => {
  expect(words(text)).toEqual(expected.split(" ").filter((word) => word !== ""));
});

it("leaves case and clitics alone when asked", () => {
  const rules = { lowerCase: false, splitClitics: false };
  expect(words("It isn't Ana's", rules)).toEqual(["It", "isn't", "Ana's"]);
});

it("tells where each token stands in the text as it was given", () => {
  const text = "  It isn’t Caf\u0065\u0301, OK?";
  const tokens = splitWords(text, english);
  expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
    "It",
    "is",
    "n’t",
    "Cafe\u0301",
    ",",
    "OK",
    "?",
  ]);
  expect(tokens.map((token) => token.text)).toEqual(["it", "is", "n't", "café", ",", "ok", "?"]);
});

it.each([
  ["the cat is n't here , is it ?", "the cat isn't here, is it?"],
  ["o carr ·o vermelh ·o", "o carro vermelho"],
  ['( yes ) , she said : " no " .', '(yes), she said: "no".'],
  ["“ no ” «sim»", "“no” «sim»"],
  ["the cats ' house", "the cats' house"],
  ["¿ qué ?", "¿qué?"],
  ["·a", "a"],
  ["", ""],
])("joins %j", (tokens, expected) => {
  expect(joinWords(tokens.split(" ").filter((token) => token !== ""))).toBe(expected);
});
