/** Sentences to begin with; in braces, words of which one tap gives the other. */
const patterns = [
  "the animal did not cross the street because it was too {tired|wide}",
  "the red {car|house}",
  "the hat did not fit in the box because it was too {big|small}",
  "she plays {the guitar|football}",
  "my {mother|father} is a doctor",
  "the {boy|girl} gave the dog three cakes",
  "the owl did not leave the {park|beach} because it was too {lazy|crowded}",
  "nobody saw the white {cat|cow}",
  "there are {three|ten} books on the table",
  "did the {girl|boy} know the {prince|city}?",
  "he never eats fish",
  "attention is all you need",
] as const;

/** A sentence in parts: those that can be changed have several words, and `chosen` stands in the sentence. */
interface Part {
  readonly words: readonly string[];
  readonly chosen: number;
}

const partsOf = (pattern: string): readonly (readonly string[])[] =>
  pattern.split(/[{}]/).map((part, i) => (i % 2 === 1 ? part.split("|") : [part]));

const firstOf = (pattern: string): string =>
  partsOf(pattern)
    .map(([first = ""]) => first)
    .join("");

/** Every sentence that *Another example* goes through, as it is shown first. */
export const examples: readonly string[] = patterns.map(firstOf);

/** The sentence that the page opens with: one English word decides the pronoun, the gender, the verb and the adjective. */
export const HERO: string = firstOf(patterns[0]);

/** The example after a text; the first for a text that is none. */
export function nextExample(text: string): string {
  const at = patterns.findIndex((pattern) => match(pattern, text) !== null);
  return examples[(at + 1) % examples.length] ?? HERO;
}

/** A part of a sentence that one tap changes, and the sentence that each of its words gives. */
export interface Swap {
  readonly current: string;
  readonly choices: readonly { readonly word: string; readonly text: string }[];
}

/** The parts of a text that one tap changes; none for a text that is no example. */
export function swapsOf(text: string): Swap[] {
  const parts = patterns.map((pattern) => match(pattern, text)).find((found) => found !== null);
  if (!parts) return [];
  const say = (changed: number, to: number): string =>
    parts.map(({ words, chosen }, i) => words[i === changed ? to : chosen]).join("");
  return parts.flatMap(({ words, chosen }, i) =>
    words.length === 1
      ? []
      : [
          {
            current: words[chosen] ?? "",
            choices: words.map((word, to) => ({ word, text: say(i, to) })),
          },
        ],
  );
}

/** Which words of a pattern a text has, or `null` where it is another sentence. */
function match(pattern: string, text: string): Part[] | null {
  let rest = text.trim();
  const found: Part[] = [];
  for (const words of partsOf(pattern)) {
    const chosen = words.findIndex((word) => rest.startsWith(word));
    if (chosen < 0) return null;
    found.push({ words, chosen });
    rest = rest.slice(words[chosen]?.length);
  }
  return rest === "" ? found : null;
}
