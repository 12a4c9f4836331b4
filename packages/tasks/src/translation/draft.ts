import type { Random } from "../random.ts";
import type { Adjective } from "./lexicon/adjectives.ts";
import { nounsOf } from "./lexicon/lexicon.ts";
import type { Noun } from "./lexicon/noun.ts";
import type { Verb } from "./lexicon/verb.ts";

/** What a sentence under construction gathers: its choices, what it shows, and which words it brings together. */
export class Draft {
  readonly random: Random;
  readonly phenomena: Set<string> = new Set();
  /** Adjective–noun and verb–object pairs: the compositional split holds some of them out. */
  readonly pairs: Set<string> = new Set();
  readonly animals: Set<string> = new Set();
  readonly places: Set<string> = new Set();

  constructor(random: Random) {
    this.random = random;
  }

  /** Notes what the sentence shows. */
  shows(...phenomena: readonly string[]): void {
    for (const phenomenon of phenomena) this.phenomena.add(phenomenon);
  }

  /** Notes a noun of the sentence. */
  uses(noun: Noun): void {
    if (noun.classes.has("animal")) this.animals.add(noun.english);
    if (noun.classes.has("place")) this.places.add(noun.english);
    if (noun.classes.has("trap") || noun.classes.has("epicene")) this.shows("gender trap");
  }

  /** Notes an adjective said of a noun. */
  describes(adjective: Adjective, noun: Noun): void {
    if (!adjective.isSenseOfNoun) this.pairs.add(`${adjective.english}+${noun.english}`);
  }

  /** Notes a verb with its object. */
  does(verb: Verb, noun: Noun): void {
    if (!verb.isSenseOfObject && nounsOf(verb.objects).length > 3)
      this.pairs.add(`${verb.english.base}>${noun.english}`);
  }
}
