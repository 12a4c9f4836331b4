import { expect, test } from "vitest";
import { examples, HERO, nextExample, swapsOf } from "./examples.ts";

test("one tap turns tired into wide, and back", () => {
  const [swap] = swapsOf(HERO);
  expect(swap?.current).toBe("tired");
  const wide = swap?.choices.find(({ word }) => word === "wide")?.text ?? "";
  expect(wide).toBe("the animal did not cross the street because it was too wide");
  expect(swapsOf(wide)[0]?.current).toBe("wide");
  expect(swapsOf(wide)[0]?.choices[0]?.text).toBe(HERO);
});

test("a part that is changed leaves the other parts as they are", () => {
  const text = "did the boy know the city?";
  expect(swapsOf(text).map(({ choices }) => choices.map((choice) => choice.text))).toEqual([
    ["did the girl know the city?", text],
    ["did the boy know the prince?", text],
  ]);
});

test("a sentence of one's own has nothing to swap, and the next example after it is the first", () => {
  expect(swapsOf("the animal did not cross the street")).toEqual([]);
  expect(swapsOf("")).toEqual([]);
  expect(nextExample("hello")).toBe(HERO);
});

test("another example goes through all of them, from whichever word was tapped", () => {
  let text = HERO;
  const seen = new Set<string>();
  for (let i = 0; i < examples.length; i++) {
    seen.add(text);
    text = nextExample(swapsOf(text)[0]?.choices.at(-1)?.text ?? text);
  }
  expect(seen.size).toBe(examples.length);
  expect(text).toBe(HERO);
});
