import type { Draft } from "../draft.ts";
import type { Phrase } from "../words.ts";

/** A kind of sentence: how often it is said, and how one is made. It returns undefined where its choices led to nothing sayable. */
export interface Family {
  readonly name: string;
  readonly weight: number;
  readonly make: (draft: Draft) => Phrase | undefined;
}
