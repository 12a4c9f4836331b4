import { expect, test } from "vitest";
import { allAdjectives } from "./adjectives.ts";
import { allNouns } from "./lexicon.ts";
import {
  ditransitives,
  fit,
  governors,
  intransitives,
  leaveBehind,
  placed,
  transitives,
} from "./verbs.ts";

const allVerbs = [
  ...transitives,
  ...intransitives,
  ...placed,
  ...ditransitives,
  leaveBehind,
  fit,
  ...governors.map(({ verb }) => verb),
];
const nouns = new Set(allNouns.map((noun) => noun.english));
const classes = new Set(allNouns.flatMap((noun) => [...noun.classes]));

test("there are at least 280 nouns, adjectives and verbs, no noun twice", () => {
  const adjectives = new Set(allAdjectives.map((adjective) => adjective.english));
  const verbs = new Set(allVerbs.map((verb) => verb.english.base));
  expect(nouns.size).toBe(allNouns.length);
  expect(nouns.size + adjectives.size + verbs.size).toBeGreaterThanOrEqual(280);
});

test("every selection names a noun or a class that some noun has", () => {
  const selections = [
    ...allAdjectives.map((adjective) => adjective.describes),
    ...allVerbs.flatMap((verb) => [verb.subjects, verb.objects, verb.where]),
  ];
  const names = selections.flatMap((selection) => [...selection]);
  expect(names.filter((name) => !nouns.has(name) && !classes.has(name))).toEqual([]);
});

test("a class has the name of a noun only if the noun is of that class", () => {
  const misleading = allNouns.filter(
    (noun) => classes.has(noun.english) && !noun.classes.has(noun.english),
  );
  expect(misleading.map((noun) => noun.english)).toEqual([]);
});

test("the hero family has at least 40 animals and 25 places, of both genders", () => {
  const meets = (noun: (typeof allNouns)[number]): boolean =>
    ["crossable", "enterable", "climbable"].some((name) => noun.classes.has(name));
  const animals = allNouns.filter((noun) => noun.classes.has("animal"));
  const places = allNouns.filter(meets);
  expect(animals.length).toBeGreaterThanOrEqual(40);
  expect(places.length).toBeGreaterThanOrEqual(25);
  for (const group of [animals, places])
    expect(new Set(group.map((noun) => noun.gender))).toEqual(new Set(["m", "f"]));
});
