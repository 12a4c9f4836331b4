import { type Adjective, allAdjectives } from "./adjectives.ts";
import { animals } from "./animals.ts";
import type { Noun } from "./noun.ts";
import { kin, people } from "./people.ts";
import { places } from "./places.ts";
import { drinks, food, furniture, ideas, objects, playables, vehicles } from "./things.ts";

/** Every noun of the grammar. */
export const allNouns: readonly Noun[] = [
  ...animals,
  ...people,
  ...kin,
  ...places,
  ...objects,
  ...furniture,
  ...vehicles,
  ...food,
  ...drinks,
  ...playables,
  ...ideas,
];

/** True where a noun is of one of the classes, or is one of the nouns, that a set names. */
export function isOneOf(noun: Noun, names: ReadonlySet<string>): boolean {
  if (names.has(noun.english)) return true;
  for (const name of noun.classes) if (names.has(name)) return true;
  return false;
}

/** A function that remembers its answer for each argument. */
function remember<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const answers = new WeakMap<Key, Value>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) answers.set(key, (answer = compute(key)));
    return answer;
  };
}

/** The nouns that a set of classes and nouns names. */
export const nounsOf: (names: ReadonlySet<string>) => readonly Noun[] = remember((names) =>
  allNouns.filter((noun) => isOneOf(noun, names)),
);

/** The adjectives that may be said of a noun. */
export const adjectivesOf: (noun: Noun) => readonly Adjective[] = remember((noun) =>
  allAdjectives.filter((adjective) => isOneOf(noun, adjective.describes)),
);

/** The noun with this English word. Throws where there is none. */
export function nounNamed(english: string): Noun {
  const noun = allNouns.find((candidate) => candidate.english === english);
  if (noun === undefined) throw new Error(`nounNamed: the grammar has no noun "${english}"`);
  return noun;
}
